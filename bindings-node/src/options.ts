/** What callers may set: for a client, for a view of it, and for one call. Every time is in milliseconds. */

import {
  checkNames,
  checkRecord,
  describe,
  encodeCount,
  encodeFlag,
  encodeMilliseconds,
  encodeText,
  WrongArgument,
} from './arguments.js';
import { type Attempt, type AttemptRecord, attemptsFrom } from './errors.js';
import { type ClientSettings, SETTINGS } from './generated/catalogue.js';

/** Gives the credential when the core needs it: at first use, and again after the provider refused one. */
export type CredentialFunction = () => string | Promise<string>;

/** Times and retries, for a client or a view of it. */
export interface LimitOptions {
  /**
   * Time for a whole call with all its attempts and pauses. Default 60 000 ms; an hour where a file is streamed, from or
   * to a path too.
   */
  timeout?: number | undefined;
  /**
   * Time for one attempt, from connecting to the last byte; where a file is streamed, for the answer to begin and for each
   * time that nothing comes. Default 30 000 ms.
   */
  attemptTimeout?: number | undefined;
  /** How often a failed attempt may be repeated; 0 switches retries off. */
  maxRetries?: number | undefined;
}

/** What every client may be told, whatever its provider. */
export interface ClientOptions extends LimitOptions, ClientSettings {
  /** Time to connect, TLS included. Default 10 000 ms. */
  connectTimeout?: number | undefined;
}

/** What one call may be told. */
export interface CallOptions {
  /** Cancels the call: it rejects with the signal's reason, and its socket closes. */
  signal?: AbortSignal | undefined;
  /** Time for the whole call with all its attempts and pauses, in milliseconds. */
  timeout?: number | undefined;
  /** How often a failed attempt may be repeated. */
  maxRetries?: number | undefined;
  /** Further request headers. Those that carry credentials or frame the message are refused. */
  headers?: Record<string, string> | Iterable<readonly [string, string]> | undefined;
  /** The idempotency key, where the provider honours one. */
  idempotencyKey?: string | undefined;
  /**
   * Which calls go first when the rate limit makes them wait: a `batch` call goes when nothing interactive does, and every
   * tenth time even so. Default: `interactive`.
   */
  priority?: 'interactive' | 'batch' | undefined;
  /**
   * Whether to look for what the call should have created when its outcome is unknown, where the provider has a way to
   * look. Default: the client's.
   */
  reconcile?: boolean | undefined;
  /**
   * Called with status, headers and attempts when the call has succeeded, before it resolves. It is not waited for; if it
   * throws or rejects, the process warns and the call resolves all the same.
   */
  onResponse?: ((info: ResponseInfo) => void) | undefined;
  /**
   * Called with how many bytes of the call's file have gone or come so far, and how many there are, where that is known:
   * at the end, and on the way after each 1 MiB or 100 ms. The number falls when a transfer has to start anew.
   */
  onProgress?: ((bytes: number, total: number | undefined) => void) | undefined;
}

/** What is known of a file that was sent or received whole. */
export interface FileInfo {
  /** Where it was written; absent for what went elsewhere. */
  readonly path: string | undefined;
  /** Its length in bytes. */
  readonly size: number;
  /** Its SHA-256, as 64 hexadecimal digits. */
  readonly sha256: string;
  /** The MIME type: of a download, what its server says; of an upload, what its first bytes show. */
  readonly contentType: string | undefined;
}

/** What a request without an operation of its own is made of. */
export interface RawRequest {
  /** Query parameters. */
  query?: Record<string, string | number | boolean | readonly (string | number | boolean)[] | undefined>;
  /** JSON, unless `contentType` says otherwise: then text or bytes, sent as they are. */
  body?: unknown;
  /** The MIME type of a body that is not JSON. */
  contentType?: string | undefined;
  /** Which of the provider's origins to ask; the first if not given. */
  origin?: string | undefined;
  /**
   * What repeating the request does at the provider, which decides whether it may be retried. Default: `read` for
   * GET and HEAD, else `create` (never sent again when the first may have arrived).
   */
  safety?: 'read' | 'idempotent' | 'keyed' | 'create' | 'action' | undefined;
}

/** How a call went. */
export class ResponseInfo {
  /** The HTTP status. */
  readonly status: number;
  readonly #meta: string;
  #read: Meta | undefined;

  /** @internal */
  constructor(status: number, meta: string) {
    this.status = status;
    this.#meta = meta;
  }

