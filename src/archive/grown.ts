import type { Correction } from '../domain/correction.js';
import { withCorrections } from '../domain/corrections.js';
import { shiftedCorrection, shiftedTracklist } from '../domain/shifted.js';
import { lengthOf, type Span } from '../domain/span.js';
import type { Tracklist } from '../domain/tracklist.js';
import { type Change, changeBetween, isStillSaid } from '../domain/undo.js';
import { isPart, lossOf } from '../domain/worth.js';
import type { Copy, KeptMix, Keys } from './kept.js';
import { isWhole } from './same-mix/decide.js';

/** Places that one mix was found at, the latest first. */
const PLACES = 16;
/** Other recordings of one mix; one that is forgotten is recognised by its sound. */
export const COPIES = 32;
/** Changes of a mix that can be undone. */
const CHANGES = 20;
/** Seconds by which two decoders may differ about the end. */
const HAIR = 1;
/** Encoders put a few hundredths of a second in front. */
const SAME_TIME = 0.1;

/** What is told of a mix that is kept already. */
export interface Result {
  tracklist: Tracklist;
  keys: Keys;
  /** Where the recording lies in the mix; null where it is the one whose tracklist is kept. */
  lies: Span | null;
  /** What had been said of the mix, as far as whoever made the result knew. */
  read: readonly Correction[] | undefined;
  /** What it was until its owner changed it just now. */
  changed: Tracklist | undefined;
  heard: NonNullable<KeptMix['sound']> | null;
  moment: string;
}

/** A mix that is kept already, with a new result: the better of the two, and all that a person has said. */
export function grown(before: KeptMix, result: Result): KeptMix {
  const { lies } = result;
  if (!lies || isSameTime(lies, before)) return inPlace(before, result);
  const { start } = lies;
  const room = { start: 0, end: lengthOf(lies) };
  // Without its sound nothing could be found in another time.
  const mayBeMore = start <= HAIR && result.heard && (isPart(before.tracklist) || !isPart(result.tracklist));
  const isMore = mayBeMore && !lossOf(shiftedTracklist(before.tracklist, -start, room), result.tracklist);
  return isMore ? withLonger(before, result, start) : withPart(before, result, lies);
}

/** Whether two recordings begin and end together, so that what is said of the one holds for the other as it is. */
export const isSameTime = ({ start, end }: Span, { tracklist: { duration } }: Pick<KeptMix, 'tracklist'>): boolean =>
  Math.abs(start) < SAME_TIME && Math.abs(end - duration) < HAIR;

/** What was said of a mix, as it holds for a recording of it. */
export function shownTo(
  lies: Span | null,
  { tracklist }: KeptMix,
): Array<{ said: Correction; shown: Correction | null }> {
  const { corrections = [], duration } = tracklist;
  if (!lies || isSameTime(lies, { tracklist })) return corrections.map((said) => ({ said, shown: said }));
  const how = { room: { start: 0, end: lengthOf(lies) }, isWhole: isWhole(lies, duration) };
  return corrections.map((said) => ({ said, shown: shiftedCorrection(said, -lies.start, how) }));
}

function inPlace(before: KeptMix, { tracklist: now, keys, read, changed, heard, moment }: Result): KeptMix {
  const others = saidMeanwhile(before.tracklist, now, read);
  const isLess = lossOf(before.tracklist, now) !== null;
  const said = now.corrections ?? [];
  const tracklist = withMore(isLess ? withCorrections(before.tracklist, said) : now, others);
  const { undoable = [], copies: _, ...rest } = before;
  const whole = { start: 0, end: before.tracklist.duration };
  const changes = changed ? [...undoable, changeBetween(changed, now)] : undoable;
  const after = changed ? withMore(now, others) : tracklist;
  return {
    ...rest,
    ...undoableOf(changes, after),
    ...(keys.content !== undefined && { content: keys.content }),
    ...copiesOf(before, keys.content, 0, whole),
    places: placesOf(before, keys),
    ...longer(before.sound, heard),
    lastKept: moment,
    tracklist: after,
  };
}

/** What can be undone, of a mix that says this now: not what has been taken back some other way. */
export function undoableOf(changes: readonly Change[], now: Tracklist): Pick<KeptMix, 'undoable'> {
  const undoable = changes.filter((change) => isStillSaid(change, now)).slice(-CHANGES);
  return undoable.length > 0 ? { undoable } : {};
}

