import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ProcessingError } from '../domain/errors.js';
import type { Spool } from '../domain/ports/live.js';
import { reasonIn } from '../domain/system-words.js';
import { makeTempFolder } from '../files/temp-folder.js';

/** Sound goes out of the spool in pieces of this many seconds. */
const PIECE_SECONDS = 60;
/** Seconds by which two pieces may miss each other and still be one stretch: times are sums of many parts. */
const JOINED = 0.02;
const BYTES = 2;

interface Piece {
  path: string;
  mixTime: number;
  samples: number;
}

export interface SpoolOptions {
  /** Where its own folder is made. */
  folder: string;
  rate: number;
  /** What it takes at most, but for one piece. */
  maxBytes: number;
}

/** The latest stretch of a broadcast on disk, in files of a minute: the oldest goes when there are too many. */
export async function openRollingSpool({ folder, rate, maxBytes }: SpoolOptions): Promise<Spool> {
  const place = await makeTempFolder(folder);
  const pieces: Piece[] = [];
  let file: FileHandle | null = null;
  let made = 0;
  const endOf = ({ mixTime, samples }: Piece): number => mixTime + samples / rate;

  const nextPiece = async (mixTime: number): Promise<Piece> => {
    await file?.close();
    file = null;
    const piece: Piece = { path: join(place.path, `${made++}.pcm`), mixTime, samples: 0 };
    file = await open(piece.path, 'wx', 0o600);
    pieces.push(piece);
    let bytes = pieces.reduce((sum, { samples }) => sum + samples * BYTES, 0);
    while (bytes > maxBytes && pieces.length > 1) {
      const oldest = pieces.shift()!;
      bytes -= oldest.samples * BYTES;
      await rm(oldest.path, { force: true });
    }
    return piece;
  };

  return {
    rate,
    async append(mixTime, pcm) {
      try {
        let piece = pieces.at(-1);
        const fits = piece && Math.abs(endOf(piece) - mixTime) <= JOINED && piece.samples < PIECE_SECONDS * rate;
        if (!piece || !fits) piece = await nextPiece(mixTime);
        await file!.writeFile(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength));
        piece.samples += pcm.length;
      } catch (cause) {
        const { code } = cause as NodeJS.ErrnoException;
        const why = code === 'ENOSPC' ? 'the disk is full; set TMPDIR to a folder with more room' : reasonIn(cause);
        throw new ProcessingError(`sound can't be kept in "${place.path}": ${why}.`, { cause });
      }
    },
    async read(start, end) {
      const pcm = new Int16Array(Math.max(0, Math.round((end - start) * rate)));
      let at = start;
      for (const piece of pieces.filter((p) => endOf(p) > start && p.mixTime < end)) {
        if (Math.abs(piece.mixTime - at) > JOINED && piece.mixTime > at) return null;
        const from = Math.max(0, Math.round((at - piece.mixTime) * rate));
        const bytes = await readFile(piece.path);
        const sound = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + piece.samples * BYTES));
        const filled = Math.round((at - start) * rate);
        const part = sound.subarray(from, from + pcm.length - filled);
        pcm.set(part, filled);
        at = piece.mixTime + (from + part.length) / rate;
      }
      return end - at <= JOINED ? pcm : null;
    },
    async close() {
      await file?.close();
      file = null;
      await place.remove();
    },
  };
}