  /** The headers of the answer. */
  get headers(): Headers {
    return new Headers(this.#parsed.headers);
  }

  /** The provider's id of the request, for its support. */
  get requestId(): string | undefined {
    return this.#parsed.request_id ?? undefined;
  }

  /** The key by which the provider recognises a repetition, where it honours one: yours, or the one made for the call. */
  get idempotencyKey(): string | undefined {
    return this.#parsed.idempotency_key ?? undefined;
  }

  /** Of a call that is looked up when its outcome is unknown: whether this answer is the creation's, or what was found. */
  get outcome(): 'created' | 'found' | undefined {
    return this.#parsed.outcome ?? undefined;
  }

  /** Every try that was made; the last one succeeded. */
  get attempts(): readonly Attempt[] {
    return attemptsFrom(this.#parsed.attempts);
  }

  /** The file that was sent or received. */
  get file(): FileInfo | undefined {
    const { file } = this.#parsed;
    return (
      file && { path: undefined, size: file.size, sha256: file.sha256, contentType: file.content_type ?? undefined }
    );
  }

  /** @internal */
  get attemptRecords(): AttemptRecord[] {
    return this.#parsed.attempts;
  }

  /** Read only when asked for: most calls never look. */
  get #parsed(): Meta {
    this.#read ??= JSON.parse(this.#meta) as Meta;
    return this.#read;
  }

  /** All of it, for logs. */
  toJSON(): Record<string, unknown> {
    return {
      status: this.status,
      requestId: this.requestId,
      idempotencyKey: this.idempotencyKey,
      outcome: this.outcome,
      headers: Object.fromEntries(this.headers),
      attempts: this.attempts,
      file: this.file,
    };
  }

  /**
   * The same with the names of the headers alone: a value may be a signed address.
   *
   * @internal
   */
  [Symbol.for('nodejs.util.inspect.custom')](): Record<string, unknown> {
    return { ...this.toJSON(), headers: [...this.headers.keys()] };
  }
}

interface Meta {
  request_id: string | null;
  idempotency_key: string | null;
  outcome: 'created' | 'found' | null;
  headers: [string, string][];
  attempts: AttemptRecord[];
  file?: { size: number; sha256: string; content_type: string | null };
}

/** What one call may be told. */
export const CALL_OPTIONS: ReadonlySet<string> = new Set<keyof CallOptions>([
  'signal',
  'timeout',
  'maxRetries',
  'headers',
  'idempotencyKey',
  'priority',
  'reconcile',
  'onResponse',
  'onProgress',
]);

/** Where the file of a call comes from or goes to, as the core takes it. */
export interface Transfer {
  readonly files?: readonly object[] | undefined;
  readonly sink?: object | undefined;
}

/** The part of a call's options that the core takes, as JSON; absent where there is none. */
export function encodeCallOptions(options: CallOptions, { files, sink }: Transfer): string | undefined {
  checkRecord('options', options as unknown, '{ signal, timeout: 5000 }');
  checkNames(options, CALL_OPTIONS);
  if (options.signal !== undefined && !(options.signal instanceof AbortSignal)) {
    throw new WrongArgument('signal', `takes an AbortSignal, not ${describe(options.signal)}`);
  }
  for (const name of ['onResponse', 'onProgress'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function') {
      throw new WrongArgument(name, `takes a function, not ${describe(options[name])}`);
    }
  }
  const { timeout, maxRetries, headers, idempotencyKey, priority, reconcile, onProgress } = options;
  const given = [timeout, maxRetries, headers, idempotencyKey, priority, reconcile, onProgress, files, sink];
  if (given.every((value) => value === undefined)) return undefined;
  return JSON.stringify({
    timeout_ms: encodeMilliseconds('timeout', timeout),
    max_retries: encodeCount('maxRetries', maxRetries),
    headers: headers === undefined ? undefined : encodeHeaders(headers),
    idempotency_key: encodeText('idempotencyKey', idempotencyKey),
    priority: encodeText('priority', priority),
    reconcile: encodeFlag('reconcile', reconcile),
    progress: onProgress && true,
    files,
    sink,
  });
}

function encodeHeaders(headers: NonNullable<CallOptions['headers']>): [string, string][] {
  if (typeof headers !== 'object' || headers === null) {
    throw new WrongArgument('headers', `takes an object, Headers or pairs, not ${describe(headers)}`);
  }
  const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  return pairs.map((pair) => {
    const [name, value] = Array.isArray(pair) ? pair : [];
    if (typeof name !== 'string') throw new WrongArgument('headers', 'takes pairs of a name and a value');
    if (typeof value !== 'string') throw new WrongArgument(`headers.${name}`, `takes a string, not ${describe(value)}`);
    return [name, value];
  });
}

/** Times and retries as the core takes them. */
export function encodeLimits(options: LimitOptions): Record<string, number | undefined> {
  return {
    timeout_ms: encodeMilliseconds('timeout', options.timeout),
    attempt_timeout_ms: encodeMilliseconds('attemptTimeout', options.attemptTimeout),
    max_retries: encodeCount('maxRetries', options.maxRetries),
  };
}

/** What every client may be told, as the core takes it. */
export function encodeSettings(options: ClientSettings): Record<string, unknown> {
  const encoders = { text: encodeText, count: encodeCount, flag: encodeFlag };
  const encoded = Object.entries(SETTINGS).map(([name, [wire, kind]]) => [
    wire,
    encoders[kind](name, options[name as keyof ClientSettings]),
  ]);
  return Object.fromEntries(encoded);
}
