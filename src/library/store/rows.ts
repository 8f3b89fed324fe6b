/**
 * How postings lie in a segment: rows of one width, in order of key and position, found by a table of buckets.
 *
 * A bucket is the range of keys that share all but their lowest `shift` bits; the table says at which row each begins. So
 * a look-up is one addition and one read of a few hundred bytes, and no key needs decoding on the way. A row is the key's
 * low bits, the position and the detail, each in as many bytes as the segment's largest needs, little-endian.
 */
export interface RowFormat {
  shift: number;
  key: number;
  position: number;
  detail: number;
}

/** Rows in a bucket on average: fewer would cost more in the table than they spare in reading. */
const ROWS_A_BUCKET = 12;
/** The table is held in memory: 33 MB at most, whatever the size of the segment. */
const MAX_BUCKETS = 1 << 23;

export interface Extent {
  postings: number;
  maxKey: number;
  maxPosition: number;
  maxDetail: number;
}

export function formatFor({ postings, maxKey, maxPosition, maxDetail }: Extent): RowFormat {
  const most = Math.max(1, Math.min(MAX_BUCKETS, Math.ceil(postings / ROWS_A_BUCKET)));
  let shift = 0;
  while (Math.floor(maxKey / 2 ** shift) + 1 > most) shift++;
  return { shift, key: Math.ceil(shift / 8), position: byteWidth(maxPosition), detail: byteWidth(maxDetail) };
}

export const bucketCount = (maxKey: number, shift: number): number => Math.floor(maxKey / 2 ** shift) + 1;
export const rowBytes = ({ key, position, detail }: RowFormat): number => key + position + detail;

/** Every field is read and written as four bytes of which the upper ones are masked or overwritten: room behind the last. */
export const ROW_SLACK = 4;
/** For the lowest `width` bytes of a word; for all four, `& -1` and a cast back to unsigned. */
export const maskOf = (width: number): number => (width === 4 ? -1 : 2 ** (8 * width) - 1);

/** At least one, so that a row always has a length. */
function byteWidth(max: number): number {
  if (max <= 0xff) return 1;
  if (max <= 0xffff) return 2;
  return max <= 0xffffff ? 3 : 4;
}

/**
 * The rows are checked in pages of this size, each with its own checksum: what the system reads at once anyway, and
 * computing a checksum of it takes less than reading it (.8 µs against 1.4 µs).
 */
export const PAGE_BYTES = 4096;
