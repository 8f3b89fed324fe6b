import type { Exporter } from '../domain/ports/export.js';
import type { Tracklist } from '../domain/tracklist.js';
import { partWarning } from './part.js';
import { doubtOf, isName, type Row, rowsOf, titleOf } from './rows.js';
import { unbracketed } from './unbracketed.js';

/** Wiki text for a page of MixesDB: `# [004] Artist - Title (Version) [Label]`, and the category that says how whole the list is. */
export const mixesdb: Exporter = {
  export(tracklist, { baseName }) {
    const rows = rowsOf(tracklist);
    const minutes = rows.map((row) => Math.max(0, Math.floor((row.start + 1e-6) / 60)));
    // All cues of a list are equally wide.
    const width = Math.max(2, ...minutes.map((minute) => String(minute).length));
    const lines: Array<{ at: number; line: string }> = [
      ...rows.map((row, i) => ({
        at: row.start,
        line: `# [${String(minutes[i]).padStart(width, '0')}] ${nameOf(row)}`,
      })),
      ...(tracklist.unheard ?? []).map(({ start }) => ({ at: start, line: '# ...' })),
    ];
    lines.sort((a, b) => a.at - b.at);
    const content = [...lines.map(({ line }) => line), '', `[[Category:Tracklist: ${stateOf(tracklist, rows)}]]`];
    return {
      files: [{ name: `${baseName}.mixesdb.txt`, content: content.map((line) => `${line}\n`).join('') }],
      warnings: partWarning(tracklist, 'wiki text'),
    };
  },
};

/** One question mark is enough for a list to be incomplete there. */
function stateOf({ complete, window, unheard }: Tracklist, rows: readonly Row[]): 'none' | 'incomplete' | 'complete' {
  if (!rows.some(({ entry }) => entry.kind === 'track')) return 'none';
  const isWhole = complete && !window && !unheard?.length;
  return isWhole && rows.every(isSure) ? 'complete' : 'incomplete';
}

const isSure = (row: Row): boolean => nameable(row).every((name) => name !== UNKNOWN) && !row.doubtful;

const UNKNOWN = '?';

/** Artist and title, each `?` where nobody knows it. A number in somebody's archive says nothing to others. */
function nameable(row: Row): [artist: string, title: string] {
  if (row.entry.kind === 'unknown') return [UNKNOWN, UNKNOWN];
  const { artists, title } = row.entry.track;
  return [artists.some(isName) ? row.artist : UNKNOWN, isName(title) ? titleOf(row) : UNKNOWN];
}

function nameOf(row: Row): string {
  const [artist, title] = nameable(row);
  if (artist === UNKNOWN && title === UNKNOWN) return UNKNOWN;
  const label = row.label && ` [${asText(unbracketed(row.label))}]`;
  return `${asText(unbracketed(artist))} - ${asText(unbracketed(title))}${label}${doubtOf(row)}`;
}

/** What a wiki would take for a template, a tag, bold, an entity, a signature, a switch or an address is fenced off. */
const MARKUP = /[<>{}]|''|&#?\w+;|~~~|__|\w:\/\/|\bmailto:|\b(?:isbn|rfc|pmid)\s+\d/i;

const asText = (text: string): string =>
  MARKUP.test(text)
    ? `<nowiki>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</nowiki>`
    : text;
