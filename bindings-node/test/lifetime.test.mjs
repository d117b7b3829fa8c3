import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { found, provider } from './support.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Runs a module in a process of its own, with `client` at hand, and gives what became of it. */
async function run(server, body) {
  const source = `
    import { NextSign } from 'signbridge';
    const client = new NextSign(${JSON.stringify(server.options)});
    ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], { cwd: here });
  const [out, err] = [child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8').toArray());
  const [code, signal] = await once(child, 'exit');
  return { code, signal, out: (await out).join(''), err: (await err).join('') };
}

/** Runs a script in a worker thread with `client` at hand. */
function work(server, body) {
  const source = `
    const { parentPort, workerData } = require('node:worker_threads');
    const { NextSign } = require('node:module').createRequire(${JSON.stringify(here)})('signbridge');
    const client = new NextSign(workerData);
    (async () => { ${body} })();`;
  return new Worker(source, { eval: true, workerData: server.options });
}

test('an await at the top of a module finishes before the process ends', async (context) => {
  const server = await provider(context, async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    return found(request);
  });
  const { code, out, err } = await run(server, `console.log((await client.cases.get('c1'))._id);`);
  assert.deepEqual([code, out, err], [0, 'c1\n', '']);
});

test('a call that nobody awaits is finished before the process ends', async (context) => {
  const server = await provider(context, found);
  const { code, out } = await run(server, `client.cases.get('c1').then(({ _id }) => console.log(_id));`);
  assert.deepEqual([code, out], [0, 'c1\n']);
});

test('a client with idle connections lets the process end', async (context) => {
  const server = await provider(context, found);
  const begun = performance.now();
  const { code } = await run(server, `await client.cases.get('c1'); await client.cases.get('c2');`);
  assert.equal(code, 0);
  assert.ok(performance.now() - begun < 5_000);
});

test('an aborted call lets the process end', async (context) => {
  const server = await provider(context, () => undefined);
  const { code, out } = await run(
    server,
    `await client.cases.get('c1', { signal: AbortSignal.timeout(50) }).catch(({ name }) => console.log(name));`,
  );
  assert.deepEqual([code, out], [0, 'TimeoutError\n']);
});

for (const exit of ['process.exit(7)', 'process.reallyExit(7)', 'setImmediate(() => process.exit(7))']) {
  test(`${exit} with calls in flight is clean`, async (context) => {
    const server = await provider(context, () => undefined);
    const { code, signal, err } = await run(
      server,
      `for (let i = 0; i < 50; i++) client.cases.get('c' + i);
       setTimeout(() => { ${exit} }, 100);`,
    );
    assert.deepEqual([code, signal, err], [7, null, '']);
  });
}

test('an exception with calls in flight ends the process as any exception does', async (context) => {
  const server = await provider(context, () => undefined);
  const { code, err } = await run(
    server,
    `client.cases.get('c1'); setTimeout(() => { throw new Error('on purpose'); }, 50);`,
  );
  assert.equal(code, 1);
  assert.match(err, /on purpose/);
});

test('worker threads have queues of their own', async (context) => {
  const server = await provider(context, found);
  const workers = Array.from({ length: 4 }, (_, index) =>
    work(
      server,
      `const got = await Promise.all(Array.from({ length: 50 }, (_, i) => client.cases.get('w${index}-' + i)));
       parentPort.postMessage(got.map(({ _id }) => _id));`,
    ),
  );
  const exits = workers.map((worker) => once(worker, 'exit'));
  const own = server.client();
  const mine = Promise.all(Array.from({ length: 50 }, (_, i) => own.cases.get(`main-${i}`)));
  const answers = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]));
  answers.forEach((ids, index) => {
    assert.deepEqual(
      ids,
      Array.from({ length: 50 }, (_, i) => `w${index}-${i}`),
    );
  });
  assert.equal((await mine).length, 50);
  assert.deepEqual((await Promise.all(exits)).flat(), [0, 0, 0, 0]);
});

test('a worker that is terminated with calls in flight closes their sockets', async (context) => {
  const server = await provider(context, () => undefined);
  for (let round = 0; round < 5; round++) {
    server.requests.length = 0;
    const workers = Array.from({ length: 3 }, () =>
      work(server, `for (let i = 0; i < 20; i++) client.cases.get('c' + i).catch(() => undefined);`),
    );
    while (server.requests.length < 60) await new Promise((resolve) => setTimeout(resolve, 5));
    const closed = server.requests.map(({ socket }) => socket.destroyed || once(socket, 'close'));
    await Promise.all(workers.map((worker) => worker.terminate()));
    await Promise.all(closed);
  }
});

test('a worker that is terminated while answers arrive does no harm', async (context) => {
  const server = await provider(context, found);
  for (let round = 0; round < 10; round++) {
    const before = server.requests.length;
    const worker = work(server, `for (;;) await Promise.all(Array.from({ length: 8 }, () => client.cases.get('c')));`);
    while (server.requests.length < before + 40) await new Promise((resolve) => setTimeout(resolve, 1));
    await worker.terminate();
  }
  assert.equal((await server.client().cases.get('c1'))._id, 'c1');
});

test('no request with its key stays in memory after its client is gone', {
  skip: process.platform !== 'linux' && 'only Linux shows a process its own memory as a file',
}, async (context) => {
  const server = await provider(context, found);
  const { out, err } = await run(
    server,
    `import { openSync, readFileSync, readSync } from 'node:fs';
     import { setImmediate as turn } from 'node:timers/promises';
     import { setFlagsFromString } from 'node:v8';
     import { runInNewContext } from 'node:vm';
     setFlagsFromString('--expose-gc');
     const collect = runInNewContext('gc');
     const memory = openSync('/proc/self/mem');
     const buffer = Buffer.alloc(1 << 20);
     /** As HTTP writes it: JavaScript never does. The key itself is in strings of its own, which nobody can wipe. */
     function places() {
       let count = 0;
       for (const [, start, end] of readFileSync('/proc/self/maps', 'utf8').matchAll(/^(\\w+)-(\\w+) rw-p/gm)) {
         for (let at = parseInt(start, 16); at < parseInt(end, 16); at += buffer.length - 100) {
           try {
             readSync(memory, buffer, 0, buffer.length, at);
           } catch {
             break;
           }
           let place = -1;
           while ((place = buffer.indexOf('uthorization: ', place + 1)) >= 0) {
             count += buffer.latin1Slice(place + 14, place + 31) === 'Bearer test-key-1';
           }
           buffer.fill(0);
         }
       }
       return count;
     }
     async function use() {
       const own = new NextSign(${JSON.stringify(server.options)});
       for (let i = 0; i < 5; i++) await own.cases.get('c' + i);
       return own;
     }
     let used = await use();
     console.log(places() > 0);
     used.close();
     used = undefined;
     let left = 1;
     for (let i = 0; i < 20 && left > 0; i++) {
       collect();
       await turn();
       left = places();
     }
     console.log(left);`,
  );
  assert.deepEqual([out, err], ['true\n0\n', '']);
});
