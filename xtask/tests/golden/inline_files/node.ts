// ---- sample.ts
import type { InlineFile } from '../files.js';
  thingsBundle: { index: 0, id: 'things.bundle', body: true, files: 'files[].data' },
  /**
   * Do it.
   *
   * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
 * Otherwise the error's `delivery` is `maybe`.
   *
   * More than 1000000 characters in `files[].data` together are refused before anything is sent: send fewer.
   *
   * `files[].data` must be one of: application/pdf.
   *
   * @param params Files.
   * @param options For this call.
   */
  bundle(
    params: Bundle = {},
    options?: CallOptions,
  ): Promise<void> {
    return this.#session.nothing(OPERATIONS.thingsBundle, undefined, params, options);
  }
}
/** Files. */
export interface Bundle {
  /** Files. */
  'files'?: (File)[];
}
/** A file. */
export interface File {
  /** Base64. */
  'data': string;
