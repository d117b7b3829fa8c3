/**
 * Turns a call's arguments into what crosses the border, and refuses what would silently become something else.
 *
 * `JSON.stringify` drops functions, turns `NaN` into `null` and a `Map` into `{}`, and throws a bare `TypeError` for a
 * `bigint` or a cycle. A contract must not go out with a member missing, so each of these is an error that names the
 * member: `recipients[1].phone: a function cannot be sent`.
 */

import { Stream } from 'node:stream';
import { type ErrorRecord, errorFrom, type SignbridgeError } from './errors.js';

/** What a path, query or form parameter may be. */
export type ParamValue = string | number | boolean;

/** Parameters by their wire names; `undefined` is left out. */
export type Params = { readonly [name: string]: ParamValue | readonly ParamValue[] | undefined };

/** The parameters as they cross the border: names and values in turn; a list repeats its name. */
export function encodeParams(params: object | undefined): string[] {
  const flat: string[] = [];
  for (const [name, value] of Object.entries((params ?? {}) as Params)) {
    if (value === undefined) continue;
    if (Array.isArray(value)) {
      value.forEach((item: unknown, index) => {
        flat.push(name, encodeParam(`${name}[${index}]`, item));
      });
    } else {
      flat.push(name, encodeParam(name, value));
    }
  }
  return flat;
}

function encodeParam(name: string, value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new WrongArgument(name, NO_TEXT);
      return value;
    case 'boolean':
      return String(value);
    case 'number':
      if (!Number.isFinite(value)) throw new WrongArgument(name, `${value} cannot be sent`);
      return String(value);
    default:
      throw new WrongArgument(name, `${describe(value)} cannot be sent; give a string, a number or a boolean`);
  }
}

/** The body as JSON text. */
export function encodeBody(body: unknown): string {
  try {
    check(body, '', []);
    return JSON.stringify(body);
  } catch (cause) {
    if (cause instanceof WrongArgument) throw cause;
    // A getter or a `toJSON` of the caller's own threw, or it is nested without measure.
    throw new WrongArgument('body', 'cannot be serialised', { cause });
  }
}

/** What is wrong with text that UTF-8 cannot say. */
const NO_TEXT = 'holds half of a character (a lone surrogate)';

function check(value: unknown, path: string, within: object[]): void {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new WrongArgument(path || 'body', NO_TEXT);
      return;
    case 'boolean':
      return;
    case 'number':
      if (Number.isFinite(value)) return;
      break;
    case 'object':
      if (value === null || typeof (value as { toJSON?: unknown }).toJSON === 'function') {
        if (!ArrayBuffer.isView(value) && !isNoDate(value)) return;
        break;
      }
      if (within.includes(value)) {
        throw new WrongArgument(path || 'body', 'refers back to an object that contains it');
      }
      if (isForeign(value)) break;
      within.push(value);
      if (Array.isArray(value)) {
        for (let index = 0; index < value.length; index++) {
          check(value[index], `${path}[${index}]`, within);
        }
      } else {
        for (const name of Object.keys(value)) {
          const member = (value as Record<string, unknown>)[name];
          if (member !== undefined) check(member, path ? `${path}.${name}` : name, within);
        }
      }
      within.pop();
      return;
    default:
  }
  throw new WrongArgument(path || 'body', `${describe(value)} cannot be sent as JSON${advice(value)}`);
}

/** Records and what `JSON.stringify` knows how to unwrap, by what `Object.prototype.toString` calls them. */
const JSON_TAGS: ReadonlySet<string> = new Set(['Array', 'Boolean', 'Number', 'Object', 'String']);

/** Whether an object is no record: a `Map`, a stream, a `RegExp` or an `AbortSignal` would quietly become `{}`. */
function isForeign(value: object): boolean {
  if (ArrayBuffer.isView(value) || value instanceof Error || value instanceof Stream) return true;
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return !JSON_TAGS.has(tag) && Object.keys(value).length === 0;
}

/** A date that is none would be sent as null. */
function isNoDate(value: unknown): boolean {
  return value instanceof Date && Number.isNaN(value.getTime());
}

