// ---- sample.ts
import type { DownloadStream,  } from '../files.js';
import type { CallOptions, ClientOptions, CredentialFunction, FileInfo, LimitOptions } from '../options.js';
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
  }
  /**
   * The same as `get`, into a file. It is written beside it and takes its place once it is whole, so a failure leaves
   * what was there.
   *
   * @param path Where to; the folder must be there.
   * @param options For this call.
   */
  getTo(
    path: string | URL,
    options?: CallOptions,
  ): Promise<FileInfo> {
    return this.#session.bytesTo(OPERATIONS.thingsGet, undefined, undefined, path, options);
  }
  /**
   * The same as `get`, as a stream. The request is sent when the stream is first read from.
   *
   * @param options For this call.
   */
  getStream(
    options?: CallOptions,
  ): DownloadStream {
    return this.#session.bytesStream(OPERATIONS.thingsGet, undefined, undefined, options);
