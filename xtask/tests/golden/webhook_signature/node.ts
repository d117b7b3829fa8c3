// ---- sample.ts
import { verifyWebhook, type WebhookHeaders, type WebhookOptions } from '../webhook.js';
   * Verifies that a delivery of a webhook is Sample's and as it left there, and reads it. It needs no client and does
   * not wait.
   *
   * ```ts
   * const event = Sample.verifyWebhook(request.body, request.headers, secret);
   * ```
   *
   * @param body The bytes as they arrived (or their text), before anything has parsed them.
   * @param headers The request's headers. Case does not matter.
   * @param secret The secret of the webhook. Several, while one takes the place of another: it is enough that one fits.
   * @param options `tolerance`, for `X-Sample-Time`. What protects against repetition is to note which events were
 * dealt with.
   * @throws {WebhookVerificationError} The signature is missing, malformed or does not fit, or the time does not. Answer 400, and do nothing.
   * @throws {DecodeError} It is signed, and not an event.
   * @throws {ConfigurationError} An argument is wrong: the secret is empty, or the body was parsed already.
   */
  static verifyWebhook(
    body: Uint8Array | ArrayBuffer | string,
    headers: WebhookHeaders,
    secret: string | readonly string[],
    options?: WebhookOptions,
  ): ThingEvent {
    return verifyWebhook('sample', body, headers, secret, options);
  }
  /**
/** A thing is done. */
export interface ThingDone {
  /** Tells it from the others. */
  'event': 'done';
  /** To which. */
  'thing'?: string;
}
/** A thing is gone. */
export interface ThingGone {
  /** Tells it from the others. */
  'event': 'gone';
}
/**
 * Something happened to a thing.
 *
 * What fits none of them is possible in answers, as the provider may add some: have a branch for it.
 */
export type ThingEvent = ThingDone | ThingGone;