function advice(value: unknown): string {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Blob) {
    return '; give base64 text, such as `buffer.toString("base64")`';
  }
  if (typeof value === 'bigint') return '; give a string or a number';
  if (value instanceof Promise) return '; await it first';
  return '';
}

/** A value in words, for a message. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return String(value);
  if (isNoDate(value)) return 'an invalid Date';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') {
    const name = value.constructor?.name;
    return name && name !== 'Object' ? `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}` : 'an object';
  }
  return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`;
}

/** Bytes, without copying them where that can be. */
export function encodeBytes(name: string, bytes: unknown): Buffer | Promise<Buffer> {
  if (bytes instanceof Uint8Array) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes instanceof ArrayBuffer) return Buffer.from(bytes);
  if (bytes instanceof Blob) return bytes.arrayBuffer().then((bytes) => Buffer.from(bytes));
  throw new WrongArgument(
    name,
    `${describe(bytes)} has no bytes; give them as a Buffer, Uint8Array, ArrayBuffer or Blob`,
  );
}

/** Milliseconds as the core takes them. */
export function encodeMilliseconds(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new WrongArgument(name, `${describe(value)} is no time; give milliseconds as a number`);
}

/** A number of retries as the core takes it. */
export function encodeCount(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new WrongArgument(name, `${describe(value)} is no count; give a whole number from 0`);
}

/** Yes or no as the core takes it. */
export function encodeFlag(name: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw new WrongArgument(name, `${describe(value)} is neither true nor false`);
}

/** Text as the core takes it. */
export function encodeText(name: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new WrongArgument(name, `${describe(value)} is no text; give a string`);
}

/** Refuses what is no object of named members, such as a number in the place of the options. */
export function checkRecord(name: string, given: unknown, example: string): asserts given is Record<string, unknown> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given) && !isForeign(given)) return;
  throw new WrongArgument(name, `takes an object such as ${example}, not ${describe(given)}`);
}

/** Refuses a member that is not known: a misspelt `timeout` must not be dropped. */
export function checkNames(given: object, known: ReadonlySet<string>): void {
  for (const name of Object.keys(given)) {
    if (known.has(name)) continue;
    const meant = likeliest(name, known);
    const all = [...known].join(', ');
    throw new WrongArgument(
      name,
      meant === undefined ? `unknown; known are ${all}` : `unknown, did you mean ${meant}? Known are ${all}`,
    );
  }
}

/** The known name that was most likely meant: `timeout` for `timeoutMs` or `time_out`, `maxRetries` for `retries`. */
function likeliest(name: string, known: ReadonlySet<string>): string | undefined {
  const bare = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const given = bare(name);
  const near = [...known]
    .map((each) => ({ each, far: distance(given, bare(each)) }))
    .filter(
      ({ each, far }) => far <= 2 || (given.length > 3 && (bare(each).includes(given) || given.includes(bare(each)))),
    )
    .sort((one, other) => one.far - other.far);
  return near[0]?.each;
}

/** How many letters have to be put in, taken out or changed. */
function distance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const line = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const changed = (above[column] ?? 0) + (letter === other ? 0 : 1);
      line.push(Math.min(changed, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1));
    }
    above = line;
  }
  return above[to.length] ?? 0;
}

/** A setting or argument that is wrong in a way only this language can see. Nothing was sent. */
export class WrongArgument extends Error {
  constructor(
    readonly field: string,
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`${field}: ${problem}`, options);
  }

  /** The public error for it. */
  toError(kind: 'configuration' | 'invalid_request', provider: string, operation: string | null): SignbridgeError {
    const record: ErrorRecord = {
      kind,
      provider,
      operation,
      message: this.message,
      status: null,
      code: null,
      request_id: null,
      idempotency_key: null,
      fields: [{ field: this.field, message: this.problem }],
      retryable: false,
      retry_after: null,
      attempts: [],
      delivery: 'not_sent',
      body: null,
    };
    return errorFrom(record, this.cause === undefined ? undefined : { cause: this.cause });
  }
}
