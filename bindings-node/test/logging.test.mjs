import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { NextSign } from 'signbridge';
import { found, freePort, provider, redisOn } from './support.mjs';

const UNSLEPT = { [Symbol.for('signbridge.testing')]: { virtual_time: true } };

/** Answers every second request; the pauses between are as long as a store may go unasked. */
function failingFirst() {
  let requests = 0;
  return (request, response) => {
    requests += 1;
    if (requests % 2 === 0) return found(request);
    response.writeHead(503, { 'retry-after': '40' }).end();
    return undefined;
  };
}

/** What a process writes to its standard error in which `body` runs with `client` at hand. */
async function logOf(server, debug, body) {
  const source = `
    import { NextSign } from 'signbridge';
    const testing = { [Symbol.for('signbridge.testing')]: { virtual_time: true } };
    const client = new NextSign({ ...${JSON.stringify({ ...server.options, maxRetries: 1 })}, ...testing });
    ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: new URL('.', import.meta.url),
    env: { ...process.env, NODE_DEBUG: debug },
  });
  const log = (await child.stderr.setEncoding('utf8').toArray()).join('');
  assert.ok(!log.includes('test-key-1'), log);
  return log;
}

test('NODE_DEBUG=signbridge tells of every call', async (context) => {
  const server = await provider(context, found);
  const body = `await client.cases.get('c1'); await client.cases.get('').catch(() => undefined);`;
  const log = await logOf(server, 'signbridge', body);
  assert.match(log, /SIGNBRIDGE \d+: nextsign cases\.get: 200, \d+ bytes, \d\.\d{3} s, company_id="company1"\n/);
  assert.match(log, /SIGNBRIDGE \d+: nextsign InvalidRequestError: cases\.get: case_id.*, company_id="company1"\n/);
});

test('each attempt has a line for debugging with its reason', async (context) => {
  const server = await provider(context, failingFirst());
  const body = `await client.cases.get('c1'); await client.cases.get('c1', { maxRetries: 0 }).catch(() => undefined);`;
  const lines = (await logOf(server, 'signbridge', body)).split('\n').filter((line) => line.includes(', attempt '));
  const failed = 'attempt 1: 503 unavailable, answered, T s';
  assert.deepEqual(
    lines.map((line) => line.replace(/^SIGNBRIDGE \d+: /, '').replace(/answered, \d\.\d{3} s/, 'answered, T s')),
    [
      `nextsign cases.get, ${failed}, again after a pause, pause 40.000 s, company_id="company1"`,
      'nextsign cases.get, attempt 2: 200, answered, T s, ok, company_id="company1"',
      `nextsign cases.get, ${failed}, retries are off, company_id="company1"`,
    ],
  );
});

test('who does not debug gets no line', async (context) => {
  const server = await provider(context, failingFirst());
  assert.equal(await logOf(server, '', `await client.cases.get('c1');`), '');
});

test('a store that is lost is warned of once, and one that is back told once', async (context) => {
  const port = await freePort();
  const server = await provider(context, failingFirst());
  const options = { ...server.options, ...UNSLEPT, maxRetries: 1, rateLimit: 'on' };
  const client = new NextSign({ ...options, rateLimitStore: `redis://127.0.0.1:${port}` });
  const told = [];
  const hear = ({ name, code, message }) => told.push(`${name} ${code} ${message.split(': ')[1]}`);
  process.on('warning', hear);
  context.after(() => process.off('warning', hear));
  // A warning comes on the next turn of the loop.
  const call = () => client.cases.get('c1').then(() => new Promise(setImmediate));
  const callUntil = async (lines) => {
    for (let calls = 0; told.length < lines; calls += 1) {
      assert.ok(calls < 1_000, `${told}`);
      await call();
    }
    await call();
  };
  await callUntil(1);
  await call();
  const redis = await redisOn(port);
  await callUntil(2);
  redis.kill();
  await once(redis, 'exit');
  await callUntil(3);
  const lost = 'the store of the shared rate limit cannot be reached, this process goes on with a local share';
  assert.deepEqual(told, [
    `Warning SIGNBRIDGE_STORE_LOST ${lost}`,
    'Info SIGNBRIDGE_STORE_BACK the store of the shared rate limit can be reached again',
    `Warning SIGNBRIDGE_STORE_LOST ${lost}`,
  ]);
});
