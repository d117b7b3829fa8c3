/** Verifying webhooks: what `verifyWebhook` of the clients does. It only computes: no client, no connection, no waiting. */

import { checkNames, describe, encodeMilliseconds, WrongArgument } from './arguments.js';
import { type ErrorRecord, errorFrom } from './errors.js';
import { native } from './native.js';

/** Headers as `node:http`, Express, Fastify and the like have them, a `Headers` of `fetch`, or pairs. */
export type WebhookHeaders =
  | { readonly [name: string]: string | readonly string[] | undefined }
  | Iterable<readonly [string, string]>;

/** What may be set of a verification. */
export interface WebhookOptions {
  /**
   * How far the time of the event may be from now, in either direction, in milliseconds. That time is not signed, and a
   * retry days later may keep it: so it is not looked at unless this is given.
   */
  tolerance?: number | undefined;
}

const OPTIONS: ReadonlySet<string> = new Set(['tolerance']);

/** The delivery as an event, if its signature fits. */
export function verifyWebhook<T>(
  provider: string,
  body: Uint8Array | ArrayBuffer | string,
  headers: WebhookHeaders,
  secret: string | readonly string[],
  options: WebhookOptions = {},
): T {
  let content: Buffer;
  let failure: string | null;
  try {
    checkNames(options, OPTIONS);
    content = encodeBody(body);
    const tolerance = encodeMilliseconds('tolerance', options.tolerance);
    failure = native.verifyWebhook(provider, content, encodeHeaders(headers), encodeSecrets(secret), tolerance);
  } catch (cause) {
    if (cause instanceof WrongArgument) throw cause.toError('configuration', provider, null);
    throw cause;
  }
  if (failure !== null) throw errorFrom(JSON.parse(failure) as ErrorRecord);
  return JSON.parse(content.toString()) as T;
}

function encodeBody(body: unknown): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof ArrayBuffer) return Buffer.from(body);
  throw new WrongArgument(
    'body',
    `${describe(body)} was parsed already; pass the bytes as they arrived, such as those of \`express.raw({ type: '*/*' })\``,
  );
}

function encodeHeaders(headers: unknown): string[] {
  if (typeof headers !== 'object' || headers === null) {
    throw new WrongArgument('headers', `${describe(headers)} holds no headers; give an object, a Headers or pairs`);
  }
  const flat: string[] = [];
  for (const pair of Symbol.iterator in headers ? (headers as Iterable<unknown>) : Object.entries(headers)) {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new WrongArgument('headers', `${describe(pair)} is no pair of a name and a value`);
    }
    const [name, values] = pair as [unknown, unknown];
    if (values === undefined) continue;
    for (const value of Array.isArray(values) ? values : [values]) {
      if (typeof name !== 'string' || typeof value !== 'string') {
        throw new WrongArgument('headers', `${describe(value)} is no text; give strings or lists of strings`);
      }
      flat.push(name, value);
    }
  }
  return flat;
}

function encodeSecrets(secret: unknown): string[] {
  const secrets: unknown[] = Array.isArray(secret) ? secret : [secret];
  return secrets.map((each) => {
    if (typeof each === 'string') return each;
    throw new WrongArgument('secret', `${describe(each)} is no text; is the variable that should hold it set?`);
  });
}
