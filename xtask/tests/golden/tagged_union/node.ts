// ---- sample.ts
  thingsPut: { index: 0, id: 'things.put', required: ['shape', ], body: true },
  /**
   * Do it.
   *
   * Repeating it leaves the same state, so it is sent again after a failure.
   *
   * @param params Holds shapes.
   * @param options For this call.
   */
  put(
    params: Holder,
    options?: CallOptions,
  ): Promise<Holder> {
    return this.#session.json(OPERATIONS.thingsPut, undefined, params, options);
  }
/** Holds shapes. */
export interface Holder {
  /** A circle or a square. */
  'shape': Shape;
  /** Others. */
  'more'?: (Shape)[];
}
/** A circle. */
export interface Circle {
  /** Tells it from the others. */
  'kind': 'circle';
  /** In points. */
  'radius': number;
}
/** A filled square. */
export interface FilledSquare {
  /** Tells it from the others. */
  'kind': 'filled square';
  /** What it is filled with. */
  'color'?: string;
}
/**
 * A circle or a square.
 *
 * What fits none of them is possible in answers, as the provider may add some: have a branch for it.
 */
export type Shape = Circle | FilledSquare;
