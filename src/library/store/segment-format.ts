import { z } from 'zod';

/**
 * A segment is a pair of files that never change once published:
 *
 *     NAME.prints   header · peaks of every track · rows of postings (rows.ts) · bucket table · page checksums ·
 *                   track table · footer · trailer
 *     NAME.tracks   one line a track, in the same order: its tags and its file (records.ts)
 *
 * They are two so that damage to the large one leaves the small one readable, and repair knows what to fingerprint again.
 *
 * The tables have checksums in the footer, each page of rows and each track's peaks their own, and the footer has one in
 * the trailer: every byte that is ever used is covered, and opening reads only the end of the file.
 */
export const FORMAT = 1;
export const HEADER = Buffer.from('Tracklistify prints 1\n');
export const TRAILER_MAGIC = Buffer.from('TLPRINT\n');
/** Footer's length (u32), its checksum (u32), then the magic. */
export const TRAILER_BYTES = 8 + TRAILER_MAGIC.length;
/** More would be a damaged length: a footer has a few hundred bytes. */
export const MAX_FOOTER_BYTES = 65_536;

/** length u32 · seconds f32 · peaks offset f64 · peaks length u32 · peaks checksum u32 · record offset u32 · record length u32 */
export const TRACK_ROW_BYTES = 32;

const whole = z.number().int().nonnegative();
const width = whole.max(4);
const section = z.object({ offset: whole, length: whole, checksum: whole });

export const footerSchema = z.object({
  format: whole,
  /** The fingerprint engine's version: prints of another one can't be compared with ours. */
  engine: z.string(),
  rows: z.object({
    shift: whole.max(32),
    key: width,
    position: width.min(1),
    detail: width.min(1),
    offset: whole,
  }),
  tracks: whole,
  postings: whole.max(0xffffffff),
  /** Length of the segment's time line: the sum of its tracks' lengths. */
  positions: whole.max(0xffffffff),
  maxKey: whole.max(0xffffffff),
  maxDetail: whole.max(0xffffffff),
  /** First row of each bucket, and the number of rows: u32 each. */
  buckets: section,
  /** Checksum of each page of rows: u32 each. */
  pages: section,
  /** TRACK_ROW_BYTES for each track. */
  table: section,
});

export type Footer = z.infer<typeof footerSchema>;

/** Where a track's line lies in NAME.tracks. */
export interface RecordPlace {
  offset: number;
  length: number;
}
