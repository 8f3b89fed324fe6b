import type { DeckTrack } from '../domain/ports/deck.js';
import type { ExportOptions, KnownFile } from '../domain/ports/export.js';
import { oneLine } from '../domain/text.js';
import { windowText } from '../domain/time.js';
import { fullTitle } from '../domain/track.js';
import type { TrackEntry, Tracklist } from '../domain/tracklist.js';

/** A track of a mix as a DJ program's playlist needs it: a file that is there. */
export interface MixFile {
  /** As the tracklist names it. */
  file: string;
  /** As the program itself names it, which may be on another system; else the same. */
  path: string;
  title: string;
  artist: string;
  entry: TrackEntry;
  known: KnownFile;
  /** What the program that is written for says of it. */
  own: DeckTrack | undefined;
}

export interface MixFiles {
  /** A line for each play, in its order. */
  plays: MixFile[];
  warnings: string[];
}

/** What of a mix a playlist for a DJ program (`deck` by its name, `format` by that of the file) can hold, and what it leaves out. */
export function mixFilesOf(
  tracklist: Tracklist,
  { files }: Pick<ExportOptions, 'files'>,
  { deck, format }: { deck: string; format: string },
): MixFiles {
  const tracks = [...tracklist.entries].sort((a, b) => a.start - b.start).filter((entry) => entry.kind === 'track');
  const plays = tracks.flatMap((entry): MixFile[] => {
    const { file } = entry.track;
    const known = file === undefined ? undefined : files?.get(file);
    if (file === undefined || known === undefined) return [];
    const own = known.decks[deck];
    const artist = entry.track.artists.map(oneLine).filter(Boolean).join(' & ');
    const title = oneLine(fullTitle(entry.track)) || 'ID';
    return [{ file, path: pathFor(file, own), title, artist, entry, known, own }];
  });
  const left = tracks.length - plays.length;
  const warnings = [
    ...(plays.length === 0 ? [`None of the tracks is a file of yours that is here, so the ${format} is empty.`] : []),
    ...(plays.length > 0 && left > 0
      ? [`The ${format} leaves out ${left} of ${tracks.length} named tracks, of which no file of yours is here.`]
      : []),
    ...(tracklist.window
      ? [`The ${format} holds the part from ${windowText(tracklist.window)}, and has no place to say so.`]
      : []),
  ];
  return { plays, warnings };
}

/** The disk's own spelling, but where the program has the file elsewhere than here. */
const pathFor = (file: string, own: DeckTrack | undefined): string =>
  own?.file && own.file.normalize('NFC') !== file.normalize('NFC') ? own.file : file;
