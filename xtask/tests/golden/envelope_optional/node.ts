// ---- sample.ts
  thingsSend: { index: 0, id: 'things.send' },
  /**
   * Send it.
   *
   * Repeating it has another visible effect, so it is sent again only when the first attempt certainly was not
 * processed. Otherwise the error's `delivery` is `maybe`.
   *
   * @param options For this call.
   */
  send(
    options?: CallOptions,
  ): Promise<Receipt> {
    return this.#session.json(OPERATIONS.thingsSend, undefined, undefined, options);
  }
}
/** What may be said about it. */
export interface Receipt {
  /** Its id. */
  'id'?: string;
