// ---- sample.ts
  thingsCreate: { index: 0, id: 'things.create', required: ['name', 'size', ], body: true },
  /**
   * Do it.
   *
   * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
 * Otherwise the error's `delivery` is `maybe`.
   *
   * @param params A thing to make.
   * @param options For this call.
   */
  create(
    params: NewThing,
    options?: CallOptions,
  ): Promise<Thing> {
    return this.#session.json(OPERATIONS.thingsCreate, undefined, params, options);
  }
}
/** A thing. */
export interface Thing {
  /** Its id. */
  '_id': string;
  /** Its name. */
  'name'?: string;
}
/** A thing to make. */
export interface NewThing {
  /**
 * A note.
 *
 * Default: `"none"`.
 */
  'note'?: string;
  /** Its name. */
  'name': string;
  /** When it was made. */
  'madeAt'?: string;
  /**
 * Its former name.
 *
 * @deprecated The provider discourages its use.
 */
  'oldName'?: string;
  /** How large it is. */
  'size': Size;
}
/** A size. */
export interface Size {
  /** In millimetres. */
  'width'?: number;
