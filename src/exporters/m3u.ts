import { enrichmentOf } from '../domain/enrichment/saved.js';
import type { Exporter, ExportOptions } from '../domain/ports.js';
import { oneLine } from '../domain/text.js';
import type { Tracklist } from '../domain/tracklist.js';
import { playlistLine } from './address.js';
import { nameOf, type Row, rowsOf } from './rows.js';

/**
 * Extended M3U. An entry is the library's own file where that is known, which is what DJ software wants; else it is its
 * stretch of the mix, for players that follow VLC's options.
 */
export const m3u: Exporter = {
  export(tracklist, options) {
    const rows = rowsOf(tracklist);
    const lines = rows.flatMap((row) => ownFile(row, options) ?? stretch(row, tracklist, options));
    const homeless = tracklist.source.location === '' && rows.some((row) => !fileOf(row));
    return {
      files: [{ name: `${options.baseName}.m3u8`, content: `${['#EXTM3U', ...lines].join('\n')}\n` }],
      warnings: homeless
        ? [`The mix came from standard input, so the playlist can only call it "${mixName(tracklist)}".`]
        : [],
    };
  },
};

const fileOf = (row: Row): string | undefined => row.entry.track?.file || undefined;

function ownFile(row: Row, { folder }: ExportOptions): string[] | null {
  const file = fileOf(row);
  return file ? [header(row, row.entry.track?.duration ?? -1), ...notes(row), playlistLine(file, folder)] : null;
}

function stretch(row: Row, tracklist: Tracklist, { folder }: ExportOptions): string[] {
  return [
    header(row, Math.max(0, row.end - row.start)),
    ...notes(row),
    `#EXTVLCOPT:start-time=${seconds(row.start)}`,
    `#EXTVLCOPT:stop-time=${seconds(row.end)}`,
    playlistLine(tracklist.source.location || mixName(tracklist), folder),
  ];
}

const header = (row: Row, duration: number): string => `#EXTINF:${Math.round(duration)},${nameOf(row)}`;

/** What models said, for people who open the file: players pass over lines that begin with `#` and that they don't know. */
function notes({ entry }: Row): string[] {
  const { validation, heard } = enrichmentOf(entry);
  const genres = entry.track?.genres ?? [heard?.genre, heard?.subgenre].filter((genre) => genre !== undefined);
  const words = [
    ...(validation?.mood ?? heard?.mood ?? []),
    ...(validation?.energy === undefined ? [] : [`energy ${validation.energy} of 10`]),
    ...(validation?.remixer === undefined ? [] : [`remixed by ${validation.remixer}`]),
    ...(validation?.doubtful ? [`doubtful: ${validation.reason}`] : []),
  ];
  return [
    ...(genres.length > 0 ? [`#EXTGENRE:${oneLine(genres.join(', '))}`] : []),
    ...(heard ? [`# ${oneLine(heard.description)}`] : []),
    ...(words.length > 0 ? [`# ${oneLine(words.join(', '))}`] : []),
  ];
}

const seconds = (value: number): string => String(Number(value.toFixed(3)));

const mixName = (tracklist: Tracklist): string => oneLine(tracklist.source.name) || 'mix';
