// ---- sample.ts
  thingsGet: { index: 0, id: 'things.get' },
  /**
   * Do it.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param options For this call.
   */
  get(
    options?: CallOptions,
  ): Promise<Holder> {
    return this.#session.json(OPERATIONS.thingsGet, undefined, undefined, options);
  }
/** Holds a colour. */
export interface Holder {
  /** A colour. */
  'colour'?: Colour;
  /** Several. */
  'colours'?: (Colour)[];
}
/**
 * A colour.
 *
 * - `urn:x:red`: Like wine.
 * - `blue`: Like the sea.
 *
 * Other values are possible: the provider may add some.
 */
export type Colour = 'urn:x:red' | 'blue' | (string & {});
