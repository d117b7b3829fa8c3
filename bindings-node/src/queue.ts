/**
 * The JavaScript end of the submission and completion queue.
 *
 * A call is submitted and gets a ticket; when completions are there, the native side wakes the event loop once, and
 * everything finished is read from one buffer that is used again for the next batch. There is one queue per
 * JavaScript environment: each worker thread that loads the package has its own.
 */

import { debuglog } from 'node:util';
import { type AttemptRecord, type ErrorRecord, errorFrom } from './errors.js';
import type { Source, Taker } from './files.js';
import { type NativeQueue, native } from './native.js';
import { type CallOptions, type CredentialFunction, ResponseInfo } from './options.js';
import { Tickets } from './tickets.js';

/** A finished call: the body lies in `frame` between `start` and `end`, and only until the decoder returns. */
export interface Completion {
  readonly frame: Buffer;
  readonly start: number;
  readonly end: number;
  /** The frame belongs to this call alone, so its bytes may be kept. */
  readonly owned: boolean;
  readonly info: ResponseInfo;
}

/** What the queue needs to know of a call. */
export interface Call<T> {
  readonly credential: CredentialSource;
  /** For the log: `cases.get`, of whom, and for which tenant. */
  readonly operation: string;
  readonly provider: string;
  readonly tenant: () => string;
  readonly signal: AbortSignal | undefined;
  /** What the files that are sent come from, where this process streams them. */
  readonly sources?: readonly (Source | undefined)[] | undefined;
  /** What the file that is received goes to, if this process streams it. */
  readonly taker?: Taker | undefined;
  readonly progress?: CallOptions['onProgress'];
  readonly submit: (queue: NativeQueue) => number;
  readonly decode: (completion: Completion) => T;
}

/**
 * A call that did not succeed. Its promise *resolves* with this, and whoever awaits it makes the error: only then does
 * the error's stack lead to the caller, and a call that succeeds pays nothing for it.
 */
export class Failure {
  constructor(
    readonly record: ErrorRecord,
    readonly options: ErrorOptions | undefined,
  ) {}
}

/** Where a client's credential comes from, and what became of asking for it. */
export interface CredentialSource {
  ask: CredentialFunction | undefined;
  /** What the function threw last; the cause of the errors that follow from it. */
  failure: { cause: unknown } | undefined;
}

