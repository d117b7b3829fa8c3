/** Files from and to what JavaScript has for them. What the core does with a file is in the scenarios. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, openAsBlob } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { InvalidRequestError, NotFoundError } from 'signbridge';
import { found, provider } from './support.mjs';

const FILE = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(3_000_000)]);
const SHA256 = createHash('sha256').update(FILE).digest('hex');

/** A folder for as long as the test runs, with the file in it. */
async function folder(context) {
  const path = await mkdtemp(join(tmpdir(), 'signbridge-'));
  context.after(() => rm(path, { recursive: true }));
  await writeFile(join(path, 'lease.pdf'), FILE);
  return path;
}

/** Takes uploads, and has `FILE` for download. */
async function storage(context) {
  const server = await provider(context, (request, response) => {
    if (request.url.endsWith('/get')) return found(request);
    if (request.method === 'POST' && request.headers['content-type'] === 'application/json') {
      return { signedUrl: `${server.origin}/storage/${JSON.parse(request.text).url}` };
    }
    if (request.method === 'POST') return { fileUrl: 'https://s.example/lease.pdf' };
    response.statusCode = request.url.endsWith('/missing') ? 404 : 200;
    response.setHeader('content-type', 'application/pdf');
    response.end(FILE);
    return undefined;
  });
  return server;
}

function* pieces(size) {
  for (let at = 0; at < FILE.length; at += size) yield FILE.subarray(at, at + size);
}

async function* chunks(size = 700_001) {
  yield new Uint8Array(0);
  yield* pieces(size);
}

for (const [what, make, isMeasured] of [
  ['a Buffer', () => FILE, true],
  ['a Blob', () => new Blob([FILE]), true],
  ['a Blob of a file', (path) => openAsBlob(path), true],
  ['a path', (path) => ({ path }), true],
  ['a path as a URL', (path) => ({ path: pathToFileURL(path) }), true],
  ['a read stream', (path) => createReadStream(path), false],
  ['a read stream with its length', (path) => ({ stream: createReadStream(path), length: FILE.length }), true],
  ['a web stream', () => new Blob([FILE]).stream(), false],
  ['a generator', () => chunks(), false],
  ['a generator with its length', () => ({ stream: chunks(), length: FILE.length }), true],
]) {
  test(`${what} is uploaded as it is`, async (context) => {
    const server = await storage(context);
    const content = await make(join(await folder(context), 'lease.pdf'));
    let info;
    const url = await server.client().documents.upload(
      { file: content },
      {
        onResponse: (response) => {
          info = response;
        },
      },
    );
    assert.equal(url, 'https://s.example/lease.pdf');
    const [request] = server.requests;
    assert.ok(request.bytes.includes(FILE));
    assert.equal('content-length' in request.headers, isMeasured);
    assert.deepEqual(
      { ...info.file },
      { path: undefined, size: FILE.length, sha256: SHA256, contentType: 'application/pdf' },
    );
  });
}

test('what is no file is refused by the name of its argument, and nothing is sent', async (context) => {
  const server = await storage(context);
  const locked = new Blob([FILE]).stream();
  locked.getReader();
  const ended = Readable.from([FILE]);
  await ended.toArray();
  for (const [file, field, message] of [
    ['lease.pdf', 'file', /give \{ path \}/],
    [{ stream: chunks(), length: -1 }, 'file.length', /number of bytes/],
    [{ path: 7 }, 'file.path', /7 is no path/],
    [{ path: new URL('https://s.example/lease.pdf') }, 'file.path', /a URL is no path; give a string or file: URL/],
    [[Buffer.from('%PDF')], 'file', /no file/],
    [new Response('%PDF'), 'file', /a Response is no file/],
    [locked, 'file', /something else reads/],
    [ended, 'file', /has ended/],
    [Readable.from(['%PDF']), 'file', /gave a string, not bytes/],
  ]) {
    await assert.rejects(server.client().documents.upload({ file }), (error) => {
      assert.ok(error instanceof InvalidRequestError, error.stack);
      assert.equal(error.fields[0].field, field);
      assert.match(error.message, message);
      return true;
    });
  }
  assert.equal(server.requests.length, 0);
});

