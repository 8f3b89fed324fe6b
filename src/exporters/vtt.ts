import type { Exporter } from '../domain/ports/export.js';
import { partOf } from './part.js';
import { exactClock, nameOfStretch, stretchesOf } from './stretches.js';

/** WebVTT (W3C), as a page's video or audio takes it: `<track kind="chapters" src="mix.vtt">`. */
export const vtt: Exporter = {
  export(tracklist, { baseName }) {
    const part = partOf(tracklist);
    const cues = stretchesOf(tracklist).map((stretch) => {
      const times = `${exactClock(stretch.start, '.')} --> ${exactClock(stretch.end, '.')}`;
      return `${times}\n${escapedCue(nameOfStretch(stretch))}\n`;
    });
    const blocks = ['WEBVTT\n', ...(part ? [`NOTE ${part}\n`] : []), ...cues];
    return { files: [{ name: `${baseName}.vtt`, content: blocks.join('\n') }], warnings: [] };
  },
};

/** So neither a tag nor an arrow, which would begin another cue, can be in it. */
const escapedCue = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