interface Pending {
  readonly call: Call<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** kind u8, 0 u8, status u16, meta_len u32, body_len u32, 0 u32, ticket u64. */
const HEADER = 24;
const OK = 1;
const CREDENTIAL_WANTED = 3;
const CHUNK_WANTED = 4;
const CHUNK_OFFERED = 5;
const PROGRESS = 6;
const NOTICE = 7;

/** Large enough for a batch of ordinary answers, small enough to stay in a core's cache. */
const SCRATCH_BYTES = 256 * 1024;

const log = debuglog('signbridge');
const pending = new Tickets<Pending>();
const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
const queue: NativeQueue = new native.NativeQueue(wake);

/** How many calls have not ended. */
export function inFlight(): number {
  return pending.size;
}

/** Starts a call. Its promise settles when it has finished, or at once when its signal is aborted. */
export function run<T>(call: Call<T>): Promise<T | Failure> {
  return new Promise<T | Failure>((resolve, reject) => {
    const { signal } = call;
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const ticket = call.submit(queue);
    if (signal) listen(signal, ticket);
    // A pending call keeps the process alive, as a pending `fetch` does; an idle client does not.
    if (pending.size === 0) queue.hold();
    pending.add(ticket, { call, resolve: resolve as (value: unknown) => void, reject });
    call.taker?.begun((reason) => cancel(ticket, reason));
  });
}

/** Forgets a call that is over, and its listener with it. */
function settle(ticket: number): Pending | undefined {
  const entry = pending.take(ticket);
  if (entry === undefined) return undefined;
  if (pending.size === 0) queue.release();
  if (entry.call.signal) unlisten(entry.call.signal, ticket);
  return entry;
}

/** The calls that a signal can cancel, and the one listener that does it: Node warns of a leak when there are many. */
const listening = new WeakMap<AbortSignal, { readonly tickets: Set<number>; readonly abort: () => void }>();

function listen(signal: AbortSignal, ticket: number): void {
  const entry = listening.get(signal);
  if (entry !== undefined) {
    entry.tickets.add(ticket);
    return;
  }
  const tickets = new Set([ticket]);
  const abort = () => {
    for (const ticket of tickets) cancel(ticket, signal.reason);
  };
  listening.set(signal, { tickets, abort });
  signal.addEventListener('abort', abort, { once: true });
}

function unlisten(signal: AbortSignal, ticket: number): void {
  const entry = listening.get(signal);
  entry?.tickets.delete(ticket);
  if (entry?.tickets.size === 0) {
    listening.delete(signal);
    signal.removeEventListener('abort', entry.abort);
  }
}

function cancel(ticket: number, reason: unknown): void {
  queue.cancel(ticket);
  settle(ticket)?.reject(reason);
}

/** Takes everything that has finished. Runs on the event loop, once per batch. */
function wake(): void {
  for (;;) {
    const drained = queue.drain(scratch);
    if (typeof drained === 'number') {
      read(scratch, Math.abs(drained), false);
      if (drained >= 0) return;
    } else {
      read(drained, drained.length, true);
    }
  }
}

function read(frames: Buffer, length: number, owned: boolean): void {
  let at = 0;
  while (at < length) {
    const kind = frames[at];
    const status = frames.readUInt16LE(at + 2);
    const metaLength = frames.readUInt32LE(at + 4);
    const bodyLength = frames.readUInt32LE(at + 8);
    const ticket = frames.readUInt32LE(at + 16) + frames.readUInt32LE(at + 20) * 2 ** 32;
    const meta = at + HEADER;
    const start = meta + metaLength;
    const end = start + bodyLength;
    at = end;
    if (kind === CREDENTIAL_WANTED) {
      askForCredential(ticket);
      continue;
    }
    if (kind === CHUNK_WANTED) {
      giveChunk(ticket, Number(frames.toString('latin1', meta, start)), status);
      continue;
    }
    if (kind === CHUNK_OFFERED) {
      const chunk = frames.subarray(start, end);
      const of = Number(frames.toString('latin1', meta, start));
      pending.get(of)?.call.taker?.offer(owned ? chunk : Buffer.from(chunk), () => queue.takeChunk(ticket, undefined));
      continue;
    }
    if (kind === PROGRESS) {
      tellProgress(ticket, frames.toString('utf8', meta, start));
      continue;
    }
    if (kind === NOTICE) {
      tellNotice(frames.toString('utf8', meta, start));
      continue;
    }
    const entry = settle(ticket);
    // Cancelled while its completion was on the way.
    if (entry === undefined) continue;
    const text = frames.toString('utf8', meta, start);
    if (kind !== OK) {
      const source = entry.call.sources?.find((source) => source?.failure);
      // A stream of the caller's failed: that is what the caller has to hear of.
      if (source?.failure) entry.reject(source.failure.cause);
      else entry.resolve(failure(entry.call, JSON.parse(text) as ErrorRecord));
      continue;
    }
    const info = new ResponseInfo(status, text);
    if (log.enabled) logSuccess(entry.call, info, end - start);
    try {
      entry.resolve(entry.call.decode({ frame: frames, start, end, owned, info }));
    } catch (error) {
      entry.reject(error);
    }
  }
}

/** Reads on in the caller's stream, for a question of the core's. */
function giveChunk(request: number, ticket: number, file: number): void {
  // A call that is over has no open questions.
  pending
    .get(ticket)
    ?.call.sources?.[file]?.next()
    .then((chunk) => queue.answerChunk(request, chunk, undefined))
    .catch((cause: unknown) => queue.answerChunk(request, undefined, reasonOf(cause)));
}

function tellProgress(ticket: number, text: string): void {
  const { bytes, total } = JSON.parse(text) as { bytes: number; total: number | null };
  try {
    pending.get(ticket)?.call.progress?.(bytes, total ?? undefined);
  } catch (error) {
    cancel(ticket, error);
  }
}

/** What the core says once in a process: `debuglog` has no levels, so it is a warning of the process, for everyone. */
function tellNotice(text: string): void {
  const { code, level, message } = JSON.parse(text) as { code: string; level: 'warning' | 'info'; message: string };
  const type = level === 'warning' ? 'Warning' : 'Info';
  process.emitWarning(`signbridge: ${message}`, { type, code: `SIGNBRIDGE_${code.toUpperCase()}` });
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** A line for each attempt: what came of it, and why the next step was what it was. */
function logAttempts({ provider, operation, tenant }: Call<unknown>, attempts: readonly AttemptRecord[]): void {
  for (const { number, status, error, delivery, duration_ms, reason, backoff_ms } of attempts) {
    const outcome = [status, error].filter((fact) => fact !== null).join(' ');
    const pause = backoff_ms === null ? '' : `, pause ${seconds(backoff_ms)}`;
    const facts = `${outcome}, ${delivery}, ${seconds(duration_ms)}, ${reason}${pause}`;
    log('%s %s, attempt %d: %s%s', provider, operation, number, facts, tenant());
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(3)} s`;
}

function logSuccess(call: Call<unknown>, info: ResponseInfo, bytes: number): void {
  const { provider, operation, tenant } = call;
  const { status, attempts, outcome, requestId } = info;
  logAttempts(call, info.attemptRecords);
  const took = attempts.reduce((sum, { duration, backoff = 0 }) => sum + duration + backoff, 0);
  const facts = [`${status}`, `${bytes} bytes`, seconds(took)];
  if (attempts.length > 1) facts.push(`${attempts.length} attempts`);
  if (outcome === 'found') facts.push('found by look-up');
  if (requestId !== undefined) facts.push(`request id ${requestId}`);
  log('%s %s: %s%s', provider, operation, facts.join(', '), tenant());
}

function failure(call: Call<unknown>, record: ErrorRecord): Failure {
  const { provider, tenant, credential } = call;
  if (log.enabled) {
    logAttempts(call, record.attempts);
    log('%s %s%s', provider, String(errorFrom(record)), tenant());
  }
  // An open client is configured well: what is left to be wrong is what the credential function did.
  return new Failure(record, record.kind === 'configuration' ? credential.failure : undefined);
}

/** Calls the user's function on the event loop, and hands its answer to the core. */
function askForCredential(request: number): void {
  const ticket = queue.callAsking(request);
  const source = ticket === null ? undefined : pending.get(ticket)?.call.credential;
  const ask = source?.ask;
  if (source === undefined || ask === undefined) {
    queue.answerCredential(request, undefined, 'the call that asked for the credential is gone');
    return;
  }
  // `then` first: a function that throws at once is the same as one whose promise is rejected.
  Promise.resolve()
    .then(ask)
    .then((secret) => {
      if (typeof secret !== 'string')
        throw new TypeError(`the credential function gave ${typeof secret}, not a string`);
      source.failure = undefined;
      queue.answerCredential(request, secret, undefined);
    })
    .catch((cause: unknown) => {
      source.failure = { cause };
      queue.answerCredential(request, undefined, reasonOf(cause));
    });
}