test('a File gives its name, unless another is given', async (context) => {
  const server = await storage(context);
  const file = new File(['%PDF-1.7'], 'lease of Ada.pdf');
  await server.client().documents.upload({ file });
  await server.client().documents.upload({ file, name: 'other.pdf' });
  assert.match(server.requests[0].text, /filename="lease of Ada\.pdf"/);
  assert.match(server.requests[1].text, /filename="other\.pdf"/);
});

test('a stream that fails before it is asked for anything fails its call, and not the process', async (context) => {
  const server = await storage(context);
  const file = createReadStream('there/is/no/such.pdf');
  const apiKey = async () => {
    await once(file, 'close');
    return 'a-key-that-took-its-time';
  };
  await assert.rejects(server.client({ apiKey }).documents.upload({ file }), { code: 'ENOENT' });
});

test("a stream's own failure is what the call rejects with, whatever kind of stream", async (context) => {
  const server = await storage(context);
  const failure = new Error('the disk is gone');
  async function* failing() {
    yield Buffer.from('%PDF-1.7');
    throw failure;
  }
  for (const file of [failing(), Readable.from(failing()), ReadableStream.from(failing())]) {
    await assert.rejects(server.client().documents.upload({ file }), (error) => error === failure);
  }
  const text = Readable.from(['%PDF-1.7']);
  await assert.rejects(server.client().documents.upload({ file: text }), /gave a string, not bytes/);
});

test('a stream is closed when the call is aborted, also while the call waits for it', async (context) => {
  const server = await storage(context);
  const abort = new AbortController();
  let given = 0;
  const endless = new Readable({
    read() {
      given += 1 << 16;
      this.push(Buffer.alloc(1 << 16, '%PDF-1.7'));
      if (given === 1 << 24) abort.abort();
    },
  });
  await assert.rejects(server.client().documents.upload({ file: endless }, { signal: abort.signal }), {
    name: 'AbortError',
  });
  assert.ok(endless.destroyed);

  let cancelled;
  const silent = new ReadableStream({
    start: (controller) => controller.enqueue(Buffer.from('%PDF-1.7')),
    pull: () => second.abort(),
    cancel: () => {
      cancelled = true;
    },
  });
  const second = new AbortController();
  await assert.rejects(server.client().documents.upload({ file: silent }, { signal: second.signal }));
  assert.ok(cancelled);
});

test('a stream is closed when the call is refused before anything is sent', async (context) => {
  const server = await storage(context);
  const path = join(await folder(context), 'lease.pdf');
  const client = server.client();
  for (const options of [{ signal: AbortSignal.abort() }, { timeout: -1 }]) {
    const file = createReadStream(path);
    await assert.rejects(client.documents.upload({ file }, options));
    assert.ok(file.destroyed);
  }
  assert.equal(server.requests.length, 0);
});

test('a download goes to a path, whole or not at all', async (context) => {
  const server = await storage(context);
  const { documents } = server.client();
  const path = join(await folder(context), 'copy.pdf');
  const info = await documents.downloadTo({ url: 'lease' }, path);
  assert.deepEqual(info, { path, size: FILE.length, sha256: SHA256, contentType: 'application/pdf' });
  assert.equal(Buffer.compare(await readFile(path), FILE), 0);

  await assert.rejects(documents.downloadTo({ url: 'missing' }, path), NotFoundError);
  assert.equal(Buffer.compare(await readFile(path), FILE), 0);
  assert.deepEqual((await readdir(join(path, '..'))).sort(), ['copy.pdf', 'lease.pdf']);

  const before = server.requests.length;
  await assert.rejects(documents.downloadTo({ url: 'lease' }, undefined), (error) => error.fields[0].field === 'path');
  assert.equal(server.requests.length, before);
});

