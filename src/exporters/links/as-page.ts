import { clock, windowText } from '../../domain/time.js';
import type { Tracklist } from '../../domain/tracklist.js';
import { doubtOf, mixHeading, nameOf } from '../rows.js';
import type { LinkedRow } from './linked-rows.js';
import type { Link } from './searches.js';

/** The page is whole in itself, and its own policy forbids it to load or run anything. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE = `
  :root { color-scheme: light dark; --quiet: #5c6470; --line: #d9dde3; --link: #0b57b0; --back: #fff; --ink: #16191d; }
  @media (prefers-color-scheme: dark) {
    :root { --quiet: #9aa4b2; --line: #2c333d; --link: #8ab8f5; --back: #14171b; --ink: #e6e9ed; }
  }
  * { box-sizing: border-box; }
  body { margin: 0 auto; max-width: 50rem; padding: 1rem; background: var(--back); color: var(--ink);
    font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
  h1 { font-size: 1.4rem; line-height: 1.25; margin: .5rem 0 1rem; }
  ol { list-style: none; margin: 0; padding: 0; }
  li { display: grid; grid-template-columns: 4.5rem 1fr; gap: 0 .75rem; padding: .6rem 0; border-top: 1px solid var(--line); }
  .time { grid-row: span 3; text-align: right; color: var(--quiet); font-variant-numeric: tabular-nums; }
  p { margin: 0; }
  .label, .kind, .doubt { color: var(--quiet); }
  .links { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .9rem; font-size: .9rem; }
  .kind { min-width: 3.2rem; }
  a { color: var(--link); padding: .15rem 0; }
  @media (max-width: 30rem) {
    li { grid-template-columns: 1fr; }
    .time { grid-row: auto; text-align: left; }
    a { padding: .4rem 0; }
  }
  @media print { a { color: inherit; } }
`;

export function linksAsPage(tracklist: Tracklist, rows: readonly LinkedRow[]): string {
  const heading = escaped(mixHeading(tracklist));
  const { window } = tracklist;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${heading}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${heading}</h1>
${window ? `<p>Only the part from ${windowText(window)}.</p>\n` : ''}${rows.length > 0 ? `<ol>\n${rows.map(itemOf).join('\n')}\n</ol>` : '<p>No track.</p>'}
</body>
</html>
`;
}

function itemOf(row: LinkedRow): string {
  // A title in Arabic or Hebrew turns nothing round but itself.
  const name = `<bdi>${escaped(`${row.layered ? 'w/ ' : ''}${nameOf(row)}`)}</bdi>`;
  const label = row.label && ` <bdi class="label">[${escaped(row.label)}]</bdi>`;
  const doubt = row.doubtful ? `<span class="doubt">${doubtOf(row)}</span>` : '';
  const parts = [
    `<span class="time">${clock(row.start)}</span>`,
    `<p>${name}${label}${doubt}</p>`,
    listOf('direct', row.direct),
    listOf('search', row.searches),
  ];
  return `<li>${parts.filter(Boolean).join('\n')}</li>`;
}

function listOf(kind: string, links: readonly Link[]): string {
  if (links.length === 0) return '';
  const all = links.map(
    ({ title, url }) => `<a href="${escaped(url)}" rel="noopener noreferrer">${escaped(title)}</a>`,
  );
  return `<p class="links"><span class="kind">${kind}</span> ${all.join(' ')}</p>`;
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign]!);
