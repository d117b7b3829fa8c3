/**
 * Builds the package: the TypeScript in `src/` to `dist/`, and the native library to where the loader looks for it.
 *
 * The library itself is built by cargo (`cargo build -p signbridge-node`); this copies it out of the target directory,
 * from its folder `debug` unless SIGNBRIDGE_PROFILE names another. `--types` builds only `dist/`.
 */

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(dirname(fileURLToPath(import.meta.url)));

rmSync(join(here, 'dist'), { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/package.json');
const { status } = spawnSync(process.execPath, [join(dirname(tsc), 'bin/tsc'), '-p', here], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

if (!process.argv.includes('--types')) {
  const profile = process.env.SIGNBRIDGE_PROFILE ?? 'debug';
  const target = process.env.CARGO_TARGET_DIR ?? join(here, '../target');
  const library = join(target, profile, libraryName());
  if (existsSync(library)) {
    // Beside it and then over it: a process that has the old library open keeps it whole.
    const to = join(here, nodeName());
    copyFileSync(library, `${to}.new`);
    renameSync(`${to}.new`, to);
  } else if (!existsSync(join(here, nodeName()))) {
    console.error(`${library} is missing: run \`cargo build -p signbridge-node\` first`);
    process.exit(1);
  }
}

/** What cargo calls a dynamic library here. */
function libraryName() {
  switch (process.platform) {
    case 'win32':
      return 'signbridge_node.dll';
    case 'darwin':
      return 'libsignbridge_node.dylib';
    default:
      return 'libsignbridge_node.so';
  }
}

/** What the loader (`src/native.ts`) calls it here. */
function nodeName() {
  const base = `signbridge.${process.platform}-${process.arch}`;
  switch (process.platform) {
    case 'win32':
      return `${base}-msvc.node`;
    case 'linux':
      return `${base}-${process.report.getReport().header.glibcVersionRuntime ? 'gnu' : 'musl'}.node`;
    default:
      return `${base}.node`;
  }
}
