import * as zlib from 'node:zlib';

/** Node has it from 20.15 on. */
const native = (zlib as { crc32?: typeof zlib.crc32 }).crc32;

/** CRC-32 of the bytes, as gzip has it. `start` is the checksum of what comes before them, or any number to tell them by. */
export const crc32: (bytes: Uint8Array, start?: number) => number = native ?? crc32Plain;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The same without help, for the first releases of Node 20: a tenth as fast. */
export function crc32Plain(bytes: Uint8Array, start = 0): number {
  let value = ~start;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 255]! ^ (value >>> 8);
  return ~value >>> 0;
}
