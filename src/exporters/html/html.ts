import { createHash } from 'node:crypto';
import { escaped, htmlDocument } from '../../domain/html.js';
import type { Exporter } from '../../domain/ports/export.js';
import { clock, windowText } from '../../domain/time.js';
import type { Tracklist } from '../../domain/tracklist.js';
import { linkedRowsOf } from '../links/linked-rows.js';
import { mixHeading } from '../rows.js';
import { SCRIPT, STYLE } from './built.js';
import { entryOf } from './entries.js';
import { mixIn } from './mix-address.js';
import { pictureOf } from './picture.js';

/** The mix on a page that is whole in itself: drawn, listed, and played where its sound is at hand. */
export const html: Exporter = {
  draws: true,
  export(tracklist, { baseName, folder, sound }) {
    const heading = mixHeading(tracklist);
    const rows = linkedRowsOf(tracklist);
    const mix = mixIn(tracklist.source, folder);
    const list =
      rows.length > 0
        ? `<ol class="entries">\n${rows.map(entryOf).join('\n')}\n</ol>`
        : '<p class="note">No track.</p>';
    const body = [
      `<header>\n<h1><bdi>${escaped(heading)}</bdi></h1>`,
      `<p class="sum">${sumOf(tracklist)}</p>\n</header>`,
      '<main>\n<section class="mix" aria-label="The mix">',
      pictureOf(tracklist, sound),
      // Not preloaded: a page may be opened to be read.
      `<audio controls preload="metadata"${mix.play ? ` src="${escaped(mix.play)}"` : ''}></audio>`,
      `<p class="file" hidden><label>${mix.why} <input type="file" accept="audio/*,video/*"></label></p>`,
      ...(mix.page
        ? [`<p class="note"><a href="${escaped(mix.page)}" rel="noopener noreferrer">${LINK_TO_MIX}</a></p>`]
        : []),
      '</section>',
      `<section aria-label="Tracklist">\n${list}\n</section>\n</main>`,
      `<footer><p>Made by Tracklistify on ${tracklist.createdAt.slice(0, 10)}.</p></footer>`,
      `<script>${SCRIPT}</script>`,
    ].join('\n');
    const content = htmlDocument({ title: heading, policy: policy(), style: STYLE, body });
    return { files: [{ name: `${baseName}.html`, content }], warnings: [] };
  },
};

const LINK_TO_MIX = 'The mix, where it was found';

/**
 * The page's own script and style by what they are, and nothing else that runs or is loaded but the mix: from beside the page,
 * from the web, or from what a reader chooses.
 */
const policy = (): string =>
  [
    "default-src 'none'",
    `script-src '${hashOf(SCRIPT)}'`,
    `style-src '${hashOf(STYLE)}'`,
    "media-src 'self' file: http: https: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** `1:58:20 · 42 tracks identified, 5 unknown · only the part from …` */
function sumOf({ duration, entries, window, complete }: Tracklist): string {
  const unknown = entries.filter(({ kind }) => kind === 'unknown').length;
  const named = entries.length - unknown;
  const tracks = `${named} ${named === 1 ? 'track' : 'tracks'} identified`;
  return [
    clock(duration),
    unknown === 0 ? tracks : `${tracks}, ${unknown} unknown`,
    ...(window ? [`only the part from ${windowText(window)}`] : []),
    ...(complete ? [] : ['cut short: there may be more']),
  ].join(' · ');
}
