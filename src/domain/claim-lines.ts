import type { Claim } from './claim.js';
import { readName } from './names/read-name.js';
import { oneLine } from './text.js';
import type { Track } from './track.js';

export interface ReadLines {
  /** In the order of the text; times are seconds of the mix. */
  claims: Claim[];
  /** Numbers of the lines that name no track, but for empty ones: headings, addresses, greetings. */
  unread: number[];
}

/** Nobody has longer lists; what is pasted may be anything. */
const MOST_CHARACTERS = 500_000;
const MOST_LINES = 5000;
const LONGEST_LINE = 300;
/** Of a list's times, so many go up: else they are the lengths of the tracks, or times of something else. */
const ASCENDING = 0.8;

/** `#`, a bullet, `12.`, `12)`, `#12` */
const LEAD = /^(?:#\s*\d{1,3}[.):]?\s+|(?:[#*•·▪►>+–—-]+\s+)?(?:\d{1,3}[.)]:?\s+)?)/;
/** `4:23`, `[04:23]`, `(1:02:45)`, `00:04:23.480` */
const TIME = /^[[(]?(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:[.,](\d{1,3}))?[\])]?(?![\d:])/;
/** Minutes, and `??` for unknown ones, as MixesDB has them. */
const MINUTES = /^\[(?:(\d{2,4})|\?{2,4})\]/;
/** `(12:34)`, as the last word of a line. */
const LAST_WORD = /^[[(]?(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)[\])]?$/;
const RANGE_END = /^\s*(?:[-–—]|to)\s*[[(]?(?:\d{1,3}:)?\d{1,3}:[0-5]\d(?:[.,]\d{1,3})?[\])]?(?![\d:])/;
const BETWEEN = /^[\s|:.,>~•=–—-]+/;
const LAYERED = /^(?:w\/|with:)\s*/i;
/** How lists mark what they aren't sure of. */
const DOUBT = /\(\?+\)$/;
/** What stands for a name that nobody knows. */
const NOBODY = /^(?:\?+|id|unknown|unknown (?:artist|track|title))$/i;
/** VirtualDJ's own list has times of day. */
const TIMES_OF_DAY = /^VirtualDJ History \d{4}\/\d\d\/\d\d/;
/** A list for MixesDB, in which `0:59` is an hour and minutes. */
const WIKI = /^#\s*\[/;

const BY = / by /gi;
/** Letters of it. */
const BY_LENGTH = 4;
const DASH = /\s[-–—]\s/;
/** A label as it is written by pages: in capitals, and no word of a version. */
const LABEL = /^[\p{Lu}\p{N}][\p{Lu}\p{N} .&'/+-]{2,40}$/u;
const HAS_CAPITALS = /^\S*\p{Lu}{2}/u;
const OF_A_VERSION = /\b(?:VIP|DUB|EDIT|MIX|REMIX|LIVE|REWORK|BOOTLEG|VERSION|ID|FREE|OUT)\b/;
/** So many lines of a list, and such a part of all, show what its form is. */
const LEAST_LINES = 3;
const MOST_LINES_OF_FORM = 0.5;

interface ReadLine {
  text: string;
  /** The parts of the time as they stand there. */
  time: Time | null;
  layered: boolean;
}

interface Time {
  hours: number | null;
  minutes: number;
  /** Null where only minutes are said. */
  seconds: number | null;
  isWiki: boolean;
}

/**
 * What pasted lines say, in any of the forms that people and sites write: with the time before the name or behind it, in
 * brackets or bare, with numbers, bullets, labels and layers. Times are taken as they are said or not at all.
 */
export function claimsIn(text: string): ReadLines {
  const lines = text.slice(0, MOST_CHARACTERS).split(/\r\n?|\n/, MOST_LINES);
  const said = lines.map((whole) => oneLine(whole).slice(0, LONGEST_LINE).trimEnd());
  const form = formOf(said);
  const read: ReadLine[] = [];
  const unread: number[] = [];
  for (const [at, line] of said.entries()) {
    if (line === '') continue;
    const parts = partsOf(line, form);
    if (parts) read.push(parts);
    else unread.push(at + 1);
  }
  const times = timesOf(
    read,
    lines.some((line) => TIMES_OF_DAY.test(line)),
  );
  const claims = read.flatMap(({ text: name, layered }, i): Claim[] => {
    const track = trackNamed(name);
    return track ? [{ track, at: times[i]!, ...(layered && { layered }) }] : [];
  });
  return { claims, unread };
}

/** What only many lines together show: whether the artist stands behind `by`, and a label behind all. */
interface Form {
  by: boolean;
  label: boolean;
}

function formOf(lines: readonly string[]): Form {
  const filled = lines.filter((line) => /[\p{L}\p{N}]/u.test(line));
  const share = (is: (name: string, isTimed: boolean) => boolean): boolean => {
    const fitting = filled.filter((line) => {
      const rest = line.replace(LEAD, '');
      const { text, time } = timeBefore(rest, false) ?? timeBehind(rest);
      return is(text, time !== null);
    });
    return fitting.length >= LEAST_LINES && fitting.length >= MOST_LINES_OF_FORM * filled.length;
  };
  return {
    by: share((name, isTimed) => isTimed && artistBehind(name) !== null),
    label: share((name) => capitalsBehind(name) !== null),
  };
}

/** As other lists have it: `Ann Orr - Sea [TIDES]`. */
function inUsualForm(name: string, { by, label }: Form): string {
  const behind = by ? artistBehind(name) : null;
  if (behind) return `${behind.artist} - ${behind.title}`;
  const at = labelBehind(name) ?? (label ? capitalsBehind(name) : null);
  return at === null ? name : `${name.slice(0, at)} [${name.slice(at + 1)}]`;
}

/** `Sea by Ann Orr`; a title may have the word, too. */
function artistBehind(name: string): { title: string; artist: string } | null {
  const at = [...name.matchAll(BY)].at(-1)?.index ?? -1;
  const [title, artist] = [name.slice(0, Math.max(0, at)), name.slice(at + BY_LENGTH)];
  return at > 0 && !DASH.test(name) && /^\S/.test(title) && /^\S/.test(artist) ? { title, artist } : null;
}

/** `Sea (Bo Remix) TIDES`, as a page of 1001tracklists is copied: where the blank before the label is. */
function labelBehind(name: string): number | null {
  const at = Math.max(name.lastIndexOf(')'), name.lastIndexOf(']')) + 1;
  return at > 0 && name[at] === ' ' && isLabel(name.slice(at + 1)) ? at : null;
}

/** `Ann Orr - Sea TIDES`: only a list in which most lines end so says that it is a label. */
function capitalsBehind(name: string): number | null {
  const last = [...name.matchAll(/\p{Ll}/gu)].at(-1);
  const at = last ? name.indexOf(' ', last.index) : -1;
  return at > 0 && DASH.test(name.slice(0, at)) && isLabel(name.slice(at + 1)) ? at : null;
}

const isLabel = (text: string): boolean => LABEL.test(text) && HAS_CAPITALS.test(text) && !OF_A_VERSION.test(text);

/** Null for a line that has neither a time nor an artist and a title. */
function partsOf(whole: string, form: Form): ReadLine | null {
  const rest = whole.replace(LEAD, '');
  const first = timeBefore(rest, WIKI.test(whole));
  const { time, text } = first ?? timeBehind(rest);
  const layered = LAYERED.test(text);
  const said = text.replace(LAYERED, '').replace(DOUBT, '').trim();
  const name = time ? inUsualForm(withDash(said), form) : inUsualForm(said, { ...form, by: false });
  if (name === '' || /^\.{3}$|^…$/.test(name)) return null;
  const says = first || layered || isNobody(name) || /\S\s+[-–—]\s+\S/.test(name);
  return says && !/^https?:\/\//i.test(name) ? { text: name, time, layered } : null;
}

/** `Artist | Title` as it is written otherwise: only behind or before a time, since headings and menus look like it. */
function withDash(name: string): string {
  const parts = name.split(' | ');
  return parts.length === 2 && !/\s[-–—]\s/.test(name) ? parts.join(' - ') : name;
}

function timeBefore(text: string, isWiki: boolean): { time: Time | null; text: string } | null {
  const exact = TIME.exec(text);
  if (exact) {
    const [all, h, m, s, fraction = ''] = exact;
    const time = timeFrom(h, m!, s!, fraction, isWiki);
    return time && { time, text: text.slice(all.length).replace(RANGE_END, '').replace(BETWEEN, '') };
  }
  const minutes = MINUTES.exec(text);
  if (!minutes) return null;
  const time = minutes[1] === undefined ? null : { hours: null, minutes: Number(minutes[1]), seconds: null, isWiki };
  return { time, text: text.slice(minutes[0].length).replace(BETWEEN, '') };
}

function timeBehind(text: string): { time: Time | null; text: string } {
  const blank = text.lastIndexOf(' ');
  const last = LAST_WORD.exec(text.slice(blank + 1));
  const time = last && blank > 0 ? timeFrom(last[1], last[2]!, last[3]!, '', false) : null;
  return time ? { time, text: text.slice(0, blank).replace(/[\s|:,–—-]{1,9}$/, '') } : { time: null, text };
}

function timeFrom(h: string | undefined, m: string, s: string, fraction: string, isWiki: boolean): Time | null {
  if (h !== undefined && Number(m) >= 60) return null;
  return {
    hours: h === undefined ? null : Number(h),
    minutes: Number(m),
    seconds: Number(`${s}.${fraction || 0}`),
    isWiki,
  };
}

/** Seconds of each line; all null where the list's times can't be those of the mix. */
function timesOf(lines: readonly ReadLine[], areOfDay: boolean): Array<number | null> {
  const said = lines.flatMap(({ time }) => time ?? []);
  const isWiki = said.every((time) => time.isWiki);
  const times = lines.map(({ time }) => time && secondsOf(time, isWiki));
  const known = times.filter((time) => time !== null);
  const rising = known.filter((time, i) => i > 0 && time >= known[i - 1]!).length;
  return areOfDay || rising < (known.length - 1) * ASCENDING ? times.map(() => null) : times;
}

function secondsOf({ hours, minutes, seconds }: Time, isWiki: boolean): number {
  if (seconds === null) return minutes * 60;
  // Two parts there are an hour and its minutes.
  if (isWiki && hours === null) return minutes * 3600 + seconds * 60;
  return (hours ?? 0) * 3600 + minutes * 60 + seconds;
}

/** A track as a list names it; null for what the list itself doesn't know. */
export function trackNamed(name: string): Track | null {
  if (isNobody(name)) return null;
  const { title, version, artists, label } = readName(name);
  if (NOBODY.test(title) || !/[\p{L}\p{N}]/u.test(title)) return null;
  return {
    title,
    artists: artists.filter((artist) => !NOBODY.test(artist)),
    ...(version !== undefined && { version }),
    ...(label !== undefined && { label }),
  };
}

/** `ID - ID`, `?` */
const isNobody = (name: string): boolean => name.split(/\s[-–—]\s/).every((part) => NOBODY.test(part.trim()));
