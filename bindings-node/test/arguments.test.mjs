import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigurationError, InvalidRequestError, NextSign } from 'signbridge';
import { provider } from './support.mjs';

const CONTRACT = { title: 't', settings: {}, recipients: [{ name: 'Ada' }], documents: [] };
const cycle = { title: 't' };
cycle.settings = { inner: cycle };

for (const [what, body, field] of [
  ['a bigint', { ...CONTRACT, settings: { template: 1n } }, 'settings.template'],
  ['a function', { ...CONTRACT, recipients: [{ name: 'Ada', phone: () => '1' }] }, 'recipients[0].phone'],
  ['a symbol', { ...CONTRACT, title: Symbol('t') }, 'title'],
  ['a cycle', cycle, 'settings.inner'],
  ['NaN', { ...CONTRACT, settings: { template: Number.NaN } }, 'settings.template'],
  ['a Map', { ...CONTRACT, settings: new Map() }, 'settings'],
  ['a Buffer', { ...CONTRACT, title: Buffer.from('t') }, 'title'],
  ['a number for a file', { ...CONTRACT, documents: [{ name: 'a.pdf', file: 7 }] }, 'documents[0].file'],
  ['a forgotten await', { ...CONTRACT, title: Promise.resolve('t') }, 'title'],
  ['a hole in a list', { ...CONTRACT, recipients: [undefined] }, 'recipients[0]'],
]) {
  test(`${what} in a body is refused by the member's name, and nothing is sent`, async (context) => {
    const server = await provider(context, () => ({ data: { _id: '1' } }));
    await assert.rejects(server.client().cases.create(body), (error) => {
      assert.ok(error instanceof InvalidRequestError, error.stack);
      assert.equal(error.fields[0].field, field);
      assert.equal(error.operation, 'cases.create');
      assert.equal(error.delivery, 'not_sent');
      assert.deepEqual(error.attempts, []);
      assert.match(error.stack, /arguments\.test\.mjs/);
      return true;
    });
    assert.equal(server.requests.length, 0);
  });
}

test('a getter that throws is the cause of the error', async (context) => {
  const server = await provider(context, () => undefined);
  const thrown = new Error('no');
  const body = {
    toJSON() {
      throw thrown;
    },
  };
  await assert.rejects(server.client().cases.create(body), (error) => error.cause === thrown);
});

test('dates, nested undefined and toJSON are sent as JSON.stringify has them', async (context) => {
  const server = await provider(context, () => ({ data: { _id: '1' } }));
  const body = { ...CONTRACT, title: undefined, folder: { toJSON: () => 'f' }, referenceId: new Date(0) };
  await server.client().cases.create(body);
  assert.equal(server.requests[0].text, JSON.stringify(body));
});

test('parameters that are no strings are refused by name', async (context) => {
  const server = await provider(context, () => undefined);
  const client = server.client();
  for (const [call, field] of [
    [client.cases.get(null), 'case_id'],
    [client.cases.get({}), 'case_id'],
    [client.cases.getMultiple(['a', null]), 'case_ids[1]'],
    [client.cases.list({ limit: Number.NaN }), 'limit'],
    [client.documents.upload({ file: 'text' }), 'file'],
  ]) {
    await assert.rejects(call, (error) => error instanceof InvalidRequestError && error.fields[0].field === field);
  }
  assert.equal(server.requests.length, 0);
});

test('options that are unknown or malformed are refused by name', async (context) => {
  const server = await provider(context, () => undefined);
  const client = server.client();
  for (const [options, field] of [
    [{ timeOut: 1 }, 'timeOut'],
    [{ timeout: '2.5' }, 'timeout'],
    [{ timeout: Number.NaN }, 'timeout'],
    [{ maxRetries: 1.5 }, 'maxRetries'],
    [{ signal: {} }, 'signal'],
    [{ headers: { a: 1 } }, 'headers.a'],
    [{ onResponse: 'x' }, 'onResponse'],
  ]) {
    await assert.rejects(
      client.cases.get('c1', options),
      (error) => error instanceof InvalidRequestError && error.fields[0].field === field,
      field,
    );
  }
  assert.equal(server.requests.length, 0);
});

test('settings that are unknown or malformed are refused by name', () => {
  const good = { apiKey: 'k', companyId: 'c' };
  for (const [more, field] of [
    [{ timeOut: 1 }, 'timeOut'],
    [{ timeout: Number.POSITIVE_INFINITY }, 'timeout'],
    [{ apiKey: 7 }, 'apiKey'],
    [{ companyId: 7 }, 'companyId'],
    [{ apiUrl: new URL('http://127.0.0.1') }, 'apiUrl'],
  ]) {
    assert.throws(
      () => new NextSign({ ...good, ...more }),
      (error) => error instanceof ConfigurationError && error.fields[0].field === field,
      field,
    );
  }
});

test('bytes of a file arrive as they are, from each type that a file may have', async (context) => {
  const bytes = Buffer.from('%PDF-1.7\n\x00\xff\xfe end', 'latin1');
  const bodies = [];
  const server = await provider(context, (request) => {
    bodies.push(request.text);
    return { url: 'https://files.example.com/1.pdf' };
  });
  const client = server.client();
  const wide = new Uint8Array(bytes.length + 8);
  wide.set(bytes, 4);
  for (const file of [bytes, wide.subarray(4, 4 + bytes.length), new Uint8Array(bytes).buffer, new Blob([bytes])]) {
    assert.equal(await client.documents.upload({ file, name: 'a.pdf' }), 'https://files.example.com/1.pdf');
  }
  for (const body of bodies) {
    assert.ok(body.includes(bytes.toString()), body);
    assert.ok(body.includes('a.pdf'));
  }
});

test('a file may be changed once the call has begun', async (context) => {
  const server = await provider(context, () => ({ url: 'u' }));
  const file = Buffer.from('%PDF-1.7 original');
  const call = server.client().documents.upload({ file });
  file.fill(0);
  await call;
  assert.ok(server.requests[0].text.includes('%PDF-1.7 original'));
});
