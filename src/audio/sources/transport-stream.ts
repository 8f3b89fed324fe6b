import { open } from 'node:fs/promises';
import { extensionOf } from '../../domain/media-extensions.js';
import { rawPath } from '../../files/raw-path.js';

/** Extensions that TypeScript's files have too, of which some folders hold thousands. */
const SHARED = new Set(['ts', 'mts']);
/** Bytes from one packet to the next: as broadcast, as on Blu-ray and in cameras (AVCHD), with error correction (ISO/IEC 13818-1). */
const PACKETS = [188, 192, 204];
const SYNC = 0x47;

/** Whether a file is an MPEG transport stream: no text, and its packets begin alike, wherever it was cut. */
function isTransportStream(head: Uint8Array): boolean {
  // `G` at the same place in each line has the same look.
  if (!head.some((byte) => byte < 9)) return false;
  return PACKETS.some((packet) => {
    for (let at = 0; at < packet && at + 2 * packet < head.length; at++) {
      if (head[at] === SYNC && head[at + packet] === SYNC && head[at + 2 * packet] === SYNC) return true;
    }
    return false;
  });
}

/** Whether a file in a folder has the name of a transport stream and is none. What can't be read shows when it is opened. */
export async function isOtherTs(path: string): Promise<boolean> {
  if (!SHARED.has(extensionOf(path))) return false;
  const file = await open(await rawPath(path), 'r').catch(() => null);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(3 * 204), 0);
    return !isTransportStream(buffer.subarray(0, bytesRead));
  } catch {
    return false;
  } finally {
    await file.close();
  }
}
