// ---- sample.ts
  thingsPrice: { index: 0, id: 'things.price', decimals: ["amount","parts[].share","steps[]","rates{}"], exact: true },
  /**
   * Do it.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param params What is priced.
   * @param options For this call.
   */
  price(
    params: Question,
    options?: CallOptions,
  ): Promise<Price> {
    return this.#session.json(OPERATIONS.thingsPrice, undefined, params, options);
  }
}
/** What is priced. */
export interface Question {
  /**
 * How much. At least 0.01.
 *
 * Text where a number would lose digits.
 */
  'amount': number | string;
  /** Its parts. */
  'parts'?: (Part)[];
  /** Steps. */
  'steps'?: (number | string)[];
  /** Rates by currency. */
  'rates'?: Record<string, number | string>;
}
/** A part. */
export interface Part {
  /**
 * Its share.
 *
 * Text where a number would lose digits.
 */
  'share'?: number | string;
  /** Its name. */
  'name'?: string;
}
/** A price. */
export interface Price {
  /**
 * The sum.
 *
 * Text where a number would lose digits.
 */
  'total': number | string;
  /**
 * The least.
 *
 * Text where a number would lose digits.
 */
  'least'?: number | string | null;
