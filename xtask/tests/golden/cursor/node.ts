// ---- sample.ts
  thingsList: { index: 0, id: 'things.list' },
  /**
   * Do it.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param params See {@link ThingsListParams}.
   * @param options For this call.
   * @returns A page; iterate over it for the items of all pages.
   */
  list(
    params: ThingsListParams = {},
    options?: CallOptions,
  ): PagePromise<Thing> {
    return this.#session.page(OPERATIONS.thingsList, 'data', undefined, params, options);
  }
}
/** Parameters of `things.list`. */
export interface ThingsListParams {
  /** Where to go on. */
  'cursor'?: string;
}
/** A thing. */
export interface Thing {
  /** Its id. */
  '_id': string;
  /** Its name. */
  'name'?: string;
