import { isrcOf } from '../domain/isrc.js';
import type { Exporter, ExportOptions } from '../domain/ports/export.js';
import { oneLine, plain, withoutEnd } from '../domain/text.js';
import { windowText } from '../domain/time.js';
import type { Tracklist } from '../domain/tracklist.js';
import { isUrl, pathFrom } from './address.js';
import { mixTitle, type Row, rowsOf, titleOf } from './rows.js';

/** The format's own limit: track numbers have two digits. */
const MOST_TRACKS = 99;
/** Frames of the compact disc. */
const FRAMES_PER_SECOND = 75;

export const cue: Exporter = {
  export(tracklist, options) {
    const warnings: string[] = [];
    // Nobody known is nobody said: "Various Artists" would be taken for a name.
    const artist = oneLine(tracklist.source.artist ?? '');
    const head = [
      ...(artist ? [`PERFORMER ${quoted(artist)}`] : []),
      `TITLE ${quoted(mixTitle(tracklist))}`,
      ...(tracklist.window ? [`REM PART ${windowText(tracklist.window)}`] : []),
      fileLine(tracklist, options, warnings),
    ];
    const sheets = inParts(tracksOf(tracklist)).map((tracks) =>
      [...head, ...tracks.flatMap((track, index) => track(index + 1))].map((line) => `${line}\n`).join(''),
    );
    if (sheets.length > 1) {
      warnings.push(
        `A CUE sheet holds ${MOST_TRACKS} tracks at most, so this one is split into ${sheets.length} files.`,
      );
    }
    const name = (index: number): string =>
      sheets.length > 1 ? `${options.baseName}.part${index + 1}.cue` : `${options.baseName}.cue`;
    return { files: sheets.map((content, index) => ({ name: name(index), content })), warnings };
  },
};

/** The lines of a track, once its number in its own sheet is known. */
type TrackLines = (number: number) => string[];

function tracksOf(tracklist: Tracklist): TrackLines[] {
  const rows = rowsOf(tracklist);
  // Without any track it would be no sheet: then the mix is the one track.
  if (rows.length === 0) return [(number) => trackLines(number, mixTitle(tracklist), '', undefined, 0)];
  let earliest = 0;
  return rows.map((row) => {
    // Two tracks may begin in the same frame; players need each index to be past the one before.
    const frame = Math.max(earliest, framesOf(row.start));
    earliest = frame + 1;
    return (number) => trackLines(number, titleOf(row), performerOf(row), row.entry.track?.isrc, frame);
  });
}

function trackLines(
  number: number,
  title: string,
  performer: string,
  isrc: string | undefined,
  frame: number,
): string[] {
  const code = isrcOf(isrc);
  return [
    `  TRACK ${twoDigits(number)} AUDIO`,
    `    TITLE ${quoted(title)}`,
    ...(performer ? [`    PERFORMER ${quoted(performer)}`] : []),
    ...(code ? [`    ISRC ${code}`] : []),
    `    INDEX 01 ${indexOf(frame)}`,
  ];
}

/** Players show the mix's own performer for a track that names none: that would be a wrong claim. */
const performerOf = (row: Row): string => row.artist || 'Unknown Artist';

/** Cut to the frame below; the small addend undoes binary fractions (2.36 s is frame 177, not 176.99…). */
const framesOf = (seconds: number): number => Math.floor(seconds * FRAMES_PER_SECOND + 1e-6);

/** Minutes go on past 59, and past 99. */
function indexOf(frames: number): string {
  const seconds = Math.floor(frames / FRAMES_PER_SECOND);
  return [Math.floor(seconds / 60), seconds % 60, frames % FRAMES_PER_SECOND].map(twoDigits).join(':');
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** Nothing stands for a double quote inside quotes, and cuetools reads a backslash before the closing one as if it did. */
export function quoted(text: string): string {
  const before = withoutEnd(text.replaceAll('"', "'"), /\\/);
  return `"${before.padEnd(text.length, '/')}"`;
}

function fileLine(tracklist: Tracklist, { folder }: ExportOptions, warnings: string[]): string {
  const { location, name } = tracklist.source;
  const wanted = location && !isUrl(location) ? pathFrom(folder, location) : oneLine(name) || 'mix';
  const written = quoted(plain(wanted));
  if (written !== `"${wanted}"`) {
    warnings.push(
      `A CUE sheet can't hold the name of the file ${oneLine(wanted)}: rename it to ${written} to play it.`,
    );
  }
  return `FILE ${written} ${fileType(wanted)}`;
}

/** The format knows these three; everything else is named WAVE, which players take for "decode it". */
function fileType(name: string): string {
  if (/\.mp3$/i.test(name)) return 'MP3';
  if (/\.aif[cf]?$/i.test(name)) return 'AIFF';
  return 'WAVE';
}

function inParts<T>(items: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let i = 0; i < items.length; i += MOST_TRACKS) parts.push(items.slice(i, i + MOST_TRACKS));
  return parts;
}
