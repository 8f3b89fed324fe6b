import { given } from '../domain/given.js';
import { directLinks, webAddress } from '../domain/links.js';
import type { Exporter } from '../domain/ports/export.js';
import { jsonText, oneLine } from '../domain/text.js';
import { partOf } from './part.js';
import { mixTitle } from './rows.js';
import { nameOfStretch, type Stretch, stretchesOf } from './stretches.js';

/** Chapters as podcast players take them from a feed: the podcast namespace's JSON Chapters Format, version 1.2. */
export const chapters: Exporter = {
  export(tracklist, { baseName }) {
    const { source } = tracklist;
    const document = given({
      version: '1.2.0',
      title: mixTitle(tracklist),
      author: oneLine(source.artist ?? '') || undefined,
      description: partOf(tracklist),
      chapters: stretchesOf(tracklist).map(chapterOf),
    });
    return { files: [{ name: `${baseName}.chapters.json`, content: jsonText(document, 2) }], warnings: [] };
  },
};

/** An end is only said where the next chapter doesn't say it: players that know none show the chapter all the same. */
function chapterOf(stretch: Stretch, index: number, all: readonly Stretch[]): object {
  const { track } = stretch.rows[0].entry;
  return given({
    startTime: stretch.start / 1000,
    endTime: index === all.length - 1 ? stretch.end / 1000 : undefined,
    title: nameOfStretch(stretch),
    url: track ? directLinks(track)[0]?.url : undefined,
    img: track?.artwork && webAddress(track.artwork)?.href,
  });
}
