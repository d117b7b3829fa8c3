// ---- sample.ts
/** Something happened. */
export interface ThingEvent {
  /** What. */
  'event': string;
  /** To which. */
  'thing'?: string;
}
