import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { test } from 'node:test';
import { inspect, types } from 'node:util';
import { NextSign } from 'signbridge';
import { found, foundWith, provider } from './support.mjs';

test('text of every script survives both ways', async (context) => {
  const title = 'Aftale “ø” – 契約書 – 🖋️ – \u0000\u2028 – "quoted\\"';
  const server = await provider(context, (request) => ({ data: { _id: '1', title: JSON.parse(request.text).title } }));
  const created = await server.client().cases.create({ title, settings: {}, recipients: [], documents: [] });
  assert.equal(created.title, title);
});

test('an id with a slash stays one segment', async (context) => {
  const server = await provider(context, found);
  assert.equal((await server.client().cases.get('a/../b?c#d%æ'))._id, 'a/../b?c#d%æ');
  assert.equal(server.requests[0].url, '/api/v2/company1/case/a%2F..%2Fb%3Fc%23d%25%C3%A6/get');
});

test('unknown members and values are kept', async (context) => {
  const server = await provider(context, (request) =>
    foundWith(request, { novel: [{ deep: 1 }], case_status: 'novel' }),
  );
  const got = await server.client().cases.get('c1');
  assert.deepEqual([got.novel, got.case_status], [[{ deep: 1 }], 'novel']);
});

test('answers larger than the shared buffer arrive whole, among small ones', async (context) => {
  const server = await provider(context, (request) => {
    const size = Number(request.url.split('/').at(-2));
    return foundWith(request, { title: 'ø'.repeat(size) });
  });
  const client = server.client();
  const sizes = [1, 400_000, 2, 90_000, 100_000, 110_000, 3, 1_000_000, 4];
  const cases = await Promise.all(sizes.map((size) => client.cases.get(String(size))));
  assert.deepEqual(
    cases.map(({ title }) => title.length),
    sizes,
  );
});

test('downloaded bytes are exact, and stay so when more is received', async (context) => {
  const small = randomBytes(2_000);
  const large = randomBytes(600_000);
  const server = await provider(context, (request, response) => {
    if (request.method === 'POST') return { signedUrl: `${server.origin}/storage/${JSON.parse(request.text).url}` };
    response.end(request.url.endsWith('large') ? large : small);
    return undefined;
  });
  const client = server.client();
  const got = await Promise.all(['small', 'large', 'small', 'large'].map((url) => client.documents.download({ url })));
  await Promise.all(['small', 'large'].map((url) => client.documents.download({ url })));
  assert.deepEqual(
    got.map((bytes) => Buffer.compare(bytes, bytes.length === 2_000 ? small : large)),
    [0, 0, 0, 0],
  );
  assert.ok(got.every(Buffer.isBuffer));
});

test('onResponse tells status, headers, request id and attempts', async (context) => {
  const server = await provider(context, (request, response) => {
    response.setHeader('x-request-id', 'r-1');
    return found(request);
  });
  let info;
  await server.client().cases.get('c1', {
    onResponse: (response) => {
      info = response;
    },
  });
  assert.equal(info.status, 200);
  assert.equal(info.requestId, 'r-1');
  assert.equal(info.headers.get('content-type'), 'application/json');
  assert.equal(info.attempts.length, 1);
  assert.equal(JSON.parse(JSON.stringify(info)).status, 200);
  assert.match(inspect(info), /headers: \[[^\]]*'x-request-id'/);
});

test('an onResponse that fails is warned of, and its call resolves all the same', async (context) => {
  const server = await provider(context, (request) => found(request));
  const cause = new Error('from the callback');
  for (const onResponse of [
    () => {
      throw cause;
    },
    async () => {
      throw cause;
    },
  ]) {
    const warned = once(process, 'warning');
    assert.equal((await server.client().cases.get('c1', { onResponse }))._id, 'c1');
    const [warning] = await warned;
    assert.match(warning.message, /onResponse failed; the call did not: Error: from the callback/);
  }
});

test('a page can be awaited, and iterated over with the pages after it', async (context) => {
  const server = await provider(context, (request) => {
    const index = Number(new URL(request.url, 'http://x').searchParams.get('index'));
    return {
      status: 'company_found',
      cases: index < 2 ? [{ _id: `${index}a` }, { _id: `${index}b` }] : [{ _id: 'z' }],
    };
  });
  const client = server.client();

  const promise = client.cases.list({ limit: 2 });
  assert.ok(promise instanceof Promise && types.isPromise(promise));
  const page = await promise;
  assert.deepEqual(page.items, [{ _id: '0a' }, { _id: '0b' }]);
  assert.equal(page.hasNext, true);
  assert.equal(page.info.status, 200);
  const last = await (await page.nextPage()).nextPage();
  assert.deepEqual(last.items, [{ _id: 'z' }]);
  assert.equal(last.hasNext, false);
  assert.equal(await last.nextPage(), undefined);
  assert.equal(server.requests.length, 3);

  const seen = [];
  for await (const item of client.cases.list({ limit: 2 })) seen.push(item._id);
  assert.deepEqual(seen, ['0a', '0b', '1a', '1b', 'z']);
  assert.equal(server.requests.length, 6);

  for await (const item of client.cases.list({ limit: 2 })) if (item._id === '0a') break;
  assert.equal(server.requests.length, 7);
});

