// ---- sample.ts
  thingsImport: { index: 0, id: 'things.import' },
  /**
   * Do it.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param options For this call.
   */
  import(
    options?: CallOptions,
  ): Promise<Odd> {
    return this.#session.json(OPERATIONS.thingsImport, undefined, undefined, options);
  }
}
/** Members with odd names. */
export interface Odd {
  /** An id. */
  '_id'?: string;
  /** A keyword in Rust. */
  'type'?: string;
  /** A keyword in Python and Kotlin. */
  'class'?: string;
  /** Camel case. */
  'fileIsBlob'?: boolean;
  /** Snake case. */
  'signed_at'?: string;
  /** Capitals. */
  'allowAPI'?: boolean;
  /** A keyword everywhere. */
  'return'?: string;
  /** Punctuation. */
  'x.y-z'?: string;
