/**
 * The core's error record as a JavaScript error.
 *
 * One class for each kind, so `catch` can tell them apart; the same attributes on all of them:
 *
 * ```ts
 * try {
 *   await client.cases.create(contract);
 * } catch (error) {
 *   if (error instanceof RateLimitedError) await sleep(error.retryAfter ?? 1_000);
 *   else if (error instanceof SignbridgeError && error.delivery === 'maybe') await lookBeforeSendingAgain();
 *   else throw error;
 * }
 * ```
 *
 * A call that you cancel is no error of this library: it rejects with the reason of your `AbortSignal`.
 */

/** What went wrong. */
export type ErrorKind =
  | 'configuration'
  | 'authentication'
  | 'permission_denied'
  | 'not_found'
  | 'invalid_request'
  | 'conflict'
  | 'rate_limited'
  | 'quota_exceeded'
  | 'unavailable'
  | 'timeout'
  | 'transport'
  | 'decode'
  | 'webhook_verification'
  | 'internal';

/**
 * Whether the provider may have acted on the request: `not_sent` (it did not leave this machine whole, or what it should
 * have created was looked for and is certainly not there), `maybe` (it was sent, and no answer says what became of it: none
 * came, it was cut or cannot be read, or it is a 408 or 5xx) or `answered` (the provider's decision; of a single attempt: at
 * least the status of its answer arrived).
 */
export type Delivery = 'not_sent' | 'maybe' | 'answered';

/** An argument or member that is wrong. */
export interface FieldError {
  /** The argument or member: `company_id`, `documents[0].file`. */
  readonly field: string;
  /** What is wrong with it, and what would be right. */
  readonly message: string;
}

/** One try at a call. */
export interface Attempt {
  /** Counts from 1. */
  readonly number: number;
  /** The HTTP status, if one came. */
  readonly status: number | undefined;
  /** What went wrong, if anything did. */
  readonly error: ErrorKind | undefined;
  /** Whether this try may have been acted on. */
  readonly delivery: Delivery;
  /** Why the next step was what it was. */
  readonly reason: string;
  /** From signing the request to the end of the body, in milliseconds. */
  readonly duration: number;
  /** The pause before the next try, in milliseconds; absent after the last. */
  readonly backoff: number | undefined;
}

/** An attempt as it crosses the border. */
export interface AttemptRecord {
  number: number;
  status: number | null;
  error: ErrorKind | null;
  delivery: Delivery;
  reason: string;
  duration_ms: number;
  backoff_ms: number | null;
}

/** An error as it crosses the border. */
export interface ErrorRecord {
  kind: ErrorKind;
  provider: string;
  operation: string | null;
  message: string;
  status: number | null;
  code: string | null;
  request_id: string | null;
  idempotency_key: string | null;
  fields: FieldError[];
  retryable: boolean;
  retry_after: number | null;
  attempts: AttemptRecord[];
  delivery: Delivery;
  body: string | null;
}

/** What all errors of this library are. */
export class SignbridgeError extends Error {
  /** What went wrong; the class says the same. */
  readonly kind: ErrorKind;
  /** The provider: `nextsign`. */
  readonly provider: string;
  /** The operation: `cases.create`. Absent when no call was made. */
  readonly operation: string | undefined;
  /** The HTTP status, if an answer came. NextSign reports some errors with 200. */
  readonly status: number | undefined;
  /** The provider's own code, as it spells it. */
  readonly code: string | undefined;
  /** The provider's id of the request, for its support. */
  readonly requestId: string | undefined;
  /**
   * The key by which the provider recognises a repetition, where it honours one. When `delivery` is `maybe`, call again
   * with it and the same arguments to find out what became of the call.
   */
  readonly idempotencyKey: string | undefined;
  /** The arguments that are wrong. */
  readonly fields: readonly FieldError[];
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** How long the provider asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined;
  /** Every try that was made. */
  readonly attempts: readonly Attempt[];
  /** Whether the provider may have acted: may the contract have gone out or not? */
  readonly delivery: Delivery;
  /** The beginning of the answer's body, without secrets. */
  readonly body: string | undefined;

  /** @internal */
  constructor(record: ErrorRecord, options?: ErrorOptions) {
    super(spelled(record.message, record), options);
    this.kind = record.kind;
    this.provider = record.provider;
    this.operation = record.operation ?? undefined;
    this.status = record.status ?? undefined;
    this.code = record.code ?? undefined;
    this.requestId = record.request_id ?? undefined;
    this.idempotencyKey = record.idempotency_key ?? undefined;
    this.fields = record.fields.map((field) => ({ ...field, message: spelled(field.message, record) }));
    this.retryable = record.retryable;
    this.retryAfter = record.retry_after === null ? undefined : record.retry_after * 1_000;
    this.attempts = attemptsFrom(record.attempts);
    this.delivery = record.delivery;
    this.body = record.body ?? undefined;
    for (const [name, value] of Object.entries(this)) {
      // Printed as an error's members are: not what has nothing to tell, nor one try alone, and never a body.
      const short = Array.isArray(value) && value.length < (name === 'attempts' ? 2 : 1);
      if (value === undefined || short || name === 'body') Object.defineProperty(this, name, { enumerable: false });
    }
  }

