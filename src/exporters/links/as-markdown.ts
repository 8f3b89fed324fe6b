import type { Link } from '../../domain/links.js';
import { clock, windowText } from '../../domain/time.js';
import type { Tracklist } from '../../domain/tracklist.js';
import { escapedMarkdown } from '../markdown.js';
import { doubtOf, mixHeading, nameOf } from '../rows.js';
import type { LinkedRow } from './linked-rows.js';

/** A list rather than a table: a phone shows no ten columns. */
export function linksAsMarkdown(tracklist: Tracklist, rows: readonly LinkedRow[]): string {
  const lines = [
    `# ${escapedMarkdown(mixHeading(tracklist))}`,
    '',
    ...(tracklist.window ? [`Only the part from ${windowText(tracklist.window)}.`, ''] : []),
    ...(rows.length > 0 ? rows.flatMap(linesOf) : ['No track.']),
  ];
  return `${lines.join('\n')}\n`;
}

function linesOf(row: LinkedRow): string[] {
  const name = escapedMarkdown(`${row.layered ? 'w/ ' : ''}${nameOf(row)}`);
  const label = row.label && ` \\[${escapedMarkdown(row.label)}\\]`;
  const links = [
    ...(row.direct.length > 0 ? [`direct: ${row.direct.map(linkOf).join(' · ')}`] : []),
    ...(row.searches.length > 0 ? [`search: ${row.searches.map(linkOf).join(' · ')}`] : []),
  ];
  return [`- ${clock(row.start)} **${name}**${label}${doubtOf(row)}`, ...links.map((line) => `  - ${line}`)];
}

/** Nothing in an address ends it, or is taken for emphasis. */
const linkOf = ({ title, url }: Link): string =>
  `[${escapedMarkdown(title)}](<${url.replace(/[<>\\]/g, (sign) => encodeURIComponent(sign))}>)`;
