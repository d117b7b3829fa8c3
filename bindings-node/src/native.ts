/**
 * Finds and loads the native library.
 *
 * It lies beside `dist/`, named after the platform: `signbridge.linux-x64-gnu.node`. On Linux the build for glibc is
 * tried first and the one for musl second, so nothing has to guess which C library this is.
 */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CATALOGUE_HASH } from './generated/catalogue.js';

/** A client of the core. What can fail answers with an error record, as JSON text. */
export interface NativeClient {
  withTenant(tenant: string): NativeClient | string;
  withOptions(options: string): NativeClient | string;
  nextPage(operation: number, params: readonly string[], body: string): string[] | null | string;
  describe(): string;
  close(): void;
}

/** The queue of one JavaScript environment. */
export interface NativeQueue {
  submit(
    client: NativeClient,
    operation: number,
    params: readonly string[],
    body: Buffer | string | undefined,
    options: string | undefined,
    raw: string | undefined,
  ): number;
  cancel(ticket: number): boolean;
  drain(into: Buffer): number | Buffer;
  callAsking(request: number): number | null;
  answerCredential(request: number, secret: string | undefined, reason: string | undefined): void;
  answerChunk(request: number, chunk: Buffer | undefined, reason: string | undefined): void;
  takeChunk(request: number, reason: string | undefined): void;
  hold(): void;
  release(): void;
}

/** What the native library exports. */
export interface Native {
  catalogueHash(): string;
  verifyWebhook(
    provider: string,
    body: Buffer,
    headers: readonly string[],
    secrets: readonly string[],
    tolerance: number | undefined,
  ): string | null;
  NativeClient: { open(config: string): NativeClient | string };
  NativeQueue: new (wake: () => void) => NativeQueue;
}

function candidates(): string[] {
  const base = `signbridge.${process.platform}-${process.arch}`;
  switch (process.platform) {
    case 'linux':
      return [`${base}-gnu.node`, `${base}-musl.node`];
    case 'win32':
      return [`${base}-msvc.node`];
    default:
      return [`${base}.node`];
  }
}

/** Loads the library of this platform from `directory`, and makes sure that it belongs to this package. */
export function load(directory: string, catalogueHash: string = CATALOGUE_HASH): Native {
  const require = createRequire(__filename);
  const failures: string[] = [];
  for (const file of candidates()) {
    const path = join(directory, file);
    let native: Native;
    try {
      native = require(path) as Native;
    } catch (cause) {
      failures.push(`${path}: ${(cause as Error).message.split('\n')[0]}`);
      continue;
    }
    if (native.catalogueHash() !== catalogueHash) {
      throw new Error(
        `signbridge: ${path} was built from other API descriptions than this package. ` +
          'Install the package again; when working on it, run `npm run build`.',
      );
    }
    return native;
  }
  throw new Error(
    `signbridge has no native library that loads on ${process.platform}-${process.arch} ` +
      `(Node ${process.version}). Tried:\n  ${failures.join('\n  ')}`,
  );
}

/** The library, loaded once per JavaScript environment. */
export const native: Native = load(join(__dirname, '..'));
