import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { rawPath } from '../../files/raw-path.js';
import { audioRegion } from './audio-region.js';

/** Where the file is looked at: its ends, and this many places between. */
const PLACES = 8;
const PLACE_BYTES = 16_384;
const END_BYTES = 65_536;

/** Digits of an id made from a part of the file; those made from all of it are longer. */
export const SHORT_ID = 20;

export interface ContentId {
  /** The same for files with the same sound, whatever their tags say and wherever they lie. */
  id: string;
  /** Bytes of sound. */
  bytes: number;
}

/**
 * From the length of a file's audio and a quarter of a megabyte of it, spread out: hundreds of times cheaper than
 * decoding. Compressed audio that agrees in all of that is the same; for uncompressed audio `fullContentId` decides.
 */
export async function contentId(path: string): Promise<ContentId> {
  const file = await open(await rawPath(path), 'r');
  try {
    const { start, end } = await audioRegion(file, (await file.stat()).size);
    const bytes = end - start;
    const hash = createHash('sha256').update(String(bytes));
    const buffer = Buffer.alloc(END_BYTES);
    const add = async (from: number, to: number): Promise<void> => {
      const { bytesRead } = await file.read(buffer, 0, Math.max(0, to - from), from);
      hash.update(buffer.subarray(0, bytesRead));
    };
    await add(start, Math.min(end, start + END_BYTES));
    for (let place = 1; place <= PLACES; place++) {
      const from = start + Math.floor((bytes * place) / (PLACES + 1));
      await add(from, Math.min(end, from + PLACE_BYTES));
    }
    await add(Math.max(start, end - END_BYTES), end);
    return { id: hash.digest('hex').slice(0, SHORT_ID), bytes };
  } finally {
    await file.close();
  }
}

/** From every byte of a file's audio. */
export async function fullContentId(path: string, signal: AbortSignal): Promise<string> {
  const file = await open(await rawPath(path), 'r');
  try {
    const { start, end } = await audioRegion(file, (await file.stat()).size);
    const hash = createHash('sha256');
    const buffer = Buffer.alloc(1 << 18);
    for (let at = start; at < end; ) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, end - at), at);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    return hash.digest('hex').slice(0, 32);
  } finally {
    await file.close();
  }
}
