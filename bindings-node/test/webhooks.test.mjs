/** What is JavaScript's own in verifying webhooks: the kinds of bodies, headers and secrets, and no client at all. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ConfigurationError, InSigner, Nexpay, NextSign, OpenSign, WebhookVerificationError } from 'signbridge';

const SECRET = '8f4b6c1d0e9a7352f1c0d4b8a6e2937548b1c7d05e3f6a928d4c1b0f7e5a6392';
const TEXT = '{"event":"document.completed","data":{"id":"doc_1","name":"æøå"}}';
const EVENT = JSON.parse(TEXT);
const BODY = Buffer.from(TEXT);
const sign = (body) => createHmac('sha256', SECRET).update(body).digest('hex');
const HEADERS = { 'x-insigner-signature': `sha256=${sign(BODY)}`, cookie: undefined, 'set-cookie': ['a', 'b'] };

test('a body may be a buffer, bytes, a part of them, or its text', () => {
  const bytes = new Uint8Array(BODY);
  const padded = new Uint8Array([0, 0, ...bytes, 0]);
  for (const body of [BODY, bytes, bytes.buffer, padded.subarray(2, -1), TEXT]) {
    assert.deepEqual(InSigner.verifyWebhook(body, HEADERS, SECRET), EVENT);
  }
});

test('headers may be an object, those of fetch, pairs or a map', () => {
  const pairs = [['X-InSigner-Signature', HEADERS['x-insigner-signature']]];
  for (const headers of [HEADERS, new Headers(pairs), pairs, new Map(pairs), Object.create(null, entries(HEADERS))]) {
    assert.deepEqual(InSigner.verifyWebhook(BODY, headers, ['another', SECRET]), EVENT);
  }
  // `Headers` joins what came twice.
  const twice = new Headers([...pairs, ...pairs]);
  assert.throws(() => InSigner.verifyWebhook(BODY, twice, SECRET), WebhookVerificationError);
});

function entries(object) {
  return Object.getOwnPropertyDescriptors(object);
}

test('a request of node:http is verified as it came', async () => {
  const seen = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    seen.push(InSigner.verifyWebhook(body, request.headers, SECRET));
    response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const headers = { 'X-InSigner-Signature': HEADERS['x-insigner-signature'] };
  const answer = await fetch(`http://127.0.0.1:${server.address().port}`, { method: 'POST', body: BODY, headers });
  await answer.arrayBuffer();
  server.close();
  assert.deepEqual(seen, [EVENT]);
});

test('a wrong argument is named and its value not shown', () => {
  const wrong = [
    ['body', [EVENT, HEADERS, SECRET], /an object was parsed already; pass the bytes as they arrived/],
    ['body', [undefined, HEADERS, SECRET], /undefined was parsed already/],
    ['headers', [BODY, undefined, SECRET], /holds no headers/],
    ['headers', [BODY, ['x-insigner-signature'], SECRET], /no pair/],
    ['headers', [BODY, { 'x-insigner-signature': 1 }, SECRET], /no text/],
    ['secret', [BODY, HEADERS, undefined], /is the variable that should hold it set/],
    ['secret', [BODY, HEADERS, Buffer.from(SECRET)], /no text/],
    ['secret', [BODY, HEADERS, [SECRET, null]], /no text/],
    ['secret', [BODY, HEADERS, []], /must be given/],
    ['tolerance', [BODY, HEADERS, SECRET, { tolerance: '5m' }], /no time/],
    ['tolerance', [BODY, HEADERS, SECRET, { tolerance: Number.NaN }], /no time/],
    ['tolerence', [BODY, HEADERS, SECRET, { tolerence: 5 }], /unknown, did you mean tolerance/],
  ];
  for (const [field, given, message] of wrong) {
    assert.throws(
      () => InSigner.verifyWebhook(...given),
      (error) => {
        assert.ok(error instanceof ConfigurationError, error);
        assert.match(error.message, message);
        assert.deepEqual([error.provider, error.fields.map((each) => each.field)], ['insigner', [field]]);
        assert.ok(!JSON.stringify(error).includes(SECRET) && !`${error.stack}`.includes(SECRET));
        return true;
      },
    );
  }
});

test('a tolerance is in milliseconds', () => {
  const at = (age) => ({ ...HEADERS, 'x-insigner-timestamp': `${Math.floor(Date.now() / 1_000) - age}` });
  assert.deepEqual(InSigner.verifyWebhook(BODY, at(5), SECRET, { tolerance: 60_000 }), EVENT);
  assert.throws(() => InSigner.verifyWebhook(BODY, at(100), SECRET, { tolerance: 60_000 }), /10\d s old/);
  assert.deepEqual(InSigner.verifyWebhook(BODY, at(100), SECRET, { tolerance: undefined }), EVENT);
});

test('providers that sign nothing have nothing to verify', () => {
  assert.equal(NextSign.verifyWebhook, undefined);
  assert.equal(Nexpay.verifyWebhook, undefined);
  assert.equal(typeof OpenSign.verifyWebhook, 'function');
});

test('it starts no thread and keeps no process alive', () => {
  const program = `
    import { readdirSync } from 'node:fs';
    import { InSigner } from 'signbridge';
    const threads = () => (process.platform === 'linux' ? readdirSync('/proc/self/task').length : 0);
    const before = threads();
    InSigner.verifyWebhook(${JSON.stringify(TEXT)}, ${JSON.stringify(HEADERS)}, ${JSON.stringify(SECRET)});
    console.log(threads() - before);`;
  const options = { cwd: fileURLToPath(new URL('.', import.meta.url)), encoding: 'utf8', timeout: 20_000 };
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', program], options);
  assert.deepEqual([done.stdout, done.stderr, done.status], ['0\n', '', 0]);
});
