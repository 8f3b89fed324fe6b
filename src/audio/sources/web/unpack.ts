import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { publicForm } from './address.js';
import { WebFailure } from './failures.js';

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

/** Sound packed once more gets little smaller, playlists and pages ten times; what grows further is made to fill disks. */
const MOST_GROWTH = 20;
/** Small things may be mostly repetition. */
const HARMLESS_BYTES = 16 * 2 ** 20;

/** Unpacks as it comes, and ends what grows beyond all measure. Fails with a WebFailure. */
export async function* unpack(body: AsyncIterable<Uint8Array>, packing: Packing, url: URL): AsyncGenerator<Uint8Array> {
  if (packing === null) return yield* body;
  let before = 0;
  let after = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of body) {
      before += piece.length;
      yield piece;
    }
  };
  const unpacked = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress }[packing]();
  const packed = Readable.from(counted());
  packed.on('error', (error) => unpacked.destroy(error));
  unpacked.on('close', () => packed.destroy());
  for await (const piece of packed.pipe(unpacked) as AsyncIterable<Uint8Array>) {
    after += piece.length;
    if (after > HARMLESS_BYTES && after > before * MOST_GROWTH) {
      throw new WebFailure(
        `"${publicForm(url)}" is packed so that it grows more than ${MOST_GROWTH} times: that is no sound, but made to fill a disk.`,
      );
    }
    yield piece;
  }
}
