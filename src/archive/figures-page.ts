import { escaped, htmlPage } from '../domain/html.js';
import type { Counted, Figures } from './figures.js';

/** Stands in every page of this kind, and in no other file. */
export const FIGURES = '<!-- figures of a tracklistify archive -->';

const STYLE = `
  h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
  .sum { color: var(--quiet); }
  ul { list-style: none; margin: 0; padding: 0; }
  li { position: relative; padding: .15rem 0; }
  svg { display: block; width: 100%; height: .4rem; }
  rect { fill: var(--bar); }
  .row { display: flex; gap: .75rem; justify-content: space-between; }
  .much { color: var(--quiet); white-space: nowrap; font-variant-numeric: tabular-nums; }
  @media (min-width: 40rem) { li { display: grid; grid-template-columns: 1fr 14rem; gap: 1rem; align-items: center; } }
  @media print { rect { fill: #888; } }
`;

/** The figures as plots: a bar a row, as long as it was played often. Every number stands beside its bar. */
export function figuresPage(figures: Figures, within: number): string {
  const { mixes, hours, played, tracks, unknown } = figures;
  const sum =
    `<p class="sum">${mixes} ${mixes === 1 ? 'mix' : 'mixes'}, ${hours.toFixed(1)} hours, ${played} plays of ` +
    `${tracks} tracks; ${Math.round(unknown * 100)} % of the time is unknown.</p>`;
  const lists: Array<[string, readonly Counted[]]> = [
    ['Most played', figures.mostPlayed],
    ['Artists', figures.artists],
    ['Labels', figures.labels],
    ['Years', figures.years],
    ['Tempos, as played', figures.tempos],
    ['Keys', figures.keys],
    ['Mixed together', figures.pairs],
    [`Played again within ${within} ${within === 1 ? 'set' : 'sets'}`, figures.repeats],
  ];
  return htmlPage('What was played', STYLE, [FIGURES, sum, ...lists.flatMap(listOf)].join('\n'));
}

function listOf([heading, rows]: [string, readonly Counted[]]): string[] {
  if (rows.length === 0) return [];
  const most = Math.max(...rows.map(({ times }) => times));
  return [`<h2>${escaped(heading)}</h2>`, '<ul>', ...rows.map((row) => itemOf(row, most)), '</ul>'];
}

function itemOf({ what, times, mixes, first, last }: Counted, most: number): string {
  const days = first === last ? first : `${first} to ${last}`;
  const much = `${times} ${times === 1 ? 'time' : 'times'} in ${mixes} ${mixes === 1 ? 'mix' : 'mixes'}, ${days}`;
  const bar = `<svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect width="${((100 * times) / most).toFixed(1)}" height="4" rx="1"/></svg>`;
  return `<li><div class="row"><bdi>${escaped(what)}</bdi><span class="much">${much}</span></div>${bar}</li>`;
}
