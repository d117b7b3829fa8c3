/**
 * One open client, as the generated classes use it: it turns a method's arguments into a submission, and a completion
 * into the method's result. It decides nothing: retries, routing, credentials and limits are the core's.
 */

import {
  checkNames,
  checkRecord,
  encodeBody,
  encodeBytes,
  encodeMilliseconds,
  encodeParams,
  encodeText,
  type Params,
  WrongArgument,
} from './arguments.js';
import { encodeDecimals, withExactNumbers } from './decimals.js';
import { type ErrorRecord, errorFrom, SignbridgeError, tracedFrom } from './errors.js';
import { DownloadStream, type EncodedFile, encodeContent, encodeInline, encodePath, type Taker } from './files.js';
import { SETTINGS } from './generated/catalogue.js';
import { type NativeClient, native } from './native.js';
import {
  CALL_OPTIONS,
  type CallOptions,
  type ClientOptions,
  type CredentialFunction,
  encodeCallOptions,
  encodeLimits,
  encodeSettings,
  type FileInfo,
  type LimitOptions,
  type RawRequest,
  type ResponseInfo,
  type Transfer,
} from './options.js';
import { Page, PagePromise } from './page.js';
import { type Completion, type CredentialSource, Failure, run } from './queue.js';
import { hide, type Sensitive } from './sensitive.js';

/** A provider, as its generated class describes it. */
export interface Provider {
  /** `nextsign` */
  readonly name: string;
  /** The option with the credential: `apiKey`. */
  readonly credential: string;
  /** The option with the tenant: `companyId`. */
  readonly tenant: string | undefined;
  /** Options with base URLs, and the origins they are for: `apiUrl` → `v2`. */
  readonly origins: Readonly<Record<string, string>>;
  /** The option with the API version, where there are several: `apiVersion`. */
  readonly version?: string;
}

/** An operation, as its generated method describes it. */
export interface Operation {
  /** Its place in the provider's table: what crosses the border. */
  readonly index: number;
  /** `cases.create` */
  readonly id: string;
  /** Members of `params` that must be given, as the core sees to; absent where `params` itself may be. */
  readonly required?: readonly string[];
  /** `params` is the JSON body. */
  readonly body?: true;
  /** Members of `params` that stand beside the JSON body. */
  readonly beside?: readonly string[];
  /** The member of `params` that is a file. */
  readonly file?: string;
  /** The member of `params` with the file's name, where it has one. */
  readonly filename?: string;
  /** Members of the body that are decimals and may be given as text: `parts[].share`. */
  readonly decimals?: readonly string[];
  /** Where the body holds files: `documents[].file`. */
  readonly files?: string;
  /** The answer holds decimals. */
  readonly exact?: boolean;
  /** Members of the answer, or of each item of a page, that are not printed. */
  readonly sensitive?: Sensitive;
}

/** Environment variables: `process.env`, or what stands for it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Tests of this package set time and chance here; not part of the public options. */
export const TESTING: unique symbol = Symbol.for('signbridge.testing');

type Body = Buffer | string | undefined;

/** The public method or constructor that was called: stacks begin at its caller. */
type Caller = CallableFunction | NewableFunction;

/** A call's arguments, ready to cross. */
interface Encoded extends Transfer {
  readonly params: string[];
  readonly body?: Body | Promise<Buffer>;
  /** Stands for an endpoint without an operation. */
  readonly raw?: string;
  readonly sources?: EncodedFile['sources'];
  readonly taker?: Taker;
}

const NO_OPTIONS: CallOptions = {};
const COMMON_OPTIONS = [
  'environment',
  'timeout',
  'attemptTimeout',
  'connectTimeout',
  'maxRetries',
  ...Object.keys(SETTINGS),
];
const VIEW_OPTIONS: ReadonlySet<string> = new Set<keyof LimitOptions>(['timeout', 'attemptTimeout', 'maxRetries']);
const RAW_REQUEST: ReadonlySet<string> = new Set<keyof RawRequest>([
  'query',
  'body',
  'contentType',
  'origin',
  'safety',
]);

export class Session {
  readonly #provider: Provider;
  readonly #native: NativeClient;
  readonly #credential: CredentialSource;

