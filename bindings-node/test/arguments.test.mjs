import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { ConfigurationError, InvalidRequestError, NextSign } from 'signbridge';
import { provider } from './support.mjs';

const CONTRACT = { title: 't', settings: {}, recipients: [{ name: 'Ada' }], documents: [] };
const cycle = { ...CONTRACT, settings: {} };
cycle.settings.inner = cycle.settings;

for (const [what, body, field] of [
  ['a bigint', { ...CONTRACT, settings: { template: 1n } }, 'settings.template'],
  ['a function', { ...CONTRACT, recipients: [{ name: 'Ada', phone: () => '1' }] }, 'recipients[0].phone'],
  ['a symbol', { ...CONTRACT, title: Symbol('t') }, 'title'],
  ['a cycle', cycle, 'settings.inner'],
  ['NaN', { ...CONTRACT, settings: { template: Number.NaN } }, 'settings.template'],
  ['a Map', { ...CONTRACT, settings: new Map() }, 'settings'],
  ['a Buffer', { ...CONTRACT, title: Buffer.from('t') }, 'title'],
  ['a number for a file', { ...CONTRACT, documents: [{ name: 'a.pdf', file: 7 }] }, 'documents[0].file'],
  ['a RegExp', { ...CONTRACT, title: /t/ }, 'title'],
  ['an AbortSignal', { ...CONTRACT, signal: new AbortController().signal }, 'signal'],
  ['a date that is none', { ...CONTRACT, referenceId: new Date('soon') }, 'referenceId'],
  ['a stream where no file is taken', { ...CONTRACT, settings: Readable.from(['t']) }, 'settings'],
  ['half a character', { ...CONTRACT, title: 'Lease \ud83d' }, 'title'],
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
  const toJSON = {
    toJSON() {
      throw thrown;
    },
  };
  const getter = {
    ...CONTRACT,
    settings: {
      get template() {
        throw thrown;
      },
    },
  };
  for (const body of [toJSON, getter]) {
    await assert.rejects(
      server.client().cases.create(body),
      (error) => error instanceof InvalidRequestError && error.cause === thrown,
    );
  }
});

test('dates, nested undefined and toJSON are sent as JSON.stringify has them', async (context) => {
  const server = await provider(context, () => ({ data: { _id: '1' } }));
  const body = { ...CONTRACT, autoSend: undefined, folder: { toJSON: () => 'f' }, referenceId: new Date(0) };
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
    [client.cases.get('c\ud83d'), 'case_id'],
    [client.documents.upload({ file: 'text' }), 'file'],
    [client.cases.create({ ...CONTRACT, title: undefined }), 'title'],
    [client.cases.create({ ...CONTRACT, recipients: null }), 'recipients'],
  ]) {
    await assert.rejects(call, (error) => error instanceof InvalidRequestError && error.fields[0].field === field);
  }
  assert.equal(server.requests.length, 0);
});

test('arguments that are missing, or stand in the wrong place, are refused by name', async (context) => {
  const server = await provider(context, () => undefined);
  const client = server.client();
  for (const [call, field, advice] of [
    [() => client.cases.get(), 'case_id', /is missing/],
    [() => client.cases.get('c1', 5_000), 'options', /such as \{ signal, timeout: 5000 \}, not 5000/],
    [() => client.cases.get('c1', new AbortController().signal), 'options', /\{ signal.*not an AbortSignal/],
    [() => client.cases.list(null), 'params', /takes an object/],
    [() => client.cases.list('pending'), 'params', /not a string/],
    [() => client.cases.create(), 'params', /\{ title, settings, recipients, documents \}, not undefined/],
    [() => client.cases.create([CONTRACT]), 'params', /not an array/],
    [() => client.cases.create({ title: 't' }), 'settings', /is missing/],
    [() => client.documents.upload(), 'params', /\{ file \}, not undefined/],
    [() => client.documents.upload('lease.pdf'), 'params', /\{ file \}, not a string/],
    [() => client.documents.upload({}), 'file', /give its bytes/],
    [() => client.documents.downloadTo(), 'params', /\{ url \}/],
    [() => client.documents.downloadTo({ url: 'u' }), 'path', /undefined is no path; give a string/],
    [() => client.documents.downloadStream().toArray(), 'params', /\{ url \}/],
    [() => client.request(), 'method', /the HTTP verb/],
    [() => client.request('GET'), 'path', /follows the origin/],
    [() => client.request('GET', '/v2/things', 5), 'request', /\{ query, body \}, not 5/],
    [() => client.request('GET', '/v2/things', { query: 'a=1' }), 'query', /not a string/],
    [() => client.request('GET', '/v2/things', { timeout: 5 }), 'timeout', /is an option of the call/],
  ]) {
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof InvalidRequestError, error.stack);
      assert.equal(error.fields[0].field, field);
      assert.match(error.fields[0].message, advice);
      assert.equal(error.delivery, 'not_sent');
      return true;
    });
  }
  assert.equal(server.requests.length, 0);
});

