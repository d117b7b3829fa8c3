// ---- sample.ts
  thingsFind: { index: 0, id: 'things.find', required: ['text', ], body: true },
  /**
   * Do it.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param params What to look for.
   * @param options For this call.
   */
  find(
    params: Query,
    options?: CallOptions,
  ): Promise<void> {
    return this.#session.nothing(OPERATIONS.thingsFind, undefined, params, options);
  }
}
/** What to look for. */
export interface Query {
  /** Some words. */
  'text': string;
