import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NextSign } from 'signbridge';
import { found, provider } from './support.mjs';

const { inFlight } = createRequire(import.meta.url)('../dist/queue.js');

const NEVER = () => undefined;

test('aborting closes the socket and rejects with an AbortError', async (context) => {
  const server = await provider(context, NEVER);
  const abort = new AbortController();
  const call = server.client().cases.get('c1', { signal: abort.signal });
  while (server.requests.length === 0) await tick();
  const closed = once(server.requests[0].socket, 'close');
  abort.abort();
  await assert.rejects(call, { name: 'AbortError' });
  await closed;
});

test('aborting with a reason rejects with that reason', async (context) => {
  const server = await provider(context, NEVER);
  const abort = new AbortController();
  const call = server.client().cases.get('c1', { signal: abort.signal });
  const reason = new Error('the user went away');
  abort.abort(reason);
  await assert.rejects(call, (error) => error === reason);
});

test('AbortSignal.timeout rejects with its TimeoutError', async (context) => {
  const server = await provider(context, NEVER);
  const call = server.client().cases.get('c1', { signal: AbortSignal.timeout(20) });
  await assert.rejects(call, { name: 'TimeoutError', constructor: DOMException });
});

test('a signal that is aborted already sends nothing', async (context) => {
  const server = await provider(context, found);
  await assert.rejects(server.client().cases.get('c1', { signal: AbortSignal.abort() }), { name: 'AbortError' });
  await server.client().cases.get('c2');
  assert.deepEqual(
    server.requests.map((request) => request.url),
    ['/api/v2/company1/case/c2/get'],
  );
});

test('the listener is removed after success, failure and abort', async (context) => {
  const server = await provider(context, (request, response) => {
    if (request.url.includes('/hang/')) return undefined;
    if (request.url.includes('/fail/')) response.statusCode = 503;
    return found(request);
  });
  const client = server.client();
  const abort = new AbortController();
  const { signal } = abort;
  await client.cases.get('c1', { signal });
  assert.equal(getEventListeners(signal, 'abort').length, 0);
  await assert.rejects(client.cases.get('fail', { signal }));
  assert.equal(getEventListeners(signal, 'abort').length, 0);
  const [first, second] = [client.cases.get('hang', { signal }), client.cases.get('hang', { signal })];
  assert.equal(getEventListeners(signal, 'abort').length, 1);
  abort.abort();
  await Promise.all([assert.rejects(first), assert.rejects(second)]);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('a thousand calls with one signal warn of no leak', async (context) => {
  const server = await provider(context, found);
  const warned = [];
  const warn = (warning) => warned.push(warning);
  process.on('warning', warn);
  context.after(() => process.off('warning', warn));
  const client = server.client();
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 1_000 }, (_, index) => client.cases.get(`c${index}`, { signal })));
  await tick();
  assert.deepEqual(warned, []);
});

/** Bytes of the objects that are alive, and of what is resident beside the heap, whose own size is up to the collector. */
function memory() {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, heapTotal, rss } = process.memoryUsage();
  return { live: heapUsed, outside: rss - heapTotal };
}

test('twenty thousand aborted calls leave no ticket, listener, socket or memory behind', async (context) => {
  let asked = 0;
  let connected = 0;
  const server = createServer((socket) => {
    connected++;
    socket.on('data', () => asked++);
    socket.on('error', () => undefined);
    socket.on('close', () => connected--);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const apiUrl = `http://127.0.0.1:${server.address().port}/api`;
  const client = new NextSign({ apiKey: 'k', companyId: 'c1', apiUrl, maxRetries: 0, rateLimit: 'off' });
  const storms = async (count) => {
    for (let storm = 0; storm < count; storm++) {
      const given = new AbortController();
      const { signal } = given;
      const calls = Array.from({ length: 100 }, () => client.cases.get('c1', { signal }));
      assert.equal(getEventListeners(signal, 'abort').length, 1);
      // Most are cancelled before they have a connection, the last of them in the middle of a request.
      const before = asked;
      while (storm === count - 1 && asked === before) await tick();
      given.abort();
      for (const { reason } of await Promise.allSettled(calls)) assert.equal(reason?.name, 'AbortError');
      assert.equal(getEventListeners(signal, 'abort').length, 0);
    }
    assert.equal(inFlight(), 0);
  };
  const descriptors = () => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0);
  const rounds = [];
  for (let round = 0; round < 4; round++) {
    await storms(50);
    while (connected > 0) await tick();
    rounds.push({ descriptors: descriptors(), ...memory() });
  }
  assert.ok(rounds[3].descriptors <= rounds[0].descriptors + 2);
  // What 5 000 calls leave behind, they leave each time; what the allocator keeps, on a busy machine, only once.
  for (const [what, most] of [
    ['live', 1 << 20],
    ['outside', 3 << 20],
  ]) {
    const grown = rounds.slice(1).map((round, before) => round[what] - rounds[before][what]);
    assert.ok(Math.min(...grown) < most, `${what}: ${grown} bytes`);
  }
});

test('aborting a list between two pages sends no further request', async (context) => {
  const server = await provider(context, () => ({ status: 'company_found', cases: [{ _id: '1' }, { _id: '2' }] }));
  const abort = new AbortController();
  const seen = [];
  const walk = async () => {
    for await (const item of server.client().cases.list({ limit: 2 }, { signal: abort.signal })) {
      seen.push(item._id);
      if (seen.length === 2) abort.abort();
    }
  };
  await assert.rejects(walk(), { name: 'AbortError' });
  assert.deepEqual(seen, ['1', '2']);
  assert.equal(server.requests.length, 1);
});

test('one call is cancelled and the others go on', async (context) => {
  const server = await provider(context, async (request) => {
    if (request.url.includes('/hang/')) return undefined;
    return found(request);
  });
  const client = server.client();
  const abort = new AbortController();
  const doomed = client.cases.get('hang', { signal: abort.signal });
  const others = Promise.all(Array.from({ length: 20 }, (_, index) => client.cases.get(`c${index}`)));
  abort.abort();
  await assert.rejects(doomed);
  assert.equal((await others).length, 20);
});

function tick() {
  return new Promise((resolve) => setImmediate(resolve));
}
