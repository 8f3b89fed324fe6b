import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CUT_FORMATS, type CutFormat } from '../domain/cut-formats.js';
import { FormatError, UsageError, WriteError } from '../domain/errors.js';
import type { Cutter } from '../domain/ports/cut.js';
import { reasonIn } from '../domain/system-words.js';
import { putInPlace } from '../files/place.js';
import { temporaryIn } from '../files/temporary.js';
import { encodersOf } from './capabilities.js';
import { probe } from './probe.js';
import { lockedInput, writeByFfmpeg } from './write-by-ffmpeg.js';

interface Kind {
  extension: string;
  /** ffmpeg's name of what is written. */
  format: string;
  /** Absent where the sound is copied as it is. */
  encoder?: string;
  /**
   * The file is gone through from its beginning: its pages hold many frames, and whoever jumps into it lands on a page, so that up to
   * a second would be in two pieces.
   */
  inPages?: true;
  options?: readonly string[];
}

/** More players read this version than the next. */
const ID3 = ['-id3v2_version', '3'];

/** Whose frames are taken over as they are: encoding them once more would cost what they sound like. */
const COPIED: Readonly<Record<string, Kind>> = {
  mp3: { extension: '.mp3', format: 'mp3', options: ID3 },
  aac: { extension: '.m4a', format: 'ipod', inPages: true },
  opus: { extension: '.opus', format: 'opus', inPages: true },
  vorbis: { extension: '.ogg', format: 'ogg', inPages: true },
  wmav2: { extension: '.wma', format: 'asf', inPages: true },
  ac3: { extension: '.ac3', format: 'ac3' },
};

/** What can be asked for, and what becomes of sound that is kept without a loss anyway. */
const WRITTEN: Readonly<Record<CutFormat, Kind>> = {
  flac: { extension: '.flac', format: 'flac', encoder: 'flac' },
  wav: { extension: '.wav', format: 'wav', encoder: 'pcm_s16le' },
  aiff: { extension: '.aiff', format: 'aiff', encoder: 'pcm_s16be', options: ['-write_id3v2', '1', ...ID3] },
  alac: { extension: '.m4a', format: 'ipod', encoder: 'alac' },
  mp3: { extension: '.mp3', format: 'mp3', encoder: 'libmp3lame', options: ['-q:a', '0', ...ID3] },
  m4a: { extension: '.m4a', format: 'ipod', encoder: 'aac', options: ['-b:a', '256k'] },
  opus: { extension: '.opus', format: 'opus', encoder: 'libopus', options: ['-b:a', '160k'] },
  ogg: { extension: '.ogg', format: 'ogg', encoder: 'libvorbis', options: ['-q:a', '6'] },
};

const isFormat = (name: string): name is CutFormat => Object.hasOwn(WRITTEN, name);

/** A cutter for one file. `format` is what the pieces shall be; by default what the file is. */
export async function cutterFor(
  ffmpeg: string,
  from: string,
  format: string | undefined,
  signal: AbortSignal,
): Promise<Cutter> {
  const { audio, container } = await probe(ffmpeg, { path: from }, signal);
  if (!audio) throw new FormatError(`${from} holds no sound that can be cut.`);
  const copied = format === undefined && kindOf(audio.codec, container ?? '');
  const kind = copied || (format !== undefined && isFormat(format) && WRITTEN[format]);
  if (!kind) throw new UsageError(`Pieces can't be "${format}". They can be: ${CUT_FORMATS.join(', ')}.`);
  const { encoder } = kind;
  if (encoder && !(await encodersOf(ffmpeg, signal)).has(encoder)) {
    throw new UsageError(
      `This ffmpeg can't write ${kind.format} (${encoder}). Choose another --format: flac and wav are in every one.`,
    );
  }
  return {
    extension: kind.extension,
    exact: encoder !== undefined,
    async cut({ to, span, tags, replace, signal: stop }) {
      const temporary = temporaryIn(dirname(to));
      const { start, end } = span;
      try {
        const cut = ['-ss', start.toFixed(6), '-t', (end - start).toFixed(6)];
        const args = [
          // Before the input, what comes before isn't even read; where sound is encoded, it is exact all the same.
          ...(kind.inPages ? [...lockedInput(from), ...cut] : [...cut, ...lockedInput(from)]),
          ...['-map', '0:a:0', '-vn', '-map_metadata', '-1', '-map_chapters', '-1'],
          ...['-c:a', encoder ?? 'copy', ...(kind.options ?? [])],
          ...Object.entries(tags).flatMap(([key, value]) => ['-metadata', `${key}=${value}`]),
          ...['-f', kind.format, `file:${temporary}`],
        ];
        await writeByFfmpeg(ffmpeg, args, `cut ${from}`, stop);
        return await putInPlace(temporary, to, replace);
      } catch (error) {
        stop.throwIfAborted();
        const { code, syscall } = error as NodeJS.ErrnoException;
        if (!code || !syscall) throw error;
        throw new WriteError(`${to} can't be written: ${reasonIn(error)}.`, { cause: error });
      } finally {
        await rm(temporary, { force: true }).catch(() => {});
      }
    },
  };
}

/** Sound that is kept without a loss is written anew, with which it is cut to the sample. */
function kindOf(codec: string, container: string): Kind {
  if (codec === 'alac') return WRITTEN.alac;
  if (codec.startsWith('pcm_')) {
    const kind = container.includes('aiff') ? WRITTEN.aiff : WRITTEN.wav;
    // With its own depth, where that is one that both know.
    return /^pcm_(s16|s24|s32|f32)/.test(codec) && codec.endsWith(kind.encoder!.slice(-2))
      ? { ...kind, encoder: codec }
      : kind;
  }
  return COPIED[codec] ?? WRITTEN.flac;
}
