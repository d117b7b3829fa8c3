// ---- sample.ts
  credential: 'apiToken',
  tenant: undefined,
    filesUrl: 'files',
  thingsFiles: { index: 0, id: 'things.files' },
  thingsGet: { index: 1, id: 'things.get' },
   * A token.
  apiToken: string | CredentialFunction;
  /** Which of the provider's environments to use. Default: `sandbox`. */
  environment?: 'sandbox' | 'live' | undefined;
   * - sandbox: `https://sandbox.example.com/v1`. Assumed: By analogy.
   * - live: `https://api.example.com/v1`
  /**
   * Files.
   *
   * - live: `https://files.example.com`
   */
  filesUrl?: string | undefined;
 * const client = new Sample({ apiToken: '…' });
 *
 * Limit: 5 requests in 300 s. Of one kind.
   * - `SAMPLE_TOKEN` for `apiToken`
   * - `SAMPLE_FILES_URL` for `filesUrl`
  }
  /**
   * Read files.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param options For this call.
   */
  files(
    options?: CallOptions,
  ): Promise<void> {
    return this.#session.nothing(OPERATIONS.thingsFiles, undefined, undefined, options);
  }
  /**
   * Read a thing.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param options For this call.
   */
  get(
    options?: CallOptions,
  ): Promise<void> {
    return this.#session.nothing(OPERATIONS.thingsGet, undefined, undefined, options);
