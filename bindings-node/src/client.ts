/** What the clients of all providers have in common. */

import type { CallOptions, RawRequest } from './options.js';
import type { Session } from './session.js';

// Node has these symbols since 20.5; before, the members are there under names that `using` would not look for.
const DISPOSE: typeof Symbol.dispose = Symbol.dispose ?? (Symbol.for('signbridge.dispose') as typeof Symbol.dispose);
const ASYNC_DISPOSE: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? (Symbol.for('signbridge.asyncDispose') as typeof Symbol.asyncDispose);

/** A client of a provider. Printing it shows no secret. */
export abstract class Client {
  readonly #session: Session;

  /** @internal */
  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * A request to an endpoint that has no method here, with the same credentials, routing, limits, retries and errors.
   *
   * @param method The HTTP verb.
   * @param path Below the origin, such as `/v2/{company}/folders/get`; `{company}` (the provider's tenant) is filled in.
   * @param request Query, body, origin, and what repeating the request does.
   * @param options For this call.
   * @returns The whole answer: parsed where it is JSON, else a `Buffer`.
   */
  request<T = unknown>(method: string, path: string, request: RawRequest = {}, options?: CallOptions): Promise<T> {
    return this.#session.request<T>(method, path, request, options);
  }

  /** Refuses further calls, here and in every view of this client. A view closes only itself. */
  close(): void {
    this.#session.close();
  }

  [DISPOSE](): void {
    this.close();
  }

  async [ASYNC_DISPOSE](): Promise<void> {
    this.close();
  }

  /** The class and its settings, without secrets. */
  toString(): string {
    return this.#session.describe();
  }

  /** The same as `toString`: nothing else of a client belongs in JSON. */
  toJSON(): string {
    return this.toString();
  }

  /** @internal */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
