// ---- sample.ts
  thingsGet: { index: 0, id: 'things.get', exact: true },
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
}
/** Holds one of each. */
export interface Holder {
  /** Text. */
  'text': string;
  /** Always there, perhaps null. */
  'never': string | null;
  /** A whole number. */
  'whole'?: number;
  /** A number. */
  'ratio'?: number;
  /**
 * Money.
 *
 * Text where a number would lose digits.
 */
  'price'?: number | string;
  /** A flag. */
  'flag'?: boolean | null;
  /** Anything. */
  'any'?: unknown;
  /** Free members. */
  'free'?: Record<string, unknown>;
  /** Numbers by name. */
  'counts'?: Record<string, number>;
  /** Lists of lists. */
  'nested'?: ((string)[])[];
  /** Another. */
  'maybe'?: Holder | null;
