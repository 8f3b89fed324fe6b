import { endianness } from 'node:os';
import * as z from 'zod';

/**
 * A segment is a pair of files that never change once published:
 *
 *     NAME.prints   header · peaks of every track · pages of postings (rows.ts) · first key of every page ·
 *                   track table · footer · trailer
 *     NAME.tracks   one line a track, in the same order: its tags and its file (records.ts)
 *
 * They are two so that damage to the large one leaves the small one readable, and repair knows what to fingerprint again.
 *
 * The tables have checksums in the footer, each page and each track's peaks their own, and the footer has one in the
 * trailer: every byte that is ever used is covered, and opening reads only the end of the file: 4 KB an hour of music.
 *
 * Numbers lie in the byte order of the machine that wrote them, so that they are read into arrays as they are.
 */
export const FORMAT = 2;
export const HEADER = Buffer.from('Tracklistify prints 2\n');
export const TRAILER_MAGIC = Buffer.from('TLPRINT\n');
/** Footer's length (u32), its checksum (u32), both with the lowest byte first, then the magic. */
export const TRAILER_BYTES = 8 + TRAILER_MAGIC.length;
/** More would be a damaged length: a footer has a few hundred bytes. */
export const MAX_FOOTER_BYTES = 65_536;
/** LE nearly everywhere. */
export const BYTE_ORDER = endianness();

/** length u32 · seconds f32 · peaks offset (lower u32, upper u32) · peaks length u32 · peaks checksum u32 · record offset u32 · record length u32 */
export const TRACK_ROW_BYTES = 32;

export const whole = z.number().int().nonnegative();
/** A part of the file with one checksum. */
export const section = z.object({ offset: whole, length: whole.multipleOf(4), checksum: whole });

export const footerSchema = z.object({
  format: z.literal(FORMAT),
  /** The fingerprint engine's version: prints of another one can't be compared with ours. */
  engine: z.string(),
  byteOrder: z.enum(['LE', 'BE']),
  /** Its own, so that one in another's place is seen. Earlier ones didn't say it, nor what they were merged from. */
  name: z.string().optional(),
  /** The segments that it was merged from, which it replaces wherever they still lie. */
  inputs: z.array(z.string()).default([]),
  tracks: whole,
  postings: whole.max(0xffffffff),
  /** Length of the segment's time line: the sum of its tracks' lengths. */
  positions: whole.max(0xffffffff),
  maxDetail: whole.max(0xffffffff),
  pages: z.object({
    /** A multiple of the pages' size. */
    offset: whole,
    count: whole.max(0xffffffff),
    /** Bits of the rows' fields. */
    key: whole.min(1).max(32),
    position: whole.min(1).max(32),
    detail: whole.min(1).max(24),
  }),
  /** First key of each page: u32 each. */
  firstKeys: section,
  /** TRACK_ROW_BYTES for each track. */
  table: section,
});

export type Footer = z.infer<typeof footerSchema>;
/** A footer has room for so many: merges of more are possible where hundreds of segments couldn't be merged before. */
export const MAX_INPUTS = 1000;
export type Section = Footer['table'];

/** Where a track's line lies in NAME.tracks. */
export interface RecordPlace {
  offset: number;
  length: number;
}
