import type { Exporter } from '../domain/ports/export.js';
import { partWarning } from './part.js';
import { exactClock, nameOfStretch, stretchesOf } from './stretches.js';

/** SubRip subtitles: the name of what is played stands in the picture for as long as it is. */
export const srt: Exporter = {
  export(tracklist, { baseName }) {
    const cues = stretchesOf(tracklist).map((stretch, i) => {
      const times = `${exactClock(stretch.start, ',')} --> ${exactClock(stretch.end, ',')}`;
      return `${i + 1}\n${times}\n${withoutTags(nameOfStretch(stretch))}\n`;
    });
    return {
      files: [{ name: `${baseName}.srt`, content: cues.join('\n') }],
      warnings: partWarning(tracklist, 'srt'),
    };
  },
};

/** Nothing escapes a sign here: players take `<i>` for a tag and `{\an8}` for a place. */
const withoutTags = (text: string): string =>
  text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('{', '(').replaceAll('}', ')');