  /**
   * One line that tells most: `NotFoundError: cases.get: Case not found (HTTP 404, request id r-7)`. Its stack begins with the
   * same. No body is in it.
   */
  override toString(): string {
    const facts: string[] = [];
    if (this.status !== undefined) facts.push(`HTTP ${this.status}`);
    if (this.code !== undefined) facts.push(`code ${this.code}`);
    if (this.requestId !== undefined) facts.push(`request id ${this.requestId}`);
    if (this.attempts.length > 1) facts.push(`${this.attempts.length} attempts`);
    if (this.delivery === 'maybe') facts.push('it may have been processed');
    const where = this.operation === undefined ? '' : `${this.operation}: `;
    return `${this.name}: ${where}${this.message}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
  }

  /** Everything but the stack and the cause, for logs. Holds no secret. */
  toJSON(): Record<string, unknown> {
    return {
      name: this.name,
      kind: this.kind,
      provider: this.provider,
      operation: this.operation,
      message: this.message,
      status: this.status,
      code: this.code,
      requestId: this.requestId,
      idempotencyKey: this.idempotencyKey,
      fields: this.fields,
      retryable: this.retryable,
      retryAfter: this.retryAfter,
      attempts: this.attempts,
      delivery: this.delivery,
      body: this.body,
    };
  }
}

/** The client cannot be built as asked: a key, tenant or address is missing or malformed. Nothing was sent. */
export class ConfigurationError extends SignbridgeError {}
/** The provider does not accept the credential, or your function could not give one (see `cause`). */
export class AuthenticationError extends SignbridgeError {}
/** The credential is good, but may not do this. */
export class PermissionDeniedError extends SignbridgeError {}
/** There is no such thing, or it belongs to another tenant. */
export class NotFoundError extends SignbridgeError {}
/** The arguments are wrong; `fields` names them. Found before sending (`delivery` is `not_sent`) or by the provider. */
export class InvalidRequestError extends SignbridgeError {}
/** It contradicts the present state, such as deleting what is being signed. */
export class ConflictError extends SignbridgeError {}
/** Too many requests; `retryAfter` says how long to wait, if the provider did. */
export class RateLimitedError extends SignbridgeError {}
/** Credits or plan are used up; waiting does not help. */
export class QuotaExceededError extends SignbridgeError {}
/** The provider failed or is in maintenance. */
export class UnavailableError extends SignbridgeError {}
/** No answer in time; which limit struck is in the message. */
export class TimeoutError extends SignbridgeError {}
/** The connection failed or was cut. */
export class TransportError extends SignbridgeError {}
/** An answer came and cannot be understood. */
export class DecodeError extends SignbridgeError {}
/** A webhook is not what its signature says. */
export class WebhookVerificationError extends SignbridgeError {}
/** A defect in this library. */
export class InternalError extends SignbridgeError {}

const CLASSES: Record<ErrorKind, typeof SignbridgeError> = {
  configuration: ConfigurationError,
  authentication: AuthenticationError,
  permission_denied: PermissionDeniedError,
  not_found: NotFoundError,
  invalid_request: InvalidRequestError,
  conflict: ConflictError,
  rate_limited: RateLimitedError,
  quota_exceeded: QuotaExceededError,
  unavailable: UnavailableError,
  timeout: TimeoutError,
  transport: TransportError,
  decode: DecodeError,
  webhook_verification: WebhookVerificationError,
  internal: InternalError,
};

for (const type of [SignbridgeError, ...Object.values(CLASSES)]) {
  // On the prototype, like the built-in errors: no own property that would be printed again with every error.
  Object.defineProperty(type.prototype, 'name', { value: type.name, writable: true, configurable: true });
}

/** The error of a record. A kind that this version does not know keeps its record, under the base class. */
export function errorFrom(record: ErrorRecord, options?: ErrorOptions): SignbridgeError {
  return new (CLASSES[record.kind] ?? SignbridgeError)(record, options);
}

/** The same error, with a stack that begins with what it prints and at the caller of `below`. */
export function tracedFrom(below: CallableFunction | NewableFunction, error: SignbridgeError): SignbridgeError {
  Error.captureStackTrace(error, below);
  const head = `${error.name}: ${error.message}`;
  if (error.stack?.startsWith(head)) error.stack = `${error}${error.stack.slice(head.length)}`;
  return error;
}

/**
 * The core writes arguments in backticks, as Rust and Python spell them: `api_key`. Only its own words hold any, so nothing
 * that came from a provider is touched.
 */
function spelled(message: string, { delivery, status }: ErrorRecord): string {
  if (delivery !== 'not_sent' || status !== null) return message;
  return message.replace(/`[a-z_]+`/g, (name) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()));
}

/** The attempts of a record, in this language's names. */
export function attemptsFrom(records: readonly AttemptRecord[]): readonly Attempt[] {
  return records.map((record) => ({
    number: record.number,
    status: record.status ?? undefined,
    error: record.error ?? undefined,
    delivery: record.delivery,
    reason: record.reason,
    duration: record.duration_ms,
    backoff: record.backoff_ms ?? undefined,
  }));
}
