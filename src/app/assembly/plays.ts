import { extentOf } from '../../domain/extent.js';
import type { Line } from '../../domain/line.js';
import { lengthOf, type Span } from '../../domain/span.js';
import type { Track } from '../../domain/track.js';
import type { Recurring } from '../../domain/tracklist.js';
import { together } from './confidence.js';

/** One time that a track is played, from first to last heard: one line, or several where it was looped or cued anew. */
export interface Play extends Span {
  track: Track;
  key: string;
  lines: Line[];
  confidence: number;
  alternatives: Play[];
  /** Why it is less sure than what was heard says. */
  recurring?: Recurring;
}

/** A track that stays away longer than this and comes back elsewhere is played a second time. */
const LONGEST_RECUE = 20;
/** A track that goes on along its old line was only hidden, by a filter or the other deck, for up to this long. */
const LONGEST_HIDING = 90;
/** A loop or a re-cue keeps the speed; another speed is another deck. Short lines tell their speed to about 1 %. */
const ONE_SPEED = 0.02;
/** Seconds by which a line may miss the continuation of another and still be the same one. */
const SAME_LINE = 1.5;

/** When the next track's own beginning lies this long before the last one's own end, nothing else was played between them. */
export const NATURAL_LEFT = 60;

/** Joins the lines of one track that belong to one play: its loops, re-cues, and stretches hidden under something else. */
export function findPlays(lines: readonly Line[]): Play[] {
  const plays: Play[] = [];
  const latest = new Map<string, Play[]>();
  for (const line of [...lines].sort((a, b) => a.start - b.start)) {
    const id = `${line.identifier}\n${line.key}`;
    const candidates = latest.get(id) ?? [];
    latest.set(id, candidates);
    const home = candidates.find((play) => belongs(play, line));
    if (home) join(home, line);
    else {
      const play = playOf(line);
      candidates.unshift(play);
      plays.push(play);
    }
  }
  return plays;
}

function playOf(line: Line): Play {
  return {
    track: line.track,
    key: `${line.identifier}:${line.key}`,
    lines: [line],
    start: line.start,
    end: line.end,
    confidence: line.confidence,
    alternatives: [],
  };
}

function belongs(play: Play, line: Line): boolean {
  const gap = line.start - play.end;
  if (gap <= LONGEST_RECUE && play.lines.some((other) => sameSpeed(other, line))) return true;
  return gap <= LONGEST_HIDING && play.lines.some((other) => continues(other, line));
}

function sameSpeed(a: Line, b: Line): boolean {
  return a.speed === undefined || b.speed === undefined || Math.abs(a.speed / b.speed - 1) <= ONE_SPEED;
}

/** Whether `line` lies where `other` would be had it gone on. */
function continues(other: Line, line: Line): boolean {
  if (other.trackStart === undefined || line.trackStart === undefined) return false;
  const passed = line.start - other.start;
  const speed = other.speed ?? line.speed ?? 1;
  return Math.abs(other.trackStart + passed * speed - line.trackStart) <= SAME_LINE + passed * 0.002;
}

function join(play: Play, line: Line): void {
  play.lines.push(line);
  play.start = Math.min(play.start, line.start);
  play.end = Math.max(play.end, line.end);
  // Lines of one play aren't independent witnesses: the surest one speaks.
  play.confidence = Math.max(play.confidence, line.confidence);
}

/** Two identifiers heard the same recording: one play, witnessed twice. The first one's track and times lead. */
export function merge(lead: Play, other: Play): void {
  lead.lines.push(...other.lines);
  const leadTracked = lead.lines.some((l) => l.tracked);
  // Where one followed the track, the other's sample ends tell nothing more.
  if (!leadTracked || other.lines.some((l) => l.tracked)) {
    lead.start = Math.min(lead.start, other.start);
    lead.end = Math.max(lead.end, other.end);
  }
  lead.track = complete(lead.track, other.track);
  lead.confidence = together([lead.confidence, other.confidence]);
  lead.alternatives.push(...other.alternatives);
}

/** The first one's facts, with the gaps filled from the second. */
export function complete(track: Track, more: Track): Track {
  return {
    ...more,
    ...Object.fromEntries(Object.entries(track).filter(([, value]) => value !== undefined)),
    title: track.title,
    artists: track.artists.length > 0 ? track.artists : more.artists,
    ids: { ...more.ids, ...track.ids },
    urls: { ...more.urls, ...track.urls },
  };
}

/** Played speed: of the line that lasted longest, since its slope is the surest. */
export function speedOf(play: Play): number | null {
  const told = play.lines.filter((line) => line.speed !== undefined);
  told.sort((a, b) => lengthOf(b) - lengthOf(a));
  return told[0]?.speed ?? null;
}

export const isTracked = (play: Play): boolean => play.lines.some((line) => line.tracked);

/** Where in the mix the track's own beginning would lie. */
export function zeroOf(play: Play): number | undefined {
  const line = play.lines.find((l) => l.start === play.start && l.trackStart !== undefined);
  return line && extentOf(line.start, { ...line, trackTime: line.trackStart }).zero;
}

/** Where in the mix it would end if it were played to its own end. */
export function endOf(play: Play): number | undefined {
  const zero = zeroOf(play);
  if (zero === undefined) return undefined;
  return extentOf(zero, { trackTime: 0, speed: speedOf(play) ?? undefined, duration: play.track.duration }).end;
}
