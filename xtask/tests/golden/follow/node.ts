// ---- sample.ts
  thingsGet: { index: 0, id: 'things.get' },
  }
  /**
   * Do it.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param options For this call.
   * @returns The file's bytes.
   */
  get(
    options?: CallOptions,
  ): Promise<Buffer> {
    return this.#session.bytes(OPERATIONS.thingsGet, undefined, undefined, options);
