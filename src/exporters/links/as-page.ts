import { escaped, htmlPage } from '../../domain/html.js';
import type { Link } from '../../domain/links.js';
import { clock, windowText } from '../../domain/time.js';
import type { Tracklist } from '../../domain/tracklist.js';
import { doubtOf, mixHeading, nameOf } from '../rows.js';
import type { LinkedRow } from './linked-rows.js';

const STYLE = `
  ol { list-style: none; margin: 0; padding: 0; }
  li { display: grid; grid-template-columns: 4.5rem 1fr; gap: 0 .75rem; padding: .6rem 0; border-top: 1px solid var(--line); }
  .time { grid-row: span 3; text-align: right; color: var(--quiet); font-variant-numeric: tabular-nums; }
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
  const { window } = tracklist;
  const part = window ? `<p>Only the part from ${windowText(window)}.</p>\n` : '';
  const list = rows.length > 0 ? `<ol>\n${rows.map(itemOf).join('\n')}\n</ol>` : '<p>No track.</p>';
  return htmlPage(mixHeading(tracklist), STYLE, part + list);
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
