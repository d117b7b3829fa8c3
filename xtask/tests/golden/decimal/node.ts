// ---- sample.ts
import type { DecimalInput } from '../decimals.js';
  thingsPrice: { index: 0, id: 'things.price', required: ['amount', ], body: true, decimals: ["amount","parts[].share","steps[]","rates{}"], exact: true },
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
  /** How much. At least 0.01. */
  'amount': DecimalInput;
  /** Its parts. */
  'parts'?: (Part)[];
  /** Steps. */
  'steps'?: (DecimalInput)[];
  /** Rates by currency. */
  'rates'?: Record<string, DecimalInput>;
}
/** A part. */
export interface Part {
  /** Its share. */
  'share'?: DecimalInput;
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
