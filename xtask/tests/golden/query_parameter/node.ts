// ---- sample.ts
  thingsGet: { index: 0, id: 'things.get', required: ['all', ] },
  /**
   * Do it.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param params See {@link ThingsGetParams}.
   * @param options For this call.
   */
  get(
    params: ThingsGetParams,
    options?: CallOptions,
  ): Promise<void> {
    return this.#session.nothing(OPERATIONS.thingsGet, undefined, params, options);
  }
/** Parameters of `things.get`. */
export interface ThingsGetParams {
  /** Text. */
  'text'?: string;
  /**
 * A number.
 *
 * Default: `25`.
 */
  'pageSize'?: number;
  /** A flag. */
  'all': boolean;
  /** A state. */
  'state'?: State;
  /**
 * Several.
 *
 * Assumed: Commas.
 */
  'ids'?: readonly (string)[];
}
/**
 * A state.
 *
 * - `open`
 * - `closed`
 *
 * Other values are possible: the provider may add some.
 */
export type State = 'open' | 'closed' | (string & {});