test('options that are unknown or malformed are refused by name, with the one that was meant', async (context) => {
  const server = await provider(context, () => undefined);
  const client = server.client();
  for (const [options, field, advice] of [
    [{ timeoutMs: 1 }, 'timeoutMs', /did you mean timeout\?/],
    [{ time_out: 1 }, 'time_out', /did you mean timeout\?/],
    [{ retries: 1 }, 'retries', /did you mean maxRetries\?/],
    [{ onReponse: () => 1 }, 'onReponse', /did you mean onResponse\?/],
    [{ colour: 1 }, 'colour', /^unknown; known are signal, timeout/],
    [{ timeout: '2.5' }, 'timeout', /milliseconds/],
    [{ timeout: Number.NaN }, 'timeout', /milliseconds/],
    [{ maxRetries: 1.5 }, 'maxRetries', /whole number/],
    [{ signal: new AbortController() }, 'signal', /takes an AbortSignal, not an AbortController/],
    [{ headers: { a: 1 } }, 'headers.a', /takes a string, not 1/],
    [{ headers: 'a: 1' }, 'headers', /not a string/],
    [{ headers: ['a'] }, 'headers', /pairs/],
    [{ headers: { a: 'b\r\nc: d' } }, 'headers["a"]', /line breaks/],
    [{ onResponse: 'x' }, 'onResponse', /takes a function, not a string/],
  ]) {
    await assert.rejects(
      client.cases.get('c1', options),
      (error) => {
        assert.ok(error instanceof InvalidRequestError, error.stack);
        assert.equal(error.fields[0].field, field);
        assert.match(error.fields[0].message, advice);
        return true;
      },
      field,
    );
  }
  assert.equal(server.requests.length, 0);
});

test('settings that are unknown or malformed are refused by name', () => {
  const good = { apiKey: 'k', companyId: 'c' };
  const client = new NextSign(good);
  for (const [make, field, advice] of [
    [() => new NextSign({ ...good, timeoutMs: 1 }), 'timeoutMs', /did you mean timeout\?/],
    [() => new NextSign({ companyId: 'c', api_key: 'k' }), 'api_key', /did you mean apiKey\?/],
    [() => new NextSign({ ...good, timeout: Number.POSITIVE_INFINITY }), 'timeout', /milliseconds/],
    [() => new NextSign({ ...good, apiKey: 7 }), 'apiKey', /string/],
    [() => new NextSign({ ...good, companyId: 7 }), 'companyId', /string/],
    [() => new NextSign({ ...good, apiUrl: new URL('http://127.0.0.1') }), 'apiUrl', /string/],
    [() => new NextSign('k'), 'options', /\{ apiKey: '…', companyId: '…' \}, not a string/],
    [() => NextSign.fromEnv('k'), 'options', /not a string/],
    [() => NextSign.fromEnv({ env: null }), 'env', /process\.env/],
    [() => NextSign.fromEnv({ env: { NEXTSIGN_API_KEY: 7 } }), 'env.NEXTSIGN_API_KEY', /string/],
    [() => client.withOptions(), 'options', /\{ timeout: 5000 \}, not undefined/],
    [() => client.withOptions(5_000), 'options', /not 5000/],
    [() => client.withOptions({ timeoutMs: 1 }), 'timeoutMs', /did you mean timeout\?/],
    [() => client.withCompany(), 'companyId', /is missing/],
  ]) {
    assert.throws(make, (error) => {
      assert.ok(error instanceof ConfigurationError, error.stack);
      assert.equal(error.fields[0].field, field);
      assert.match(error.fields[0].message, advice);
      return true;
    });
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
