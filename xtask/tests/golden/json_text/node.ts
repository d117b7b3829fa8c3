// ---- sample.ts
  thingsList: { index: 0, id: 'things.list' },
  thingsGet: { index: 1, id: 'things.get' },
  /**
   * List them.
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
  /**
   * Read it.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param id Its id.
   * @param options For this call.
   */
  get(
    id: string,
    options?: CallOptions,
  ): Promise<Thing> {
    return this.#session.json(OPERATIONS.thingsGet, {'id': id, }, undefined, options);
  }
}
/** Parameters of `things.list`. */
export interface ThingsListParams {
  /** Where to go on. */
  'cursor'?: string;
}
/** A thing. */
export interface Thing {
  /** What happened, a list. */
  'events': (string)[];
  /** What it is made of. */
  'parts'?: (Part)[];
  /** A thing. */
  'whole'?: Thing;
}
/** A part. */
export interface Part {
  /** Its size. */
  'size'?: Size | null;
}
/** A size. */
export interface Size {
  /** Its width. */
  'width'?: number;
