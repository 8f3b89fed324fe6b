import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

export type Packing = 'gzip' | 'deflate' | 'br' | null;

/**
 * How a body is packed, by its first bytes where they can tell: servers announce a packing and send none, and send
 * packed what nobody asked for and they don't announce.
 */
export function packingOf(announced: string | null, head: Uint8Array): Packing {
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 'gzip';
  const name = announced?.trim().toLowerCase();
  // RFC 1950: the compression method is 8, and the two bytes are a multiple of 31.
  const zlib = (head[0]! & 15) === 8 && ((head[0]! << 8) | head[1]!) % 31 === 0;
  if (name === 'deflate' && zlib) return 'deflate';
  // Brotli has no mark; what looks like sound or a playlist isn't packed.
  if (name === 'br' && !/^(#EXT|ID3|RIFF|OggS|fLaC|<|\[playlist)/.test(Buffer.from(head).toString('latin1')))
    return 'br';
  return null;
}

export function unpack(body: AsyncIterable<Uint8Array>, packing: Packing): AsyncIterable<Uint8Array> {
  if (packing === null) return body;
  const make = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress }[packing];
  const packed = Readable.from(body);
  const unpacked = make();
  packed.on('error', (error) => unpacked.destroy(error));
  unpacked.on('close', () => packed.destroy());
  return packed.pipe(unpacked);
}
