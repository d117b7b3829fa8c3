// ---- sample.ts
  thingsGet: { index: 0, id: 'things.get' },
  }
  /**
   * Do it.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param aId The thing.
   * @param partIds Parts.
   * @param options For this call.
   */
  get(
    aId: string,
    partIds: readonly (string)[],
    options?: CallOptions,
  ): Promise<void> {
    return this.#session.nothing(OPERATIONS.thingsGet, {'a_id': aId, 'part_ids': partIds, }, undefined, options);
