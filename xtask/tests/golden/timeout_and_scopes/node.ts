// ---- sample.ts
  thingsGet: { index: 0, id: 'things.get' },
  }
  /**
   * Do it.
   *
   * The key needs the scope `things.read` and `things.write`.
   *
   * Repeating it has another visible effect, so it is sent again only when the first attempt certainly was not
 * processed. Otherwise the error's `delivery` is `maybe`.
   *
   * One attempt may take 90 seconds unless a timeout is given.
   *
   * @param options For this call.
   * @deprecated The provider discourages its use.
   */
  get(
    options?: CallOptions,
  ): Promise<void> {
    return this.#session.nothing(OPERATIONS.thingsGet, undefined, undefined, options);
