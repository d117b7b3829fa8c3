/**
 * How much memory a large file takes on its way, in each way that Node has; `cargo xtask bench files` runs it.
 *
 *     node files.mjs ORIGIN BYTES FOLDER
 *
 * One line of JSON for each way: its name, the seconds it took, and by how many bytes the memory of the process (its
 * largest resident set) grew beyond what a file of 64 MB had taken before. Each way has a process of its own.
 */

import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { NextSign } from '../../../bindings-node/dist/index.mjs';

/** The heap is as large as it will be after so much: its young generation grows with what is allocated, whatever for. */
const WARM_UP = 64 << 20;
const PIECE = Buffer.alloc(64 << 10);

/** A PDF, if one looks at its start only. */
function* pieces(length) {
  yield Buffer.from('%PDF-1.7\n');
  for (let left = length - 9; left > 0; left -= PIECE.length) yield PIECE.subarray(0, left);
}

/** A file of this length that takes no room. */
function sparse(folder, length) {
  const path = join(folder, `${length}.pdf`);
  const file = openSync(path, 'w');
  writeSync(file, '%PDF-1.7\n');
  ftruncateSync(file, length);
  closeSync(file);
  return path;
}

/** How many bytes the server saw: the file, and a few of the form around it. */
async function came(upload) {
  return Number((await upload).split('/').at(-1));
}

const WAYS = {
  'up, a Readable': (client, length) =>
    came(client.documents.upload({ file: { stream: Readable.from(pieces(length)), length } })),
  'up, a web stream': (client, length) =>
    came(client.documents.upload({ file: { stream: Readable.toWeb(Readable.from(pieces(length))), length } })),
  'up, a path': (client, length, folder) => came(client.documents.upload({ file: { path: sparse(folder, length) } })),
  'down, to a path': async (client, length, folder) => {
    const path = join(folder, 'down.pdf');
    try {
      return (await client.documents.downloadTo({ url: String(length) }, path)).size;
    } finally {
      rmSync(path, { force: true });
    }
  },
  'down, piece by piece': async (client, length) => {
    let count = 0;
    for await (const piece of client.documents.downloadStream({ url: String(length) })) count += piece.length;
    return count;
  },
};

/** The most memory that this process has had, in bytes. */
const largest = () => process.resourceUsage().maxRSS * 1024;

async function measure(origin, length, folder, way) {
  const client = new NextSign({
    apiKey: 'k',
    companyId: '0'.repeat(24),
    apiUrl: `${origin}/api`,
    filesApiUrl: origin,
  });
  await WAYS[way](client, WARM_UP, folder);
  const [before, start] = [largest(), performance.now()];
  const count = await WAYS[way](client, length, folder);
  if (count < length || count > length + 2000) throw new Error(`${count} bytes of ${length} arrived`);
  return { way, seconds: (performance.now() - start) / 1000, grown: largest() - before };
}

const [origin, length, folder, way] = process.argv.slice(2);
if (way === undefined) {
  for (const each of Object.keys(WAYS)) {
    const program = [fileURLToPath(import.meta.url), origin, length, folder, each];
    const { status } = spawnSync(process.execPath, program, { stdio: 'inherit' });
    if (status !== 0) process.exit(1);
  }
} else {
  console.log(JSON.stringify(await measure(origin, Number(length), folder, way)));
}
