import { z } from 'zod';

/**
 * A segment is a pair of files that never change once published:
 *
 *     NAME.prints   header · peaks of every track · blocks of postings · directory · track table · footer · trailer
 *     NAME.tracks   one line a track, in the same order: its tags and its file (see records.ts)
 *
 * They are two so that damage to the large one leaves the small one readable, and repair knows what to fingerprint again.
 *
 * The directory holds, for each block, its first key and its offset divided by the alignment (two u32); the track table
 * TRACK_ROW_BYTES a track. Both have checksums in the footer, each block and each track's peaks have their own, and the
 * footer has one in the trailer, so every byte that is ever used is covered, and opening reads only the end of the file.
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
const section = z.object({ offset: whole, length: whole, checksum: whole });

export const footerSchema = z.object({
  format: whole,
  /** The fingerprint engine's version: prints of another one can't be compared with ours. */
  engine: z.string(),
  widths: z.object({ position: whole.max(4), detail: whole.max(4) }),
  tracks: whole,
  postings: whole,
  /** Length of the segment's time line: the sum of its tracks' lengths. */
  positions: whole,
  blocks: z.object({ count: whole, offset: whole, end: whole }),
  directory: section,
  table: section,
});

export type Footer = z.infer<typeof footerSchema>;

/** Where a track's line lies in NAME.tracks. */
export interface RecordPlace {
  offset: number;
  length: number;
}
