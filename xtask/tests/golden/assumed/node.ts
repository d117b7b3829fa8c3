// ---- sample.ts
  thingsGet: { index: 0, id: 'things.get' },
  /**
   * Do it.
   *
   * More about it.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * It only looks.
   *
   * Assumed: One thing.
   *
   * Assumed: Another.
   *
   * @param options For this call.
   * @see {@link https://docs.example.com/things}
   */
  get(
    options?: CallOptions,
  ): Promise<Thing> {
    return this.#session.json(OPERATIONS.thingsGet, undefined, undefined, options);
  }
}
/**
 * A thing.
 *
 * Assumed: Taken from a client.
 */
export interface Thing {
  /** Its id. */
  '_id': string;
  /** Its name. */
  'name'?: string;
