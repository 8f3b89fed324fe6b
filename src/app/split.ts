import { UsageError, WriteError } from '../domain/errors.js';
import type { OnExist } from '../domain/on-exist.js';
import type { Context } from '../domain/ports/context.js';
import type { Cutter } from '../domain/ports/cut.js';
import { pieceNames, piecesOf, pieceTags } from '../domain/split.js';
import type { Tracklist } from '../domain/tracklist.js';
import { lengthFor, type MixFile } from './mix-file.js';

export interface SplitRun {
  tracklist: Tracklist;
  mix: MixFile;
  /** Where a file of this name goes, as an absolute path. */
  pathOf(name: string): string;
  cutter: Cutter;
  template: string;
  keepOverlap: boolean;
  onExist: Extract<OnExist, 'skip' | 'overwrite' | 'fail'>;
  /** Whether something has this path. */
  exists(path: string): Promise<boolean>;
  /** Whether this path leads to the mix itself, whatever it is called there. */
  isMix(path: string): Promise<boolean>;
  /** The sheets that say in which order they are played, by their extensions. */
  sheets(pieces: readonly Written[]): ReadonlyArray<{ name: string; content: string }>;
  writeSheet(path: string, content: string, replace: boolean): Promise<boolean>;
}

export interface Written {
  /** Of the file, in the folder. */
  file: string;
  seconds: number;
  artist: string;
  title: string;
  isrc?: string;
}

export interface Split {
  written: string[];
  /** Those that were there already. */
  skipped: string[];
}

/** Cuts a mix into files, one a track, with names, tags, and sheets that play them in order. */
export async function split(run: SplitRun, { signal, emit }: Context, done: (path: string) => void): Promise<Split> {
  const { tracklist, mix, pathOf, cutter, keepOverlap, onExist } = run;
  const duration = lengthFor(
    tracklist,
    mix,
    emit,
    '--from',
    ' to cut at. --by-silence cuts a recording at its pauses.',
  );
  const pieces = piecesOf({ entries: tracklist.entries, duration }, { keepOverlap });
  const { title = '', artist = '', date, name } = tracklist.source;
  const names = { title: title || name, artist };
  const files = pieceNames(run.template, pieces, names).map((piece) => `${piece}${cutter.extension}`);
  const rows = pieces.map((piece, i): Written => {
    const { track } = piece;
    return {
      file: files[i]!,
      seconds: piece.end - piece.start,
      artist: track ? track.artists.join(' & ') : 'ID',
      title: pieceTags(piece, 1, names)['title']!,
      ...(track?.isrc && { isrc: track.isrc }),
    };
  });
  const sheets = run.sheets(rows);
  // Before an hour is spent on cutting.
  if (onExist === 'fail') await refuseTaken(run, [...files, ...sheets.map(({ name: sheet }) => sheet)]);
  if (onExist === 'overwrite') await refuseMix(run, files);
  const result: Split = { written: [], skipped: [] };
  for (const [i, piece] of pieces.entries()) {
    signal.throwIfAborted();
    const to = pathOf(files[i]!);
    if (onExist === 'skip' && (await run.exists(to))) {
      result.skipped.push(to);
      continue;
    }
    const tags = pieceTags(piece, pieces.length, { ...names, ...(date && { date }) });
    const isMade = await cutter.cut({
      from: mix.path,
      to,
      span: piece,
      tags,
      replace: onExist === 'overwrite',
      signal,
    });
    if (!isMade) throw takenBy(to);
    result.written.push(to);
    done(to);
  }
  for (const { name: sheet, content } of sheets) {
    const to = pathOf(sheet);
    // They say what the pieces are, and are made anew with them.
    if (!(await run.writeSheet(to, content, onExist === 'overwrite'))) {
      if (onExist === 'fail') throw takenBy(to);
      result.skipped.push(to);
      continue;
    }
    result.written.push(to);
    done(to);
  }
  return result;
}

async function refuseTaken({ pathOf, exists }: SplitRun, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const path = pathOf(file);
    if (await exists(path)) throw takenBy(path);
  }
}

/** Its first piece would take the mix's place, and the others would be cut out of that. */
async function refuseMix({ pathOf, isMix }: SplitRun, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const path = pathOf(file);
    if (!(await isMix(path))) continue;
    throw new UsageError(
      `${path} is the mix itself, which stays as it is: choose another folder with --output, or other names with --name.`,
    );
  }
}

const takenBy = (path: string): WriteError =>
  new WriteError(
    `${path} is there already. --on-exist skip goes on where an earlier run stopped, --force replaces what stands there; or choose another folder with --output.`,
  );
