import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import {
  AuthenticationError,
  ConfigurationError,
  InvalidRequestError,
  NextSign,
  NotFoundError,
  SignbridgeError,
  TimeoutError,
  TransportError,
  UnavailableError,
} from 'signbridge';
import { provider } from './support.mjs';

const UNAUTHORIZED = { errors: [{ code: 401, message: 'Unauthorized', description: 'Bearer token not found' }] };

/** A server that answers every request like this. */
function answering(context, status, body, headers = {}) {
  return provider(context, (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

async function failure(call) {
  try {
    await call;
  } catch (error) {
    return error;
  }
  return assert.fail('the call succeeded');
}

test('an error is of the class of its kind, of the base class and of Error', async (context) => {
  for (const [status, type] of [
    [401, AuthenticationError],
    [404, NotFoundError],
    [503, UnavailableError],
  ]) {
    const server = await answering(context, status, { errors: [{ code: status, message: 'm' }] });
    const error = await failure(server.client().cases.get('c1'));
    assert.ok(error instanceof type, `${status}: ${error.name}`);
    assert.ok(error instanceof SignbridgeError && error instanceof Error);
    assert.equal(error.name, type.name);
  }
});

test('an error tells status, code, request id, attempts and delivery', async (context) => {
  const server = await answering(context, 401, UNAUTHORIZED, { 'x-request-id': 'r-7' });
  const error = await failure(server.client().cases.get('c1'));
  assert.equal(error.kind, 'authentication');
  assert.equal(error.provider, 'nextsign');
  assert.equal(error.operation, 'cases.get');
  assert.equal(error.status, 401);
  assert.equal(error.code, '401');
  assert.equal(error.requestId, 'r-7');
  assert.equal(error.delivery, 'answered');
  assert.equal(error.retryable, false);
  assert.equal(error.retryAfter, undefined);
  assert.equal(error.attempts.length, 1);
  assert.equal(error.attempts[0].status, 401);
  assert.equal(typeof error.attempts[0].duration, 'number');
  assert.ok(error.body.includes('Bearer token not found'));
});

test('the pause that a provider asks for is told in milliseconds', async (context) => {
  const server = await answering(context, 429, {}, { 'retry-after': '7' });
  const error = await failure(server.client().cases.get('c1'));
  assert.equal(error.kind, 'rate_limited');
  assert.equal(error.retryAfter, 7_000);
});

test('JSON of an error has all its attributes and no secret', async (context) => {
  const server = await answering(context, 401, { ...UNAUTHORIZED, echoed: 'test-key-1' });
  const error = await failure(server.client().cases.get('c1'));
  const json = JSON.stringify(error);
  assert.deepEqual(Object.keys(JSON.parse(json)), [
    'name',
    'kind',
    'provider',
    'operation',
    'message',
    'status',
    'code',
    'fields',
    'retryable',
    'attempts',
    'delivery',
    'body',
  ]);
  for (const text of [json, inspect(error), String(error), error.stack]) assert.ok(!text.includes('test-key-1'), text);
});

test('an error prints its operation, status, code, request id and attempts, and no body', async (context) => {
  const body = { errors: [{ code: 'E7', message: 'Out of order' }], link: 'https://x.example/?X-Amz-Signature=s3cret' };
  const server = await answering(context, 503, body, { 'x-request-id': 'r-7' });
  const error = await failure(
    server.client({ maxRetries: 1, [Symbol.for('signbridge.testing')]: { virtual_time: true } }).cases.get('c1'),
  );
  const line = /^UnavailableError: cases\.get: .+ \(HTTP 503, code E7, request id r-7, 2 attempts\)$/;
  assert.match(String(error), line);
  assert.match(error.stack.split('\n')[0], line);
  assert.match(inspect(error).split('\n')[0], line);
  for (const fact of [/status: 503/, /requestId: 'r-7'/, /retryable: true/]) assert.match(inspect(error), fact);
  assert.doesNotMatch(inspect(error), /retryAfter|idempotencyKey|fields/);
  for (const text of [inspect(error, { depth: 9 }), String(error), error.stack])
    assert.ok(!text.includes('s3cret'), text);
  assert.ok(error.body.includes('Out of order'));
});

test('an error whose call may have gone through says so', async (context) => {
  const server = await provider(context, (request) => {
    request.socket.destroy();
  });
  const contract = { title: 't', settings: {}, recipients: [], documents: [] };
  const error = await failure(server.client({ reconcile: false }).cases.create(contract));
  assert.match(String(error), /^TransportError: cases\.create: .+ \(it may have been processed\)$/);
});

test('the stack begins where the caller called', async (context) => {
  const server = await answering(context, 404, { message: 'Case not found' });
  const client = server.client();
  async function askForTheCase() {
    return await client.cases.get('c1');
  }
  const error = await failure(askForTheCase());
  const [first, ...frames] = error.stack.split('\n');
  assert.equal(first, String(error));
  assert.match(frames[0], /askForTheCase/);
  assert.ok(!error.stack.includes('dist'), error.stack);
});

test('the stack of a page that fails, awaited or iterated over, leads to the caller', async (context) => {
  const server = await answering(context, 503, {});
  const client = server.client();
  async function awaitThePage() {
    return await client.cases.list();
  }
  async function walkThePages() {
    for await (const item of client.cases.list()) assert.fail(item);
  }
  assert.match((await failure(awaitThePage())).stack, /awaitThePage/);
  assert.match((await failure(walkThePages())).stack, /walkThePages/);
});

test('an answer that is not what the operation promises is a decode error', async (context) => {
  const server = await answering(context, 200, { status: 'company_found', cases: { none: true } });
  const error = await failure(server.client().cases.list());
  assert.equal(error.kind, 'decode');
  assert.equal(error.status, 200);
  assert.equal(error.delivery, 'answered');
  assert.equal(error.attempts.length, 1);
});

test('a wrong configuration is thrown where the client is made', () => {
  function makeTheClient() {
    return new NextSign({ companyId: 'company1' });
  }
  assert.throws(makeTheClient, (error) => {
    assert.ok(error instanceof ConfigurationError);
    assert.match(error.stack.split('\n')[1], /makeTheClient/);
    assert.equal(error.fields[0].field, 'api_key');
    return true;
  });
});

test('nobody listening is a transport error', async () => {
  const client = new NextSign({
    apiKey: 'k',
    companyId: 'c',
    apiUrl: 'http://127.0.0.1:1/api',
    filesApiUrl: 'http://127.0.0.1:1',
    maxRetries: 0,
  });
  const error = await failure(client.cases.get('c1'));
  assert.ok(error instanceof TransportError);
  assert.equal(error.delivery, 'not_sent');
});

test('the time of a call is in milliseconds', async (context) => {
  const server = await provider(context, () => undefined);
  const begun = performance.now();
  const error = await failure(server.client().cases.get('c1', { timeout: 80 }));
  const took = performance.now() - begun;
  assert.ok(error instanceof TimeoutError, error.message);
  assert.ok(took > 60 && took < 5_000, `${took} ms`);
});

test('a closed client refuses calls', async (context) => {
  const server = await provider(context, () => undefined);
  const client = server.client();
  client.close();
  assert.ok((await failure(client.cases.get('c1'))) instanceof SignbridgeError);
  assert.equal(server.requests.length, 0);
});

test('an empty id is refused before anything is sent', async (context) => {
  const server = await provider(context, () => undefined);
  const error = await failure(server.client().cases.get(''));
  assert.ok(error instanceof InvalidRequestError);
  assert.equal(error.fields[0].field, 'case_id');
  assert.equal(server.requests.length, 0);
});
