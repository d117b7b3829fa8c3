// ---- sample.ts
import type { FileContent,  } from '../files.js';
  thingsUpload: { index: 0, id: 'things.upload', required: ['content', 'kind', ], file: 'content', filename: 'label' },
  /**
   * Do it.
   *
   * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
 * Otherwise the error's `delivery` is `maybe`.
   *
   * @param params See {@link ThingsUploadParams}.
   * @param options For this call.
   */
  upload(
    params: ThingsUploadParams,
    options?: CallOptions,
  ): Promise<void> {
    return this.#session.nothing(OPERATIONS.thingsUpload, undefined, params, options);
  }
}
/** Parameters of `things.upload`. */
export interface ThingsUploadParams {
  /**
   * The file.
   *
   * Taken: `application/pdf`, `image/png`.
   */
  'content': FileContent;
  /** Its kind. */
  'kind': string;
  /** Its name. */
  'label'?: string;
