import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Bytes that are looked at, at each of these places. */
const PLACE_BYTES = 65_536;
const PLACES = 8;

/** The same for two files of the same bytes, wherever they lie: from their length and half a megabyte of them. */
export async function sourceId(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const hash = createHash('sha256').update(String(size));
    const buffer = Buffer.alloc(PLACE_BYTES);
    for (let place = 0; place < PLACES; place++) {
      const at = Math.floor((Math.max(0, size - PLACE_BYTES) * place) / (PLACES - 1));
      const { bytesRead } = await file.read(buffer, 0, PLACE_BYTES, at);
      hash.update(buffer.subarray(0, bytesRead));
    }
    return hash.digest('hex').slice(0, 32);
  } finally {
    await file.close();
  }
}
