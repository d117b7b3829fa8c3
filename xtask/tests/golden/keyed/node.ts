// ---- sample.ts
  thingsPay: { index: 0, id: 'things.pay' },
  }
  /**
   * Do it.
   *
   * The provider recognises a repetition by its idempotency key, so it is sent again after a failure.
   *
   * @param options For this call.
   */
  pay(
    options?: CallOptions,
  ): Promise<void> {
    return this.#session.nothing(OPERATIONS.thingsPay, undefined, undefined, options);
