import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as esm from 'signbridge';

const require = createRequire(import.meta.url);
const cjs = require('signbridge');
const { load } = require('../dist/native.js');
const root = fileURLToPath(new URL('..', import.meta.url));

test('import and require give the same classes', () => {
  // `export *` of a CommonJS module carries the mark that it was compiled from ESM.
  const { __esModule, ...imported } = esm;
  assert.deepEqual(imported, { ...cjs });
});

test('an error made through require is an instance of the class that was imported', () => {
  assert.throws(() => new cjs.NextSign({}), esm.ConfigurationError);
});

test('a missing native library is told with the platform and where it was looked for', (context) => {
  const empty = mkdtempSync(join(tmpdir(), 'signbridge-'));
  context.after(() => rmSync(empty, { recursive: true }));
  assert.throws(
    () => load(empty),
    ({ message }) => {
      assert.ok(message.includes(`${process.platform}-${process.arch}`), message);
      assert.ok(message.includes(empty), message);
      return true;
    },
  );
});

test('a native library of other API descriptions is refused', () => {
  assert.throws(() => load(root, 'another hash'), /built from other API descriptions/);
});

test('the package holds what it needs and nothing else', () => {
  const pack = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [{ files }] = Object.values(JSON.parse(pack.stdout));
  const paths = files.map((file) => file.path);
  const unexpected = paths.filter(
    (path) => !/^(dist\/.*\.(d\.)?m?[jt]s|signbridge\..*\.node|package\.json|README\.md)$/.test(path),
  );
  assert.deepEqual(unexpected, []);
  for (const path of ['dist/index.js', 'dist/index.mjs', 'dist/index.d.ts', 'dist/index.d.mts', 'README.md']) {
    assert.ok(paths.includes(path), `${path} is missing`);
  }
  assert.ok(
    paths.some((path) => path.endsWith('.node')),
    'the native library is missing',
  );
});
