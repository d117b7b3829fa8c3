-- Gives turns under one or more limits, all or none of them at once.
--
-- KEYS: the processes, what answers took, the mark; then for each limit its log and until when it is blocked
-- ARGV: turns wanted, how far ahead (ms), process, number of the first turn, what answers took this process lately (ms), the
--       mark that it knows; then for each limit: most, the window's length (ms), how many untold requests; and of each its
--       number, and how long ago it was sent (ms)
-- Returns: ms until the next turn if fewer are given than wanted, else -1; processes; the mark; then for each turn: in how
--          many ms
--
-- The mark is another one whenever all was forgotten: a process that knows an older one has to tell what it sent, and gets
-- no turns before.
--
-- A request is process:number in every log, whoever tells of it and however often: asked or told twice, it counts once.
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local wanted, ahead, process, first = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local function member(number)
  return process .. ':' .. string.format('%d', number)
end
local lag, slowest = tonumber(ARGV[5]), tonumber(redis.call('GET', KEYS[2]) or '0')
if lag > slowest then
  redis.call('SET', KEYS[2], ARGV[5], 'PX', 120000)
  slowest = lag
end
local known, mark = ARGV[6], redis.call('GET', KEYS[3])
if not mark then
  mark = process .. ':' .. tostring(now)
end
redis.call('SET', KEYS[3], mark, 'PX', 600000)
if known ~= '' and known ~= mark then
  wanted = 0
end
local limits = {}
local at = 7
for key = 4, #KEYS, 2 do
  local length = tonumber(ARGV[at + 1])
  -- A request counts for longer, as in window.rs.
  local limit = { log = KEYS[key], most = tonumber(ARGV[at]), span = length + math.min(slowest, length / 25) }
  limit.blocked = tonumber(redis.call('GET', KEYS[key + 1]) or '0')
  redis.call('ZREMRANGEBYSCORE', limit.log, '-inf', now - limit.span)
  local untold = tonumber(ARGV[at + 2])
  at = at + 3
  for _ = 1, untold do
    redis.call('ZADD', limit.log, now - tonumber(ARGV[at + 1]), member(ARGV[at]))
    at = at + 2
  end
  -- Of a question whose answer was lost.
  for turn = 1, wanted do
    redis.call('ZREM', limit.log, member(first + turn - 1))
  end
  limits[#limits + 1] = limit
end

redis.call('ZADD', KEYS[1], now, process)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 60000)
redis.call('PEXPIRE', KEYS[1], 120000)

local next, turns = -1, {}
for turn = 1, wanted do
  local free = now
  for _, limit in ipairs(limits) do
    free = math.max(free, limit.blocked)
    -- From the newest, the one that must count no more when this one goes.
    local last = redis.call('ZREVRANGE', limit.log, limit.most - 1, limit.most - 1, 'WITHSCORES')
    if last[2] then
      free = math.max(free, tonumber(last[2]) + limit.span)
    end
  end
  if free - now > ahead then
    next = free - now
    break
  end
  for _, limit in ipairs(limits) do
    redis.call('ZADD', limit.log, free, member(first + turn - 1))
  end
  turns[turn] = tostring(free - now)
end
local reply = { tostring(next), tostring(redis.call('ZCARD', KEYS[1])), mark }
for _, limit in ipairs(limits) do
  redis.call('PEXPIRE', limit.log, math.ceil(limit.span * 2 + ahead))
end
for _, after in ipairs(turns) do
  reply[#reply + 1] = after
end
return reply