/** A recording that holds all of the mix and more takes its place, and time counts from its beginning. */
function withLonger(
  before: KeptMix,
  { tracklist: now, keys, heard, moment, ...result }: Result,
  start: number,
): KeptMix {
  const { undoable: _, copies: __, sound: ___, content: ____, ...rest } = before;
  const room = { start: 0, end: now.duration };
  const earlier = (before.tracklist.corrections ?? []).flatMap(
    (one) => shiftedCorrection(one, -start, { room, isWhole: true }) ?? [],
  );
  const others = saidMeanwhile({ ...before.tracklist, corrections: earlier }, now, result.read);
  const own = { start: -start, end: before.tracklist.duration - start };
  return {
    ...rest,
    ...(keys.content !== undefined && { content: keys.content }),
    ...copiesOf(before, keys.content, start, own),
    places: placesOf(before, keys),
    ...(heard && { sound: heard }),
    lastKept: moment,
    tracklist: withMore(now, others),
  };
}

/** A part, or a result that knows less: the mix stays as it is, with what was said of the part. */
function withPart(before: KeptMix, { tracklist: now, keys, read, moment }: Result, lies: Span): KeptMix {
  const { undoable = [], ...rest } = before;
  const shown = shownTo(lies, before);
  const textOf = (one: Correction): string => JSON.stringify(one);
  const said = new Set((now.corrections ?? []).map(textOf));
  const wasRead = read && new Set(read.map(textOf));
  const stays = shown.filter(({ shown: one }) => !one || said.has(textOf(one)) || !(wasRead?.has(textOf(one)) ?? true));
  const known = new Set(shown.flatMap(({ shown: one }) => (one ? [textOf(one)] : [])));
  const back = { room: { start: 0, end: before.tracklist.duration }, isWhole: false };
  const added = (now.corrections ?? [])
    .filter((one) => !known.has(textOf(one)))
    .flatMap((one) => shiftedCorrection(one, lies.start, back) ?? []);
  const corrections = [...stays.map(({ said: one }) => one), ...added];
  const { corrections: _, ...plain } = before.tracklist;
  const tracklist =
    added.length > 0
      ? withCorrections(plain, corrections)
      : { ...plain, ...(corrections.length > 0 && { corrections }) };
  const { content } = keys;
  const others = (before.copies ?? []).filter((copy) => copy.content !== content);
  return {
    ...rest,
    ...undoableOf(undoable, tracklist),
    ...(content !== undefined &&
      content !== before.content && { copies: [{ content, ...lies }, ...others].slice(0, COPIES) }),
    lastKept: moment,
    tracklist,
  };
}

/** The other recordings, when `content` becomes the one whose time counts, `start` seconds into the time that counted before. */
function copiesOf(before: KeptMix, content: string | undefined, start: number, own: Span): Pick<KeptMix, 'copies'> {
  const moved = (before.copies ?? []).map(
    (copy): Copy => ({ content: copy.content, start: copy.start - start, end: copy.end - start }),
  );
  const last = content !== undefined && before.content !== undefined ? [{ content: before.content, ...own }] : [];
  const copies = [...last, ...moved].filter((copy) => copy.content !== content).slice(0, COPIES);
  return copies.length > 0 ? { copies } : {};
}

const placesOf = (before: KeptMix, keys: Keys): string[] =>
  [...new Set([...keys.places, ...before.places])].slice(0, PLACES);

/** What was said of a mix that whoever made the new result didn't know of, so that it can't have been taken back. */
function saidMeanwhile(kept: Tracklist, now: Tracklist, read: readonly Correction[] | undefined): Correction[] {
  if (!read) return [];
  const known = new Set([...read, ...(now.corrections ?? [])].map((one) => JSON.stringify(one)));
  return (kept.corrections ?? []).filter((one) => !known.has(JSON.stringify(one)));
}

export function withMore(tracklist: Tracklist, more: readonly Correction[]): Tracklist {
  if (more.length === 0) return tracklist;
  return { ...withCorrections(tracklist, more), corrections: [...(tracklist.corrections ?? []), ...more] };
}

/** Of two sounds of one mix the later, unless it is of a smaller part. */
function longer(before: KeptMix['sound'], now: KeptMix['sound'] | null): Pick<KeptMix, 'sound'> {
  return now && (!before || lengthOf(now) >= lengthOf(before) - HAIR) ? { sound: now } : {};
}
