// ---- sample.ts
  thingsList: { index: 0, id: 'things.list' },
  /**
   * Do it.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param options For this call.
   */
  list(
    options?: CallOptions,
  ): Promise<(Thing)[]> {
    return this.#session.json(OPERATIONS.thingsList, undefined, undefined, options);
  }
}
/** A thing. */
export interface Thing {
  /** Its id. */
  '_id': string;
  /** Its name. */
  'name'?: string;
