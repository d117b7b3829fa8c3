// ---- sample.ts
import type { FileContent,  } from '../files.js';
  thingsAnnounce: { index: 0, id: 'things.announce', required: ['filename', 'contentType', 'fileSize', 'kind', ], body: true, sensitive: {"":["uploadUrl"]} },
  thingsUpload: { index: 1, id: 'things.upload', required: ['file', 'kind', ], file: 'file', filename: 'filename' },
  /**
   * Announce a file.
   *
   * Repeating it leaves the same state, so it is sent again after a failure.
   *
   * @param id Its id.
   * @param params A file to come.
   * @param options For this call.
   */
  announce(
    id: string,
    params: Announcement,
    options?: CallOptions,
  ): Promise<Target> {
    return this.#session.json(OPERATIONS.thingsAnnounce, {'id': id, }, params, options);
  }
  /**
   * Upload a file.
   *
   * Repeating it leaves the same state, so it is sent again after a failure.
   *
   * A file of more than 1000000 bytes is refused before anything is sent.
   *
   * @param id Its id.
   * @param params See {@link ThingsUploadParams}.
   * @param options For this call.
   */
  upload(
    id: string,
    params: ThingsUploadParams,
    options?: CallOptions,
  ): Promise<void> {
    return this.#session.nothing(OPERATIONS.thingsUpload, {'id': id, }, params, options);
  }
}
/** Parameters of `things.upload`. */
export interface ThingsUploadParams {
  /**
   * The file.
   *
   * Taken: `application/pdf`.
   */
  'file': FileContent;
  /** Its name. */
  'filename'?: string;
  /** Its MIME type. */
  'contentType'?: string;
  /** What it is for. */
  'kind': string;
}
/** A file to come. */
export interface Announcement {
  /** Its name. */
  'filename': string;
  /** Its MIME type. */
  'contentType': string;
  /** Its length in bytes. */
  'fileSize': number;
  /** What it is for. */
  'kind': string;
}
/** Where to put a file. */
export interface Target {
  /** The URL. */
  'uploadUrl': string;
