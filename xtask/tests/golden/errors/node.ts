// ---- sample.ts
  thingsGet: { index: 0, id: 'things.get' },
  }
  /**
   * Do it.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param options For this call.
   * @throws {AuthenticationError} No key.
   * @throws {AuthenticationError} A wrong key.
   * @throws {RateLimitedError} Too many.
   * @throws {UnavailableError} Broken.
   * @throws {NotFoundError} With status 200.
   */
  get(
    options?: CallOptions,
  ): Promise<void> {
    return this.#session.nothing(OPERATIONS.thingsGet, undefined, undefined, options);