  private constructor(provider: Provider, client: NativeClient, credential: CredentialSource) {
    this.#provider = provider;
    this.#native = client;
    this.#credential = credential;
  }

  /** Opens a client. `below` is the constructor that the caller called: errors point there. */
  static open(provider: Provider, options: ClientOptions, env: Environment | undefined, below: Caller): Session {
    return configured(provider, below, () => {
      const credential: CredentialSource = { ask: undefined, failure: undefined };
      const config = encodeConfig(provider, options ?? {}, env, credential);
      return new Session(provider, opened(native.NativeClient.open(JSON.stringify(config))), credential);
    });
  }

  /** The same from an environment: that of the process unless the options name one. */
  static fromEnv(
    provider: Provider,
    options: Partial<ClientOptions> & { readonly env?: Environment | undefined },
    below: Caller,
  ): Session {
    const { env = process.env, ...explicit } = options ?? {};
    return Session.open(provider, typeof options === 'object' ? explicit : options, env, below);
  }

  /** The same client for another tenant. */
  withTenant(tenant: string, below: Caller): Session {
    const provider = this.#provider;
    return configured(provider, below, () => {
      const text = encodeNeeded(provider.tenant ?? 'tenant', tenant, 'the id');
      return new Session(provider, opened(this.#native.withTenant(text)), this.#credential);
    });
  }

  /** The same client with other times and retries. */
  withOptions(options: LimitOptions, below: Caller): Session {
    const provider = this.#provider;
    return configured(provider, below, () => {
      checkRecord('options', options, '{ timeout: 5000 }');
      checkNames(options, VIEW_OPTIONS);
      const text = JSON.stringify(encodeLimits(options));
      return new Session(provider, opened(this.#native.withOptions(text)), this.#credential);
    });
  }

  describe(): string {
    return this.#native.describe();
  }

  close(): void {
    this.#native.close();
  }

  /** A call that answers with JSON. `path` is what stands in the path, `params` what the caller gave beside it. */
  json<T>(operation: Operation, path: Params | undefined, params: unknown, options?: CallOptions): Promise<T> {
    return this.#call(operation, () => encode(operation, path, params), options, decoder<T>(operation));
  }

  /** A call that answers with bytes. */
  bytes(operation: Operation, path: Params | undefined, params: unknown, options?: CallOptions): Promise<Buffer> {
    return this.#call(operation, () => encode(operation, path, params), options, decodeBytes);
  }

  /** A call that answers with bytes, which are written to a file. */
  bytesTo(
    operation: Operation,
    path: Params | undefined,
    params: unknown,
    to: string | URL,
    options?: CallOptions,
  ): Promise<FileInfo> {
    let written = '';
    const encoded = () => {
      const rest = encode(operation, path, params);
      written = encodePath('path', to);
      return { ...rest, sink: { path: written } };
    };
    return this.#call(operation, encoded, options, (completion) => ({ ...decodeFile(completion), path: written }));
  }

  /** A call that answers with bytes, one chunk after another. */
  bytesStream(operation: Operation, path: Params | undefined, params: unknown, options?: CallOptions): DownloadStream {
    return new DownloadStream((taker) => {
      const encoded = () => ({ ...encode(operation, path, params), sink: { host: {} }, taker });
      return this.#call(operation, encoded, options, decodeFile);
    });
  }

  /** A call whose answer says nothing beyond that it succeeded. */
  nothing(operation: Operation, path: Params | undefined, params: unknown, options?: CallOptions): Promise<void> {
    return this.#call(
      operation,
      () => encode(operation, path, params),
      options,
      () => undefined,
    );
  }

  /** A call that answers with a page of a list; `items` is the dotted member with the items, if not the whole. */
  page<T>(
    operation: Operation,
    items: string | undefined,
    path: Params | undefined,
    params: unknown,
    options?: CallOptions,
  ): PagePromise<T> {
    return PagePromise.of(this.#page<T>(operation, items, () => encode(operation, path, params).params, options));
  }

  #page<T>(
    operation: Operation,
    items: string | undefined,
    encodePage: () => string[],
    options: CallOptions | undefined,
  ): Promise<Page<T>> {
    let params: string[] = [];
    const encoded = () => {
      params = encodePage();
      return { params };
    };
    const decode = (completion: Completion) => {
      let text: string | undefined = decodeText(completion);
      const list = member(read(operation, text, completion), items);
      if (!Array.isArray(list)) throw new Undecodable(`there is no list at ${items ?? 'its top'}`, completion);
      if (operation.sensitive) for (const item of list) hide(item, operation.sensitive);
      return new Page<T>(list, completion.info, {
        // The core finds the place of the next page in the body, once somebody asks: until then the text is kept.
        find: () => {
          const next = text === undefined ? undefined : this.#nextPage(operation, params, text);
          text = undefined;
          return next;
        },
        fetch: (next, own) => this.#page(operation, items, () => next, own ?? options),
      });
    };
    return this.#call(operation, encoded, options, decode);
  }

  #nextPage(operation: Operation, params: readonly string[], body: string): string[] | undefined {
    const next = this.#native.nextPage(operation.index, params, body);
    if (typeof next === 'string') throw tracedFrom(this.#nextPage, errorFrom(JSON.parse(next) as ErrorRecord));
    return next ?? undefined;
  }

  /** A request to an endpoint that has no method. */
  request<T>(method: string, path: string, request: RawRequest, options: CallOptions | undefined): Promise<T> {
    const encoded = (): Encoded => {
      checkRecord('request', request, '{ query, body }');
      const misplaced = Object.keys(request).find((name) => CALL_OPTIONS.has(name));
      if (misplaced) throw new WrongArgument(misplaced, 'is an option of the call; give it in the argument after this');
      checkNames(request, RAW_REQUEST);
      if (request.query !== undefined) checkRecord('query', request.query, "{ status: 'pending' }");
      const type = encodeText('contentType', request.contentType);
      return {
        params: encodeParams(request.query),
        body: type === undefined ? encodeOptionalBody(request.body) : encodePlainBody(request.body),
        raw: JSON.stringify({
          method: encodeNeeded('method', method, "the HTTP verb, such as 'GET'"),
          path: encodeNeeded('path', path, "what follows the origin, such as '/v2/{company}/folders/get'"),
          origin: encodeText('origin', request.origin),
          content_type: type,
          safety: encodeText('safety', request.safety),
        }),
      };
    };
    const id = typeof method === 'string' && typeof path === 'string' ? `${method} ${path}` : 'request';
    return this.#call({ index: 0, id }, encoded, options, decodeByType<T>);
  }

  /** The tenant as the client prints it, for the log: `, company_id="…"`. */
  #tenant(): string {
    const printed = this.#provider.tenant && /\((\w+="(?:[^"\\]|\\.)*")/.exec(this.describe())?.[1];
    return printed ? `, ${printed}` : '';
  }

  /**
   * Encodes everything, submits it, and waits. Whatever is wrong with the arguments is a rejection, never a synchronous
   * throw, so that one `catch` sees it all.
   */
  async #call<T>(
    operation: Operation,
    encoded: () => Encoded,
    options: CallOptions | undefined,
    decode: (completion: Completion) => T,
  ): Promise<T> {
    let result: T | Failure;
    let sources: EncodedFile['sources'];
    try {
      const { params, body, raw, taker, ...transfer } = encoded();
      sources = transfer.sources;
      const callOptions = encodeCallOptions(options ?? NO_OPTIONS, transfer);
      const bytes = body instanceof Promise ? await body : body;
      result = await run<T>({
        credential: this.#credential,
        operation: operation.id,
        provider: this.#provider.name,
        tenant: () => this.#tenant(),
        signal: options?.signal,
        sources,
        taker,
        progress: options?.onProgress,
        submit: (queue) => queue.submit(this.#native, operation.index, params, bytes, callOptions, raw),
        decode: (completion) => {
          const decoded = decode(completion);
          if (options?.onResponse) tell(options.onResponse, completion.info);
          return decoded;
        },
      });
    } catch (thrown) {
      if (thrown instanceof WrongArgument) {
        throw tracedFrom(this.#call, thrown.toError('invalid_request', this.#provider.name, operation.id));
      }
      if (thrown instanceof Undecodable) {
        throw tracedFrom(this.#call, thrown.toError(this.#provider.name, operation.id));
      }
      throw thrown;
    } finally {
      for (const source of sources ?? []) source?.close();
    }
    if (result instanceof Failure) throw tracedFrom(this.#call, errorFrom(result.record, result.options));
    return result;
  }
}

/**
 * Calls the caller's function. What it throws must not stand for the call's own result: the contract exists, and who takes
 * it for failed sends it again.
 */
function tell(onResponse: NonNullable<CallOptions['onResponse']>, info: ResponseInfo): void {
  const report = (cause: unknown) => {
    process.emitWarning(`onResponse failed; the call did not: ${cause instanceof Error ? cause.stack : cause}`);
  };
  try {
    const answer: unknown = onResponse(info);
    if (answer instanceof Promise) answer.catch(report);
  } catch (cause) {
    report(cause);
  }
}

/** An answer that the core took for good, and that is not what the operation promises. */
class Undecodable extends Error {
  readonly #info: ResponseInfo;

  constructor(message: string, { info }: Completion, options?: ErrorOptions) {
    super(`the answer cannot be understood: ${message}`, options);
    this.#info = info;
  }

  toError(provider: string, operation: string): SignbridgeError {
    const record: ErrorRecord = {
      kind: 'decode',
      provider,
      operation,
      message: this.message,
      status: this.#info.status,
      code: null,
      request_id: this.#info.requestId ?? null,
      idempotency_key: this.#info.idempotencyKey ?? null,
      fields: [],
      retryable: false,
      retry_after: null,
      attempts: this.#info.attemptRecords,
      delivery: 'answered',
      body: null,
    };
    return errorFrom(record, this.cause === undefined ? undefined : { cause: this.cause });
  }
}

/** Sorts what a method was given into what crosses: parameters, body and files. */
function encode(operation: Operation, path: Params | undefined, params: unknown): Encoded {
  const { required, body, beside, file, filename, files, decimals } = operation;
  if (params === undefined && required === undefined) return { params: encodeParams(path) };
  checkRecord('params', params, `{ ${required?.join(', ') || 'name: value'} }`);
  if (file !== undefined) {
    const { [file]: content, ...form } = params;
    if (filename !== undefined && content instanceof File && content.name) form[filename] ??= content.name;
    return { params: encodeParams({ ...path, ...form }), ...encodeContent(file, content) };
  }
  if (!body) return { params: encodeParams({ ...path, ...params }) };
  const [apart, json] = beside === undefined ? [path, params] : split(params, beside, path);
  if (files !== undefined) {
    const { json: text, ...transfer } = encodeInline(files, json);
    return { params: encodeParams(apart), body: encodeBody(text), ...transfer };
  }
  return {
    params: encodeParams(apart),
    body: decimals === undefined ? encodeBody(json) : encodeDecimals(decimals)(json),
  };
}

/** What stands beside the body, with what stands in the path; and the body. */
function split(params: Record<string, unknown>, beside: readonly string[], path: Params | undefined): [object, object] {
  const [apart, body]: [Record<string, unknown>, Record<string, unknown>] = [{ ...path }, {}];
  for (const [name, value] of Object.entries(params)) (beside.includes(name) ? apart : body)[name] = value;
  return [apart, body];
}

function encodeNeeded(name: string, value: unknown, wanted: string): string {
  const text = encodeText(name, value);
  if (text === undefined) throw new WrongArgument(name, `is missing; give ${wanted}`);
  return text;
}

function encodeOptionalBody(body: unknown): string | undefined {
  return body === undefined ? undefined : encodeBody(body);
}

/** A body that is not JSON goes as it is. */
function encodePlainBody(body: unknown): Body | Promise<Buffer> {
  return body === undefined || typeof body === 'string' ? body : encodeBytes('body', body);
}

function decodeText({ frame, start, end }: Completion): string {
  return frame.toString('utf8', start, end);
}

function decodeJson<T>(completion: Completion): T {
  return parse(decodeText(completion), completion);
}

function parse<T>(text: string, completion: Completion): T {
  if (text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new Undecodable('it is no JSON', completion, { cause });
  }
}

/** Reads JSON; where it holds decimals, no digit of them is lost. */
function decoder<T>(operation: Operation): (completion: Completion) => T {
  return (completion) => {
    const answer = read<T>(operation, decodeText(completion), completion);
    if (operation.sensitive) hide(answer, operation.sensitive);
    return answer;
  };
}

function read<T>({ exact }: Operation, text: string, completion: Completion): T {
  return parse<T>((exact ? withExactNumbers(text) : undefined) ?? text, completion);
}

function decodeBytes({ frame, start, end, owned }: Completion): Buffer {
  const bytes = frame.subarray(start, end);
  return owned ? bytes : Buffer.from(bytes);
}

function decodeFile(completion: Completion): FileInfo {
  const { file } = completion.info;
  if (file === undefined) throw new Undecodable('it is no file', completion);
  return file;
}

/** The answer to a raw request: JSON where it says it is, else the bytes. */
function decodeByType<T>(completion: Completion): T {
  const type = completion.info.headers.get('content-type') ?? 'application/json';
  return /[/+]json\b/i.test(type) ? decodeJson<T>(completion) : (decodeBytes(completion) as T);
}

/** A dotted member. */
function member(value: unknown, path: string | undefined): unknown {
  let found = value;
  for (const name of path?.split('.') ?? []) found = (found as Record<string, unknown> | undefined)?.[name];
  return found;
}

function opened(result: NativeClient | string): NativeClient {
  if (typeof result === 'string') throw errorFrom(JSON.parse(result) as ErrorRecord);
  return result;
}

/** Runs `make`; its errors become public ones whose stack begins at the caller of `below`. */
function configured<T>(provider: Provider, below: Caller, make: () => T): T {
  try {
    return make();
  } catch (thrown) {
    const error = thrown instanceof WrongArgument ? thrown.toError('configuration', provider.name, null) : thrown;
    throw error instanceof SignbridgeError ? tracedFrom(below, error) : error;
  }
}

function encodeConfig(
  provider: Provider,
  given: unknown,
  env: Environment | undefined,
  source: CredentialSource,
): Record<string, unknown> {
  const own = [provider.tenant ?? [], provider.version ?? [], Object.keys(provider.origins)];
  const names = [provider.credential, ...own, COMMON_OPTIONS].flat();
  const example = [provider.credential, provider.tenant ?? []].flat().map((name) => `${name}: '…'`);
  checkRecord('options', given, `{ ${example.join(', ')} }`);
  checkNames(given, new Set(names));
  const options: Readonly<Record<string | symbol, unknown>> = given;
  if (env !== undefined) checkRecord('env', env, 'process.env');
  const origins: Record<string, string> = {};
  for (const [option, origin] of Object.entries(provider.origins)) {
    const url = encodeText(option, options[option]);
    if (url !== undefined) origins[origin] = url;
  }
  const prefix = `${provider.name.toUpperCase()}_`;
  return {
    provider: provider.name,
    credential: encodeCredential(provider.credential, options[provider.credential], source),
    tenant: provider.tenant && encodeText(provider.tenant, options[provider.tenant]),
    environment: encodeText('environment', options.environment),
    api_version: provider.version && encodeText(provider.version, options[provider.version]),
    origins,
    ...encodeLimits(options),
    ...encodeSettings(options),
    connect_timeout_ms: encodeMilliseconds('connectTimeout', options.connectTimeout),
    env: env && encodeVariables(env, prefix),
    user_agent: `node/${process.versions.node}`,
    testing: options[TESTING],
  };
}

/** The variables that are meant for the provider. */
function encodeVariables(env: Environment, prefix: string): Record<string, string | undefined> {
  const own = Object.entries(env).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, value]) => [name, encodeText(`env.${name}`, value)]));
}

function encodeCredential(name: string, value: unknown, source: CredentialSource): object | undefined {
  if (typeof value === 'function') {
    source.ask = value as CredentialFunction;
    return { host: true };
  }
  const text = encodeText(name, value);
  return text === undefined ? undefined : { value: text };
}