test('a page that fails rejects the await and the iteration alike', async (context) => {
  const server = await provider(context, (_request, response) => {
    response.statusCode = 503;
    return {};
  });
  const client = server.client();
  await assert.rejects(client.cases.list(), { name: 'UnavailableError' });
  await assert.rejects(
    async () => {
      for await (const _ of client.cases.list()) assert.fail('there are no items');
    },
    { name: 'UnavailableError' },
  );
  assert.equal(await client.cases.list().catch(() => 'caught'), 'caught');
});

test('a raw request keeps the key and the company, and gives JSON or bytes', async (context) => {
  const server = await provider(context, (request, response) => {
    if (request.url.includes('plain')) {
      response.setHeader('content-type', 'text/plain');
      response.end('plain text');
      return undefined;
    }
    return { path: request.url, key: request.headers.authorization, body: request.text };
  });
  const client = server.client();
  assert.deepEqual(await client.request('POST', '/v2/{company}/things', { query: { a: 1, c: true }, body: { b: 1 } }), {
    path: '/api/v2/company1/things?a=1&c=true',
    key: 'Bearer test-key-1',
    body: '{"b":1}',
  });
  const sent = await client.request('PUT', '/v2/things', { body: 'a,b', contentType: 'text/csv' });
  assert.equal(sent.body, 'a,b');
  assert.equal(server.requests[1].headers['content-type'], 'text/csv');
  assert.equal(String(await client.request('GET', '/v2/plain')), 'plain text');
});

test('a view for another company shares the key and nothing else', async (context) => {
  const server = await provider(context, found);
  const client = server.client();
  const view = client.withCompany('company2').withOptions({ maxRetries: 1 });
  await Promise.all([view.cases.get('c1'), client.cases.get('c1')]);
  assert.deepEqual(server.requests.map((request) => request.url).sort(), [
    '/api/v2/company1/case/c1/get',
    '/api/v2/company2/case/c1/get',
  ]);
  assert.throws(() => client.withCompany(''), { name: 'ConfigurationError' });
  assert.throws(() => client.withOptions({ connectTimeout: 1 }), { name: 'ConfigurationError' });
});

test('a client prints its company and address, and never its key', () => {
  const client = new NextSign({ apiKey: 'secret-key-9', companyId: 'company9' });
  for (const text of [
    String(client),
    JSON.stringify(client),
    inspect(client),
    inspect({ client }, { depth: 9, showHidden: true }),
  ]) {
    assert.ok(!text.includes('secret-key-9'), text);
    assert.ok(text.includes('company9'), text);
  }
});

test('what signs for whoever has it is not printed, and is there all the same', async (context) => {
  const signedUrl = 'https://storage.example/lease.pdf?X-Amz-Signature=s3cret';
  const identity = { identity: { name: 'Ada', dateOfBirth: '1815-12-10' } };
  const listed = {
    _id: 'c1',
    recipients: [
      { name: 'Ada', signer: { identity } },
      { name: 'Bo', signer: null },
    ],
  };
  const server = await provider(context, (request) =>
    request.method === 'POST' ? { signedUrl, key: 'k' } : { status: 'company_found', cases: [listed] },
  );
  const client = server.client();
  const link = await client.documents.retrieve({ url: 'u' });
  assert.equal(inspect(link), "{ signedUrl: <hidden>, key: 'k' }");
  const page = await client.cases.list();
  for (const text of [
    inspect(page, { depth: 9 }),
    inspect(page.items[0].recipients[0].signer.identity, { depth: 9 }),
  ]) {
    assert.match(text, /name: 'Ada'/);
    assert.match(text, /dateOfBirth: <hidden>/);
  }
  assert.deepEqual(link, { signedUrl, key: 'k' });
  assert.deepEqual(page.items, [listed]);
  assert.equal(JSON.stringify(page.items), JSON.stringify([listed]));
  assert.equal(inspect({ ...link }), `{\n  signedUrl: '${signedUrl}',\n  key: 'k'\n}`);
});

test('fromEnv reads the given environment; explicit options win', async (context) => {
  const server = await provider(context, found);
  const env = {
    NEXTSIGN_API_KEY: 'key-of-env',
    NEXTSIGN_COMPANY_ID: 'company-of-env',
    NEXTSIGN_API_URL: `${server.origin}/api`,
    NEXTSIGN_FILES_API_URL: server.origin,
  };
  await NextSign.fromEnv({ env }).cases.get('c1');
  await NextSign.fromEnv({ env, companyId: 'mine' }).cases.get('c1');
  assert.deepEqual(
    server.requests.map((request) => [request.url, request.headers.authorization]),
    [
      ['/api/v2/company-of-env/case/c1/get', 'Bearer key-of-env'],
      ['/api/v2/mine/case/c1/get', 'Bearer key-of-env'],
    ],
  );
  assert.throws(() => NextSign.fromEnv({ env: {} }), /pass `apiKey`, or set NEXTSIGN_API_KEY and use `fromEnv`/);
});

test('a client can be disposed of', { skip: !Symbol.dispose }, async () => {
  const client = new NextSign({ apiKey: 'k', companyId: 'c' });
  client[Symbol.dispose]();
  await client[Symbol.asyncDispose]();
  await assert.rejects(client.cases.get('c1'));
});
