// ---- sample.ts
import type { DownloadStream, FileContent,  } from '../files.js';
import type { CallOptions, ClientOptions, CredentialFunction, FileInfo, LimitOptions } from '../options.js';
  thingsLink: { index: 0, id: 'things.link', required: ['id', ], body: true },
  thingsDownload: { index: 1, id: 'things.download', required: ['id', ], body: true },
  thingsSend: { index: 2, id: 'things.send', required: ['file', ], file: 'file' },
  /**
   * Get a link.
   *
   * It expires.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param params What to link to.
   * @param options For this call.
   */
  link(
    params: Query,
    options?: CallOptions,
  ): Promise<Link> {
    return this.#session.json(OPERATIONS.thingsLink, undefined, params, options);
  }
  /**
   * Get the bytes.
   *
   * They do not.
   *
   * Changes nothing, so it is sent again after a failure.
   *
   * @param params What to link to.
   * @param options For this call.
   * @returns The file's bytes.
   */
  download(
    params: Query,
    options?: CallOptions,
  ): Promise<Buffer> {
    return this.#session.bytes(OPERATIONS.thingsDownload, undefined, params, options);
  }
  /**
   * The same as `download`, into a file. It is written beside it and takes its place once it is whole, so a failure leaves
   * what was there.
   *
   * @param params What to link to.
   * @param path Where to; the folder must be there.
   * @param options For this call.
   */
  downloadTo(
    params: Query,
    path: string | URL,
    options?: CallOptions,
  ): Promise<FileInfo> {
    return this.#session.bytesTo(OPERATIONS.thingsDownload, undefined, params, path, options);
  }
  /**
   * The same as `download`, as a stream. The request is sent when the stream is first read from.
   *
   * @param params What to link to.
   * @param options For this call.
   */
  downloadStream(
    params: Query,
    options?: CallOptions,
  ): DownloadStream {
    return this.#session.bytesStream(OPERATIONS.thingsDownload, undefined, params, options);
  }
  /**
   * Get a link.
   *
   * It expires.
   *
   * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
 * Otherwise the error's `delivery` is `maybe`.
   *
   * @param params See {@link ThingsSendParams}.
   * @param options For this call.
   */
  send(
    params: ThingsSendParams,
    options?: CallOptions,
  ): Promise<Link> {
    return this.#session.json(OPERATIONS.thingsSend, undefined, params, options);
  }
}
/** Parameters of `things.send`. */
export interface ThingsSendParams {
  /**
   * The file.
   */
  'file': FileContent;
}
/** What to link to. */
export interface Query {
  /** Its id. */
  'id': string;
}
/** A link. */
export interface Link {
  /** The URL. */
  'link': string;
