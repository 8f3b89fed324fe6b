import { claimedByWords, openClaimWords } from '../../domain/claim-words.js';
import { doubtWords, versionWords } from '../../domain/doubt-words.js';
import { evidenceWords } from '../../domain/evidence-words.js';
import { escaped } from '../../domain/html.js';
import type { Link } from '../../domain/links.js';
import { soundWords } from '../../domain/mixed-in-words.js';
import { oneLine } from '../../domain/text.js';
import { clock } from '../../domain/time.js';
import { idLabel, trackLabel } from '../../domain/track.js';
import type { Alternative } from '../../domain/tracklist.js';
import { percent, speedText, standingOf } from '../../web/shared/standing.js';
import type { LinkedRow } from '../links/linked-rows.js';
import { doubtOf, titleOf } from '../rows.js';

/** An entry of the list: when, what, how fast, how sure, and what stands behind that. */
export function entryOf(row: LinkedRow, index: number): string {
  const { entry, start, end } = row;
  const standing = standingOf(entry);
  const details = [
    ...(entry.kind === 'track' ? [...soundWords(entry), ...versionWords(entry), ...doubtWords(entry)] : []).map(inList),
    ...evidenceWords(entry.evidence).map(inList),
    ...[...claimedByWords(entry), ...openClaimWords(entry)].map((words) => inList(oneLine(words))),
    ...entry.alternatives.map(alternativeOf),
  ];
  const links = [...row.direct, ...row.searches].map(linkOf);
  const name = nameIn(row);
  return [
    `<li class="${standing}" data-start="${seconds(start)}" data-end="${seconds(end)}">`,
    `<span class="number">${index + 1}</span>`,
    `<button type="button" class="time" disabled>${clock(start)}</button>`,
    ...(details.length + links.length > 0
      ? [
          `<details><summary>${name}</summary>`,
          ...(details.length > 0 ? [`<ul class="why">${details.join('')}</ul>`] : []),
          ...(links.length > 0 ? [`<p class="links">${links.join(' ')}</p>`] : []),
          '</details>',
        ]
      : [`<p>${name}</p>`]),
    `<span class="speed">${speedText(entry.speed)}</span>`,
    `<span class="sure-of">${sureness(row)}</span>`,
    '</li>',
  ].join('');
}

const inList = (words: string): string => `<li>${escaped(words)}</li>`;

function alternativeOf(other: Alternative): string {
  const doubt = doubtWords(other).map((words) => `, ${escaped(words)}`);
  return `<li>or <bdi>${escaped(oneLine(trackLabel(other.track)))}</bdi>, ${percent(other.confidence)}${doubt.join('')}</li>`;
}

/** Each name by itself, so that one that is written from right to left turns round nothing but itself. */
function nameIn(row: LinkedRow): string {
  const { number } = row.entry.kind === 'unknown' ? row.entry : {};
  if (number !== undefined) return `<bdi class="title">${idLabel(number)}</bdi>`;
  const title = `<bdi class="title">${escaped(titleOf(row))}</bdi>`;
  const artist = row.artist ? `<bdi class="artist">${escaped(row.artist)}</bdi> <span class="artist">–</span> ` : '';
  const label = row.label ? ` <bdi class="label">[${escaped(row.label)}]</bdi>` : '';
  return `${row.layered ? 'w/ ' : ''}${artist}${title}${label}${doubtOf(row)}`;
}

function sureness({ entry }: LinkedRow): string {
  if (entry.kind === 'unknown') return entry.number === undefined ? 'unknown' : idLabel(entry.number);
  if (entry.corrected) return 'checked';
  const isApart = entry.recordingConfidence !== undefined;
  return `${percent(entry.confidence)}${isApart ? ' <abbr title="maybe another version">~</abbr>' : ''}`;
}

const linkOf = ({ title, url }: Link): string =>
  `<a href="${escaped(url)}" target="_blank" rel="noopener noreferrer">${escaped(title)}</a>`;

const seconds = (value: number): string => String(Number(value.toFixed(3)));
