import { crc32 } from 'node:zlib';
import { byteWidth, writeColumn } from './columns.js';

/**
 * A block is the unit of reading: up to BLOCK_POSTINGS postings in key order, as three columns.
 *
 *     u32 checksum of the rest · u16 count · u8 width of the key column · u8 0
 *     key steps (each key minus the one before; the first is in the directory) · positions · details
 *
 * 512 postings are 2–5 KB: a positioned read of that costs little more than the system call itself (1.4 µs against
 * 1.2 µs for half of it), and the directory of first keys, which is held in memory, stays at 1/64 byte a posting.
 */
export const BLOCK_POSTINGS = 512;
export const BLOCK_HEADER = 8;
/** Blocks start at multiples of this, so that an offset of 32 bits reaches 32 GB. */
export const BLOCK_ALIGNMENT = 8;
export const MAX_BLOCK_BYTES = BLOCK_HEADER + BLOCK_POSTINGS * 12 + BLOCK_ALIGNMENT;

export interface Widths {
  position: number;
  detail: number;
}

/** Encodes postings [from, to) at the start of `out`; returns the block's length, padded to the alignment. */
export function encodeBlock(
  out: Uint8Array,
  widths: Widths,
  keys: Uint32Array,
  positions: Uint32Array,
  details: Uint32Array,
  from: number,
  to: number,
): number {
  const steps = new Uint32Array(to - from);
  let widest = 0;
  for (let i = from + 1; i < to; i++) {
    const step = keys[i]! - keys[i - 1]!;
    steps[i - from] = step;
    if (step > widest) widest = step;
  }
  const keyWidth = byteWidth(widest);
  let end = writeColumn(out, BLOCK_HEADER, keyWidth, steps, 0, steps.length);
  end = writeColumn(out, end, widths.position, positions, from, to);
  end = writeColumn(out, end, widths.detail, details, from, to);
  const padded = Math.ceil(end / BLOCK_ALIGNMENT) * BLOCK_ALIGNMENT;
  out.fill(0, end, padded);
  out[4] = (to - from) & 0xff;
  out[5] = (to - from) >>> 8;
  out[6] = keyWidth;
  out[7] = 0;
  const checksum = crc32(out.subarray(4, padded));
  for (let byte = 0; byte < 4; byte++) out[byte] = checksum >>> (8 * byte);
  return padded;
}

/** Whether the bytes are a whole block that was written like this: its checksum holds and its columns fit. */
export function blockIsSound(block: Uint8Array, widths: Widths): boolean {
  if (block.length < BLOCK_HEADER) return false;
  const stored = (block[0]! | (block[1]! << 8) | (block[2]! << 16) | (block[3]! << 24)) >>> 0;
  const count = blockCount(block, 0);
  const keyWidth = block[6]!;
  return (
    count > 0 &&
    count <= BLOCK_POSTINGS &&
    keyWidth <= 4 &&
    BLOCK_HEADER + count * (keyWidth + widths.position + widths.detail) <= block.length &&
    crc32(block.subarray(4)) === stored
  );
}

export function blockCount(bytes: Uint8Array, at: number): number {
  return bytes[at + 4]! | (bytes[at + 5]! << 8);
}
