import { evidenceWords } from '../../domain/evidence-words.js';
import { escaped } from '../../domain/html.js';
import type { Link } from '../../domain/links.js';
import { oneLine } from '../../domain/text.js';
import { clock } from '../../domain/time.js';
import { trackLabel } from '../../domain/track.js';
import { percent, speedText, standingOf } from '../../web/shared/standing.js';
import type { LinkedRow } from '../links/linked-rows.js';
import { doubtOf, titleOf } from '../rows.js';

/** An entry of the list: when, what, how fast, how sure, and what stands behind that. */
export function entryOf(row: LinkedRow, index: number): string {
  const { entry, start, end } = row;
  const standing = standingOf(entry);
  const details = [
    ...evidenceWords(entry.evidence).map((line) => `<li>${escaped(line)}</li>`),
    ...entry.alternatives.map(
      ({ track, confidence }) =>
        `<li>or <bdi>${escaped(oneLine(trackLabel(track)))}</bdi>, ${percent(confidence)}</li>`,
    ),
  ];
  const links = [...row.direct, ...row.searches].map(linkOf);
  return [
    `<li class="${standing}" data-start="${seconds(start)}" data-end="${seconds(end)}">`,
    `<span class="number">${index + 1}</span>`,
    `<button type="button" class="time" disabled>${clock(start)}</button>`,
    `<p>${nameIn(row)}</p>`,
    `<span class="speed">${speedText(entry.speed)}</span>`,
    `<span class="sure-of">${sureness(row)}</span>`,
    ...(details.length + links.length > 0
      ? [
          '<details><summary>Why, and where to hear it</summary>',
          ...(details.length > 0 ? [`<ul class="why">${details.join('')}</ul>`] : []),
          ...(links.length > 0 ? [`<p class="links">${links.join(' ')}</p>`] : []),
          '</details>',
        ]
      : []),
    '</li>',
  ].join('');
}

/** Each name by itself, so that one that is written from right to left turns round nothing but itself. */
function nameIn(row: LinkedRow): string {
  const title = `<bdi class="title">${escaped(titleOf(row))}</bdi>`;
  const artist = row.artist ? `<bdi class="artist">${escaped(row.artist)}</bdi> <span class="artist">–</span> ` : '';
  const label = row.label ? ` <bdi class="label">[${escaped(row.label)}]</bdi>` : '';
  return `${row.layered ? 'w/ ' : ''}${artist}${title}${label}${doubtOf(row)}`;
}

function sureness({ entry }: LinkedRow): string {
  if (entry.kind === 'unknown') return 'unknown';
  return entry.corrected ? 'checked' : percent(entry.confidence);
}

const linkOf = ({ title, url }: Link): string =>
  `<a href="${escaped(url)}" target="_blank" rel="noopener noreferrer">${escaped(title)}</a>`;

const seconds = (value: number): string => String(Number(value.toFixed(3)));
