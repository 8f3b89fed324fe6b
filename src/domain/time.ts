import type { Span } from './span.js';

/** `m:ss`, or `h:mm:ss` from an hour on: the way DJs and video pages write times. Fractions are cut, not rounded. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds + 1e-6));
  const s = String(whole % 60).padStart(2, '0');
  const m = Math.floor(whole / 60) % 60;
  const h = Math.floor(whole / 3600);
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`;
}

/** `10:00 to 20:00` */
export const windowText = ({ start, end }: Span): string => `${clock(start)} to ${clock(end)}`;

/** `h:mm:ss` always, for columns that are sorted and parsed. */
export function longClock(seconds: number): string {
  const text = clock(seconds);
  if (seconds >= 3600) return text;
  return `0:${text.padStart(5, '0')}`;
}

/** How `parseTime` wants a time or a length written: for the error that refuses one. */
export const TIME_FORMS = '90, 1:30, 1:02:45, 1m30, 45s or 2h';

/**
 * Reads a time or a length in every form that people write: `90`, `90.5`, `1:30`, `1:02:45.5`, `45s`, `2h`, `1h30m`, and
 * `1m30` or `1h30`, where a number at the end is of the next smaller unit. Null for anything else.
 */
export function parseTime(text: string): number | null {
  const given = text.trim();
  return withColons(given) ?? withUnits(given);
}

function withColons(text: string): number | null {
  const match = /^(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)$/.exec(text);
  if (!match) return null;
  const [, h, m, s] = match;
  if (m !== undefined && Number(s) >= 60) return null;
  if (h !== undefined && Number(m) >= 60) return null;
  return Number(h ?? 0) * 3600 + Number(m ?? 0) * 60 + Number(s);
}

/** Seconds of each unit, the largest first. */
const UNITS = [
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

function withUnits(text: string): number | null {
  const parts = [...text.matchAll(/\s*(\d+(?:\.\d+)?)\s*([hms]?)/giy)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return null;
  let seconds = 0;
  let next = 0;
  for (const [i, [, number, letter]] of parts.entries()) {
    // Without a unit of its own a number is of the one below the last: 1h30 is an hour and 30 minutes.
    const unit = letter ? UNITS.findIndex(([name]) => name === letter.toLowerCase()) : next;
    const last = i === parts.length - 1;
    if ((!letter && (i === 0 || !last)) || unit < next || unit >= UNITS.length) return null;
    // 1m90 is no time, as 1:90 is none; 90m by itself is.
    if (i > 0 && Number(number) >= 60) return null;
    if (!last && number!.includes('.')) return null;
    seconds += Number(number) * UNITS[unit]![1];
    next = unit + 1;
  }
  return seconds;
}
