// ---- sample.ts
  thingsGet: { index: 0, id: 'things.get' },
  /**
   * Do it.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param params See {@link ThingsGetParams}.
   * @param options For this call.
   */
  get(
    params: ThingsGetParams = {},
    options?: CallOptions,
  ): Promise<void> {
    return this.#session.nothing(OPERATIONS.thingsGet, undefined, params, options);
  }
}
/** Parameters of `things.get`. */
export interface ThingsGetParams {
  /** Items. From 1 to 100. */
  'limit'?: number;
  /** To pass over. At least 0. */
  'skip'?: number;
  /** A name. At most 200 characters. */
  'name'?: string;
  /** Some ids. At least one. */
  'ids'?: readonly (string)[];
