// ---- sample.ts
  thingsPut: { index: 0, id: 'things.put', required: ['value', ], body: true },
  /**
   * Do it.
   *
   * Repeating it leaves the same state, so it is sent again after a failure.
   *
   * @param params Holds a value.
   * @param options For this call.
   */
  put(
    params: Holder,
    options?: CallOptions,
  ): Promise<void> {
    return this.#session.nothing(OPERATIONS.thingsPut, undefined, params, options);
  }
/** Holds a value. */
export interface Holder {
  /** Text or a number. */
  'value': Scalar;
  /** Others. */
  'more'?: (Scalar)[];
}
/** Text or a number. */
export type Scalar = string | number;
