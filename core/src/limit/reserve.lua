-- Gives turns under one or more limits, all or none of them at once.
--
-- KEYS: the processes; then for each limit its log and until when it is blocked
-- ARGV: turns wanted, how far ahead (ms), process, number of this question; then for each limit: most, for how long a
--       request counts (ms), number of untold requests, how long ago each was sent (ms)
-- Returns: ms until the next turn if fewer are given than wanted, else -1; requests that count under the first limit;
--          processes; then for each turn: in how many ms, its member in the logs
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local wanted, ahead, process, question = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4]
local limits = {}
local at = 5
for key = 2, #KEYS, 2 do
  local limit = { log = KEYS[key], most = tonumber(ARGV[at]), span = tonumber(ARGV[at + 1]) }
  limit.blocked = tonumber(redis.call('GET', KEYS[key + 1]) or '0')
  redis.call('ZREMRANGEBYSCORE', limit.log, '-inf', now - limit.span)
  local untold = tonumber(ARGV[at + 2])
  at = at + 3
  for _ = 1, untold do
    redis.call('ZADD', limit.log, now - tonumber(ARGV[at]), process .. ':' .. question .. ':untold:' .. at)
    at = at + 1
  end
  limits[#limits + 1] = limit
end

redis.call('ZADD', KEYS[1], now, process)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 60000)
redis.call('PEXPIRE', KEYS[1], 120000)

local reply = { '-1', '0', tostring(redis.call('ZCARD', KEYS[1])) }
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
    reply[1] = tostring(free - now)
    break
  end
  local member = process .. ':' .. question .. ':' .. turn
  for _, limit in ipairs(limits) do
    redis.call('ZADD', limit.log, free, member)
  end
  reply[#reply + 1] = tostring(free - now)
  reply[#reply + 1] = member
end
for _, limit in ipairs(limits) do
  redis.call('PEXPIRE', limit.log, math.ceil(limit.span * 2 + ahead))
end
reply[2] = tostring(redis.call('ZCARD', limits[1].log))
return reply
