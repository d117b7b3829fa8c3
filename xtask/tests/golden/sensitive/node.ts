// ---- sample.ts
  thingsGet: { index: 0, id: 'things.get', sensitive: {"":["number","born"]} },
  /**
   * Do it.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param options For this call.
   */
  get(
    options?: CallOptions,
  ): Promise<Person> {
    return this.#session.json(OPERATIONS.thingsGet, undefined, undefined, options);
  }
}
/** A person. */
export interface Person {
  /** A name. */
  'name'?: string;
  /** A number. */
  'number': string;
  /**
 * A date.
 *
 * Assumed: ISO 8601.
 */
  'born'?: string;