test('a download is piped like any other stream', async (context) => {
  const server = await storage(context);
  const { documents } = server.client();
  const path = join(await folder(context), 'copy.pdf');
  const stream = documents.downloadStream({ url: 'lease' });
  await pipeline(stream, createWriteStream(path));
  assert.equal(Buffer.compare(await readFile(path), FILE), 0);
  const info = { path: undefined, size: FILE.length, sha256: SHA256, contentType: 'application/pdf' };
  assert.deepEqual(await stream.info, info);

  const received = [];
  for await (const chunk of documents.downloadStream({ url: 'lease' })) received.push(chunk);
  assert.equal(Buffer.compare(Buffer.concat(received), FILE), 0);
});

test('a download that nobody reads on waits', async (context) => {
  const server = await storage(context);
  const client = server.client();
  const stream = client.documents.downloadStream({ url: 'lease' });
  context.after(() => stream.destroy());
  assert.equal(server.requests.length, 0);
  await once(stream, 'readable');
  for (let index = 0; index < 20; index++) await client.cases.get('c1');
  // Pieces are of 256 KiB at most, and one more is asked for while less than the mark is held.
  assert.ok(
    stream.readableLength < stream.readableHighWaterMark + (1 << 18),
    `${stream.readableLength} bytes are held`,
  );
  assert.equal(Buffer.compare(Buffer.concat(await stream.toArray()), FILE), 0);
});

test('a destroyed download closes its socket and rejects its info', async (context) => {
  let sending;
  const begun = new Promise((resolve) => {
    sending = resolve;
  });
  const server = await provider(context, (request, response) => {
    if (request.method === 'POST') return { signedUrl: `${server.origin}/storage/lease` };
    response.writeHead(200, { 'content-length': FILE.length });
    response.write(FILE.subarray(0, 1_000));
    sending(response);
    return undefined;
  });
  const { documents } = server.client();
  const stream = documents.downloadStream({ url: 'lease' });
  for await (const chunk of stream) {
    assert.ok(chunk.length > 0);
    break;
  }
  const response = await begun;
  if (!response.closed) await once(response, 'close');
  assert.ok(stream.destroyed);
  await assert.rejects(stream.info, { name: 'AbortError' });
});

test('aborting ends a download with the reason of its signal', async (context) => {
  const server = await storage(context);
  const abort = new AbortController();
  const reason = new Error('the user went away');
  const stream = server.client().documents.downloadStream({ url: 'lease' }, { signal: abort.signal });
  await assert.rejects(
    async () => {
      for await (const _ of stream) abort.abort(reason);
    },
    (error) => error === reason,
  );
  await assert.rejects(stream.info, (error) => error === reason);
});

test("a download's failure is the stream's, with the class that every call has", async (context) => {
  const server = await storage(context);
  const { documents } = server.client();
  const stream = documents.downloadStream({ url: 'missing' });
  await assert.rejects(stream.toArray(), NotFoundError);
  await assert.rejects(stream.info, NotFoundError);
  await assert.rejects(documents.downloadStream({ url: 1n }).toArray(), InvalidRequestError);
});

test('progress rises to the whole, both ways, and what its function throws ends the call', async (context) => {
  const server = await storage(context);
  const { documents } = server.client();
  for (const transfer of [
    (options) => documents.upload({ file: { stream: chunks(), length: FILE.length } }, options),
    (options) => documents.download({ url: 'lease' }, options),
  ]) {
    const told = [];
    await transfer({ onProgress: (bytes, total) => told.push([bytes, total]) });
    assert.deepEqual(told.at(-1), [FILE.length, FILE.length]);
    assert.deepEqual(
      told,
      told.toSorted(([a], [b]) => a - b),
    );
  }
  const thrown = new Error('no');
  const onProgress = () => {
    throw thrown;
  };
  await assert.rejects(documents.download({ url: 'lease' }, { onProgress }), (error) => error === thrown);
});
