/**
 * Files on their way: what an upload reads, and what a download fills.
 *
 * Neither is ever held whole here. The core asks for each chunk of an upload, and waits until each chunk of a download
 * has been taken, so a slow side slows the other one down.
 *
 * ```ts
 * await client.documents.upload({ file: { path: 'lease.pdf' } });
 * await client.documents.upload({ file: { stream: createReadStream('lease.pdf'), length: 48_213 } });
 *
 * const saved = await client.documents.downloadTo({ url }, 'copy.pdf');
 * await pipeline(client.documents.downloadStream({ url }), createWriteStream('copy.pdf'));
 * ```
 */

import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, encodeBytes, WrongArgument } from './arguments.js';
import type { FileInfo } from './options.js';

/** What gives a file's bytes one chunk after another: a Node stream, a web stream, or a generator. */
export type FileStream = Readable | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * What a file may be given as.
 *
 * A `File` gives its name too. Bytes and paths can be sent again when an attempt fails. A stream cannot once something was read of it, and neither can
 * a `Blob` of more than 1 MiB, which is streamed. A stream is read by the call alone and destroyed when the call ends.
 */
export type FileContent =
  | Uint8Array
  | ArrayBuffer
  | Blob
  | FileStream
  | {
      /** Where the file is; relative to the working directory of the process. Its name is the file's default name. */
      readonly path: string | URL;
    }
  | {
      /** Gives the bytes. */
      readonly stream: FileStream;
      /** How many bytes it gives. Storage that files are put into needs to know; other APIs take a stream without. */
      readonly length?: number | undefined;
    };

/**
 * A file inside JSON: as any other, which becomes base64 while it is sent, or as text that is base64 already (or what else
 * the API takes there).
 */
export type InlineFile = string | FileContent;

/** How large a `Blob` may be to be read whole. */
const SMALL_BLOB = 1 << 20;
/** How much of an upload crosses at once, in bytes. */
const CHUNK = 256 << 10;

/** A file argument, ready to cross. */
export interface EncodedFile {
  readonly body?: Buffer | Promise<Buffer>;
  /** Where it is, as the core takes it, when it is not in `body`. */
  readonly files?: readonly object[];
  /** What gives the files that this process streams, by their positions in `files`. */
  readonly sources?: readonly (Source | undefined)[];
}

/** Takes a file argument, whatever it is given as. */
export function encodeContent(name: string, file: unknown): EncodedFile {
  if (file instanceof Blob && file.size > SMALL_BLOB) return streamed(name, file.stream(), file.size);
  if (file instanceof Blob || file instanceof Uint8Array || file instanceof ArrayBuffer) {
    return { body: encodeBytes(name, file) };
  }
  if (isStream(file)) return streamed(name, file, undefined);
  if (typeof file === 'object' && file !== null) {
    const { path, stream, length } = file as { path?: unknown; stream?: unknown; length?: unknown };
    if (path !== undefined) return { files: [{ path: encodePath(`${name}.path`, path) }] };
    if (isStream(stream)) return streamed(name, stream, length);
  }
  const advice = typeof file === 'string' ? "; for a file's path, give { path }" : '';
  throw new WrongArgument(
    name,
    `${describe(file)} is no file; give its bytes as a Buffer, Uint8Array, ArrayBuffer or Blob, a stream of them, or { path }${advice}`,
  );
}

function isStream(value: unknown): value is FileStream {
  if (typeof value !== 'object' || value === null) return false;
  return Symbol.asyncIterator in value || typeof (value as ReadableStream).getReader === 'function';
}

/** A path as the core takes it. */
export function encodePath(name: string, path: unknown): string {
  if (path instanceof URL && path.protocol === 'file:') return fileURLToPath(path);
  if (typeof path === 'string' && path !== '') return path;
  throw new WrongArgument(
    name,
    `${path === '' ? 'an empty string' : describe(path)} is no path; give a string or file: URL`,
  );
}

function streamed(name: string, stream: FileStream, length: unknown): EncodedFile {
  if ((stream as ReadableStream).locked === true) {
    throw new WrongArgument(name, 'is a stream that something else reads');
  }
  if (stream instanceof Readable && (stream.readableEnded || stream.destroyed) && !stream.errored) {
    throw new WrongArgument(name, 'is a stream that has ended or was destroyed');
  }
  if (length !== undefined && !(Number.isSafeInteger(length) && (length as number) >= 0)) {
    throw new WrongArgument(`${name}.length`, `${describe(length)} is no length; give a number of bytes`);
  }
  return { files: [{ host: { length } }], sources: [new Source(name, stream)] };
}

/** A JSON body whose files stand beside it. */
export interface EncodedInline extends EncodedFile {
  readonly json: unknown;
}

/** Takes the files out of a body, at a path such as `documents[].file`. Nothing of the caller's is changed. */
export function encodeInline(path: string, body: unknown): EncodedInline {
  const files: object[] = [];
  const sources: (Source | undefined)[] = [];
  const take = (name: string, file: unknown) => {
    if (file === undefined || file === null || typeof file === 'string') return file;
    if (file instanceof Uint8Array || file instanceof ArrayBuffer) {
      return (encodeBytes(name, file) as Buffer).toString('base64');
    }
    const encoded = file instanceof Blob ? streamed(name, file.stream(), file.size) : encodeContent(name, file);
    sources.push(encoded.sources?.[0]);
    // What stands for it until the core puts it there.
    return `\0file:${files.push(...(encoded.files ?? [])) - 1}`;
  };
  const json = replaced(body, path.split('.'), '', take);
  return files.length === 0 ? { json } : { json, files, sources };
}

