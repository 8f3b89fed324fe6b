import { enrichmentOf } from '../domain/enrichment/saved.js';
import type { Exporter, ExportOptions } from '../domain/ports/export.js';
import { oneLine } from '../domain/text.js';
import { clock, windowText } from '../domain/time.js';
import { idLabel } from '../domain/track.js';
import type { Tracklist } from '../domain/tracklist.js';
import { playlistLine } from './address.js';
import { fileOf, nameOf, type Row, rowsOf } from './rows.js';

/**
 * Extended M3U of the user's own files, which is what DJ software and players put into a crate. What has no file is a comment
 * with its time, so that nothing is missing where the list is opened as text, and no program looks for a file that isn't there.
 */
export const m3u: Exporter = {
  export(tracklist, options) {
    const rows = rowsOf(tracklist);
    const lines = rows.flatMap((row) => ownFile(row, options) ?? comment(row));
    const named = rows.some(({ entry }) => entry.kind === 'track');
    return {
      files: [{ name: `${options.baseName}.m3u8`, content: playlist(tracklist, lines) }],
      warnings:
        named && !rows.some(fileOf)
          ? ['None of the tracks is a file of yours, so the m3u8 is empty; --format m3u8-mix lists places in the mix.']
          : [],
    };
  },
};

/** Extended M3U of the mix itself, an entry a stretch of it, for players that follow VLC's options. */
export const m3uOfMix: Exporter = {
  export(tracklist, options) {
    const lines = rowsOf(tracklist).flatMap((row) => stretch(row, tracklist, options));
    return {
      // Beside the list of the files, and never in its place.
      files: [{ name: `${options.baseName}.mix.m3u8`, content: playlist(tracklist, lines) }],
      warnings:
        tracklist.source.location === ''
          ? [`The mix came from standard input, so the playlist can only call it "${mixName(tracklist)}".`]
          : [],
    };
  },
};

function playlist({ window }: Tracklist, lines: readonly string[]): string {
  const part = window ? [`# the part from ${windowText(window)}`] : [];
  return `${['#EXTM3U', ...part, ...lines].join('\n')}\n`;
}

function ownFile(row: Row, { folder }: ExportOptions): string[] | null {
  const file = fileOf(row);
  if (!file) return null;
  return [header(row, row.entry.track?.duration ?? -1), ...genre(row), ...notes(row), playlistLine(file, folder)];
}

/** `# 12:31 ID - ID`, and the number of an unknown that has one: no program reads this, and its owner may know it by that. */
function comment(row: Row): string[] {
  const { kind, number } = row.entry;
  const numbered = kind === 'unknown' && number !== undefined ? ` (${idLabel(number)})` : '';
  return [`# ${clock(row.start)} ${nameOf(row)}${numbered}`, ...notes(row)];
}

function stretch(row: Row, tracklist: Tracklist, { folder }: ExportOptions): string[] {
  return [
    header(row, Math.max(0, row.end - row.start)),
    ...genre(row),
    ...notes(row),
    `#EXTVLCOPT:start-time=${seconds(row.start)}`,
    `#EXTVLCOPT:stop-time=${seconds(row.end)}`,
    playlistLine(tracklist.source.location || mixName(tracklist), folder),
  ];
}

const header = (row: Row, duration: number): string => `#EXTINF:${Math.round(duration)},${nameOf(row)}`;

function genre({ entry }: Row): string[] {
  const { heard } = enrichmentOf(entry);
  const genres = entry.track?.genres ?? [heard?.genre, heard?.subgenre].filter((name) => name !== undefined);
  return genres.length > 0 ? [`#EXTGENRE:${oneLine(genres.join(', '))}`] : [];
}

/** What models said, for people who open the file: players pass over lines that begin with `#` and that they don't know. */
function notes({ entry }: Row): string[] {
  const { validation, heard } = enrichmentOf(entry);
  const words = [
    ...(validation?.mood ?? heard?.mood ?? []),
    ...(validation?.energy === undefined ? [] : [`energy ${validation.energy} of 10`]),
    ...(validation?.remixer === undefined ? [] : [`remixed by ${validation.remixer}`]),
    ...(validation?.doubtful ? [`doubtful: ${validation.reason}`] : []),
  ];
  return [
    ...(heard ? [`# ${oneLine(heard.description)}`] : []),
    ...(words.length > 0 ? [`# ${oneLine(words.join(', '))}`] : []),
  ];
}

const seconds = (value: number): string => String(Number(value.toFixed(3)));

const mixName = (tracklist: Tracklist): string => oneLine(tracklist.source.name) || 'mix';
