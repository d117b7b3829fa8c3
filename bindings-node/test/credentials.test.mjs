import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError } from 'signbridge';
import { found, provider } from './support.mjs';

for (const [what, apiKey] of [
  ['synchronous', () => 'key-7'],
  ['asynchronous', () => sleep(1, 'key-7')],
]) {
  test(`a ${what} function gives the key once for many calls`, async (context) => {
    const server = await provider(context, found);
    let asked = 0;
    const client = server.client({
      apiKey: () => {
        asked++;
        return apiKey();
      },
    });
    await Promise.all(Array.from({ length: 10 }, (_, index) => client.cases.get(`c${index}`)));
    await client.withCompany('company2').cases.get('c1');
    assert.equal(asked, 1);
    assert.ok(server.requests.every((request) => request.headers.authorization === 'Bearer key-7'));
  });
}

test('a refused key is asked for again', async (context) => {
  const server = await provider(context, (request, response) => {
    if (request.headers.authorization === 'Bearer new') return found(request);
    response.statusCode = 401;
    return { errors: [{ code: 401, message: 'Unauthorized' }] };
  });
  const keys = ['old', 'new'];
  assert.equal((await server.client({ apiKey: () => keys.shift() }).cases.get('c1'))._id, 'c1');
});

for (const [what, fail] of [
  [
    'throws',
    (error) => () => {
      throw error;
    },
  ],
  [
    'rejects',
    (error) => async () => {
      throw error;
    },
  ],
]) {
  test(`what a function ${what} is the cause of the error, and nothing is sent`, async (context) => {
    const server = await provider(context, found);
    const thrown = new Error('the vault is sealed');
    await assert.rejects(server.client({ apiKey: fail(thrown) }).cases.get('c1'), (error) => {
      assert.ok(error instanceof ConfigurationError, error.name);
      assert.equal(error.cause, thrown);
      assert.match(error.message, /the vault is sealed/);
      return true;
    });
    assert.equal(server.requests.length, 0);
  });
}

test('a function that recovers lets later calls through', async (context) => {
  const server = await provider(context, found);
  const answers = [
    () => {
      throw new Error('not yet');
    },
    () => 'key-7',
  ];
  const client = server.client({ apiKey: () => answers.shift()() });
  await assert.rejects(client.cases.get('c1'), /not yet/);
  assert.equal((await client.cases.get('c1'))._id, 'c1');
});

test('a function that gives no string is told so', async (context) => {
  const server = await provider(context, found);
  await assert.rejects(server.client({ apiKey: () => undefined }).cases.get('c1'), /not a string/);
});

test('a call that is cancelled while the function works leaves the key for the next', async (context) => {
  const server = await provider(context, found);
  const abort = new AbortController();
  let asked = 0;
  const apiKey = async () => {
    asked++;
    if (asked === 1) await new Promise(() => undefined);
    return 'key-7';
  };
  const client = server.client({ apiKey });
  const first = client.cases.get('c1', { signal: abort.signal });
  while (asked === 0) await sleep(1);
  const second = client.cases.get('c2');
  abort.abort();
  await assert.rejects(first, { name: 'AbortError' });
  assert.equal((await second)._id, 'c2');
});
