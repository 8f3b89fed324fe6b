import { createHash } from 'node:crypto';
import type { AudioSource } from '../../domain/ports/source.js';

const RATE = 8000;

/** Tells a mix by its bytes, where the source does, else by its sound: an address may lead elsewhere tomorrow. */
export async function mixIdOf(source: AudioSource, signal: AbortSignal): Promise<string> {
  if (source.info.id !== undefined) return source.info.id;
  const hash = createHash('sha256');
  for await (const { buffer, byteOffset, byteLength } of source.pcm({ rate: RATE, signal })) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex').slice(0, 32);
}
