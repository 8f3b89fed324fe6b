import { ffmetadataText } from '../domain/ffmetadata.js';
import { given } from '../domain/given.js';
import type { Exporter } from '../domain/ports/export.js';
import { oneLine } from '../domain/text.js';
import { partOf } from './part.js';
import { mixTitle } from './rows.js';
import { nameOfStretch, stretchesOf } from './stretches.js';

/**
 * What `ffmpeg -i mix.mp3 -i mix.ffmeta -map 0 -map_metadata 0 -map_chapters 1 -c copy out.mka` takes chapters from, and mpv with
 * `--chapters-file`.
 */
export const ffmetadata: Exporter = {
  export(tracklist, { baseName }) {
    const tags = given<{ title: string; artist?: string; comment?: string }>({
      title: mixTitle(tracklist),
      artist: oneLine(tracklist.source.artist ?? '') || undefined,
      comment: partOf(tracklist),
    });
    const chapters = stretchesOf(tracklist).map((stretch) => ({
      start: stretch.start / 1000,
      end: stretch.end / 1000,
      title: nameOfStretch(stretch),
    }));
    return { files: [{ name: `${baseName}.ffmeta`, content: ffmetadataText(chapters, tags) }], warnings: [] };
  },
};
