import { escaped } from '../../domain/html.js';
import type { DrawnSound } from '../../domain/ports/export.js';
import { clock } from '../../domain/time.js';
import type { Tracklist } from '../../domain/tracklist.js';
import { ticks } from '../../web/shared/axis.js';
import { lanesOf } from '../../web/shared/lanes.js';
import { standingOf } from '../../web/shared/standing.js';
import { BANDS, heightsOf, pathOf, reduced } from '../../web/shared/waveform.js';
import { nameOf, rowsOf } from '../rows.js';

/** Of the whole mix: some forty kilobytes, and finer than most screens. */
const COLUMNS = 2400;
const HALF = 100;
/** Pixels of a screen that nobody knows when the page is made, and the least between two times on it. */
const [WIDTH, LEAST] = [720, 64];
const LANE = 9;

/** The whole mix as it sounds and what plays when, on one axis. */
export function pictureOf(tracklist: Tracklist, sound: DrawnSound | undefined): string {
  const duration = durationOf(tracklist);
  if (duration === 0) return '<div class="wave" data-duration="0"><svg><line class="head"/></svg></div>';
  const parts = [...(sound ? [shapeOf(sound, duration)] : []), stripOf(tracklist, duration), ticksOf(duration)];
  return `<div class="wave" data-duration="${number(duration)}">\n${parts.join('\n')}\n${HEAD}\n</div>`;
}

const durationOf = ({ duration, entries }: Tracklist): number =>
  Math.max(duration, ...entries.map(({ end }) => end), 0);

/** Where the mix is: over all the rest. */
const HEAD = '<svg class="over" aria-hidden="true"><line class="head" x1="0" x2="0" y1="0" y2="100%"/></svg>';

function shapeOf({ waveform, start }: DrawnSound, duration: number): string {
  const heights = heightsOf(waveform);
  const columns = reduced(waveform, { start: -start, end: duration - start }, COLUMNS);
  const halves = BANDS.map((band) => `<path class="${band}" d="${pathOf(columns[band], heights, HALF)}"/>`).join('');
  return [
    `<svg class="shape" viewBox="0 -${HALF} ${COLUMNS} ${2 * HALF}" preserveAspectRatio="none" role="img" aria-label="Waveform of the mix">`,
    `<g id="half">${halves}</g><use href="#half" transform="scale(1 -1)"/></svg>`,
  ].join('\n');
}

function stripOf(tracklist: Tracklist, duration: number): string {
  const rows = rowsOf(tracklist);
  const lanes = lanesOf(rows);
  const share = (seconds: number): string => `${number((100 * seconds) / duration)}%`;
  const blocks = rows.map((row, i) => {
    const what = escaped(`${clock(row.start)} ${nameOf(row)}`);
    const place = `x="${share(row.start)}" width="${share(Math.max(0, row.end - row.start))}" y="${lanes[i]! * LANE + 1}"`;
    return `<rect class="${standingOf(row.entry)}" ${place} height="${LANE - 2}" rx="2"><title>${what}</title></rect>`;
  });
  const height = LANE * (Math.max(0, ...lanes) + 1);
  return `<svg class="strip" height="${height}" aria-hidden="true">${blocks.join('')}</svg>`;
}

function ticksOf(duration: number): string {
  const marks = ticks({ start: 0, end: duration }, WIDTH, LEAST).map((time) => {
    const at = (100 * time) / duration;
    const anchor = at < 2 ? 'start' : at > 97 ? 'end' : 'middle';
    return `<text x="${number(at)}%" y="13" text-anchor="${anchor}">${clock(time)}</text>`;
  });
  return `<svg class="ticks" height="18" aria-hidden="true">${marks.join('')}</svg>`;
}

const number = (value: number): string => String(Number(value.toFixed(3)));
