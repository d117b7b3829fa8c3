/**
 * Signing APIs behind one client: authentication, tenant routing, retries and errors come from one native core.
 *
 * ```ts
 * import { NextSign } from 'signbridge';
 *
 * const client = NextSign.fromEnv(); // NEXTSIGN_API_KEY, NEXTSIGN_COMPANY_ID
 * for await (const item of client.cases.list({ status: 'pending' })) console.log(item.title);
 * ```
 *
 * @module
 */

export type { Client } from './client.js';
export type { DecimalInput, DecimalObject } from './decimals.js';
export {
  type Attempt,
  AuthenticationError,
  ConfigurationError,
  ConflictError,
  DecodeError,
  type Delivery,
  type ErrorKind,
  type FieldError,
  InternalError,
  InvalidRequestError,
  NotFoundError,
  PermissionDeniedError,
  QuotaExceededError,
  RateLimitedError,
  SignbridgeError,
  TimeoutError,
  TransportError,
  UnavailableError,
  WebhookVerificationError,
} from './errors.js';
export type { DownloadStream, FileContent, FileStream, InlineFile } from './files.js';
/** Everything of inSigner by name: `insigner.Document`, `insigner.DocumentsListParams`. */
export type * as insigner from './generated/insigner.js';
export { InSigner, type InSignerOptions } from './generated/insigner.js';
/** Everything of Nexpay by name: `nexpay.Payment`, `nexpay.PaymentsListParams`. */
export type * as nexpay from './generated/nexpay.js';
export { Nexpay, type NexpayOptions } from './generated/nexpay.js';
/** Everything of NextSign by name: `nextsign.Case`, `nextsign.CasesListParams`. */
export type * as nextsign from './generated/nextsign.js';
export { NextSign, type NextSignOptions } from './generated/nextsign.js';
/** Everything of OpenSign by name: `opensign.Document`, `opensign.DocumentsListParams`. */
export type * as opensign from './generated/opensign.js';
export { OpenSign, type OpenSignOptions } from './generated/opensign.js';
export type {
  CallOptions,
  ClientOptions,
  CredentialFunction,
  FileInfo,
  LimitOptions,
  RawRequest,
  ResponseInfo,
} from './options.js';
export type { Page, PagePromise } from './page.js';
export type { Environment } from './session.js';
export type { WebhookHeaders, WebhookOptions } from './webhook.js';
