import type { Exporter } from '../domain/ports/export.js';
import { oneLine } from '../domain/text.js';
import { partOf } from './part.js';
import { mixTitle } from './rows.js';
import { nameOfStretch, stretchesOf } from './stretches.js';

/**
 * What `ffmpeg -i mix.mp3 -i mix.ffmeta -map 0 -map_metadata 0 -map_chapters 1 -c copy out.mka` takes chapters from, and mpv with
 * `--chapters-file`. A chapter without an end loses its title there, and one that overlaps the next is lost.
 */
export const ffmetadata: Exporter = {
  export(tracklist, { baseName }) {
    const tags = [
      ['title', mixTitle(tracklist)],
      ['artist', oneLine(tracklist.source.artist ?? '')],
      ['comment', partOf(tracklist) ?? ''],
    ] as const;
    const lines = [
      ';FFMETADATA1',
      ...tags.filter(([, value]) => value).map(([key, value]) => `${key}=${escapedValue(value)}`),
      ...stretchesOf(tracklist).flatMap((stretch) => [
        '[CHAPTER]',
        'TIMEBASE=1/1000',
        `START=${stretch.start}`,
        `END=${stretch.end}`,
        `title=${escapedValue(nameOfStretch(stretch))}`,
      ]),
    ];
    return { files: [{ name: `${baseName}.ffmeta`, content: `${lines.join('\n')}\n` }], warnings: [] };
  },
};

/**
 * Line breaks are blanks by now. At the end of a line ffmpeg takes a backslash that is itself escaped for the beginning of an escaped
 * line break, and the next lines for the rest of the title: a blank behind it keeps them apart.
 */
const escapedValue = (text: string): string => text.replace(/[=;#\\]/g, '\\$&').replace(/\\$/, '$& ');