/** A copy of `value` with what stands at a path replaced. */
function replaced(
  value: unknown,
  [step, ...rest]: string[],
  at: string,
  take: (at: string, file: unknown) => unknown,
): unknown {
  if (step === undefined) return take(at, value);
  const name = step.replace('[]', '');
  const member = (value as Record<string, unknown> | null | undefined)?.[name];
  if (member === undefined) return value;
  const here = at ? `${at}.${name}` : name;
  const isList = step !== name && Array.isArray(member);
  const next = isList
    ? member.map((item, index) => replaced(item, rest, `${here}[${index}]`, take))
    : replaced(member, rest, here, take);
  return { ...(value as object), [name]: next };
}

/** The bytes of a stream of the caller's, in chunks that the core asks for. */
export class Source {
  /** What the stream failed with: the caller's own error, and so the call's. */
  failure: { readonly cause: unknown } | undefined;
  readonly #name: string;
  readonly #stream: FileStream;
  #reader: Reader | undefined;
  #rest: Buffer | undefined;
  #early: { readonly cause: unknown } | undefined;

  constructor(name: string, stream: FileStream) {
    this.#name = name;
    this.#stream = stream;
    // It may fail before the core asks for anything, and after the call is over: with nobody to hear it, the process ends.
    if (stream instanceof Readable) {
      stream.on('error', (cause) => {
        this.#early ??= { cause };
      });
    }
  }

  /** The next bytes; nothing at the end. */
  async next(): Promise<Buffer | undefined> {
    try {
      const bytes = this.#rest ?? (await this.#read());
      if (bytes === undefined) return undefined;
      this.#rest = bytes.length > CHUNK ? bytes.subarray(CHUNK) : undefined;
      return bytes.subarray(0, CHUNK);
    } catch (cause) {
      this.failure = { cause };
      throw cause;
    }
  }

  async #read(): Promise<Buffer | undefined> {
    if (this.#early) throw this.#early.cause;
    this.#reader ??= reader(this.#stream);
    const { done, value } = await this.#reader.next();
    if (done) return undefined;
    if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    throw new WrongArgument(this.#name, `the stream gave ${describe(value)}, not bytes; give chunks as Uint8Array`);
  }

  /** The call is over: what is left is not wanted. A stream that failed or ended does not mind. */
  close(): void {
    this.#reader ??= reader(this.#stream);
    this.#reader.close();
  }
}

interface Reader {
  next(): Promise<{ readonly done?: boolean | undefined; readonly value?: unknown }>;
  close(): void;
}

/** Node's and web streams end at once when they are closed; a generator can only once it gave what it is busy with. */
function reader(stream: FileStream): Reader {
  if ('getReader' in stream) {
    const reader = stream.getReader();
    return {
      next: () => reader.read(),
      close: () => {
        reader.cancel().catch(() => undefined);
      },
    };
  }
  const iterator = stream[Symbol.asyncIterator]();
  return {
    next: () => iterator.next(),
    close: () => {
      if (stream instanceof Readable) stream.destroy();
      else iterator.return?.()?.then(undefined, () => undefined);
    },
  };
}

/** What the call of a stream needs of it, and gives it. */
export interface Taker {
  /** The call has begun, and this ends it. */
  begun(cancel: (reason: unknown) => void): void;
  /** A chunk is here; `taken` asks for the next. */
  offer(chunk: Buffer, taken: () => void): void;
}

/**
 * A file as it comes in. The request is sent when it is first read from; destroying it closes the connection. It fails
 * with the same errors as other calls reject with.
 */
export class DownloadStream extends Readable {
  /** What is known of the file once it has come whole; rejects when it does not. */
  readonly info: Promise<FileInfo>;
  readonly #start: (taker: Taker) => Promise<FileInfo>;
  #settle!: { resolve: (info: FileInfo) => void; reject: (reason: unknown) => void };
  #begun = false;
  #cancel: ((reason: unknown) => void) | undefined;
  #taken: (() => void) | undefined;

  /** @internal */
  constructor(start: (taker: Taker) => Promise<FileInfo>) {
    super();
    this.#start = start;
    this.info = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Who reads the stream learns of its failure there, and need not look here.
    this.info.catch(() => undefined);
  }

  /** @internal */
  override _read(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
    if (this.#begun) return;
    this.#begun = true;
    const taker: Taker = {
      begun: (cancel) => {
        if (this.destroyed) cancel(undefined);
        else this.#cancel = cancel;
      },
      offer: (chunk, taken) => {
        if (this.push(chunk)) taken();
        else this.#taken = taken;
      },
    };
    this.#start(taker).then(
      (info) => {
        this.#settle.resolve(info);
        this.push(null);
      },
      (error: Error) => this.destroy(error),
    );
  }

  /** @internal */
  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const reason = error ?? new DOMException('The download was given up', 'AbortError');
    this.#settle.reject(reason);
    this.#cancel?.(reason);
    callback(error);
  }
}
