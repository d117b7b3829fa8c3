// ---- sample.ts
import type { FileContent,  } from '../files.js';
  thingsAttach: { index: 0, id: 'things.attach', required: ['file', ], file: 'file', filename: 'filename' },
  /**
   * Attach a file.
   *
   * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
 * Otherwise the error's `delivery` is `maybe`.
   *
   * A file of more than 10000000 bytes is refused before anything is sent.
   *
   * @param params See {@link ThingsAttachParams}.
   * @param options For this call.
   */
  attach(
    params: ThingsAttachParams,
    options?: CallOptions,
  ): Promise<void> {
    return this.#session.nothing(OPERATIONS.thingsAttach, undefined, params, options);
  }
}
/** Parameters of `things.attach`. */
export interface ThingsAttachParams {
  /**
   * The file.
   *
   * Taken: `application/pdf`, `image/png`.
   */
  'file': FileContent;
  /** The file's name. Without it, one that fits its type. */
  'filename'?: string;
