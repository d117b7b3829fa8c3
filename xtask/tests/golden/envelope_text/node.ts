// ---- sample.ts
  thingsGet: { index: 0, id: 'things.get' },
  }
  /**
   * Do it.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param options For this call.
   */
  get(
    options?: CallOptions,
  ): Promise<string> {
    return this.#session.json(OPERATIONS.thingsGet, undefined, undefined, options);
