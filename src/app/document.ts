import { headingOf, type Said } from '../domain/heading.js';
import type { Hint } from '../domain/hint.js';
import type { MixOf } from '../domain/ports/archive.js';
import type { Identifier } from '../domain/ports/identify.js';
import type { AudioSource } from '../domain/ports/source.js';
import { withClaimsTold } from '../domain/told-claims.js';
import { type Entry, type SetStory, TRACKLIST_SCHEMA, type Tracklist } from '../domain/tracklist.js';
import type { Heard } from './assembly/assemble.js';
import { keptClaims } from './claims/keep.js';
import type { PlacedClaim } from './claims/place.js';
import { checkHints } from './hints.js';
import type { Ledger } from './ledger.js';

/** Of a run, what its document says. */
interface Work {
  source: AudioSource;
  sourceId?: string | undefined;
  said?: Said;
  identifiers: readonly Identifier[];
  range?: { start?: number; end?: number };
  tool: { name: string; version: string };
  now: () => number;
}

interface More {
  complete: boolean;
  story?: SetStory | null;
  numbering?: string | undefined;
  hints: readonly Hint[];
  placed?: PlacedClaim[][];
  /** The mix was heard to the end of what was asked for. */
  toTheEnd: boolean;
}

/** All that is known of a mix by now, as the document that is written. */
export function documentOf(
  { source, sourceId, said, tool, now, identifiers, range = {} }: Work,
  ledger: Ledger,
  heard: Heard,
  entries: readonly Entry[],
  more: More,
): Tracklist {
  const { id } = mixOf({ source, sourceId });
  const claims = keptClaims(more.placed ?? []);
  return withClaimsTold({
    schema: TRACKLIST_SCHEMA,
    tool,
    source: { ...headingOf(source.info, said), ...(id && { id }) },
    createdAt: new Date(now()).toISOString(),
    ...extentOf(source, range, heard, more.toTheEnd),
    identifiers: identifiers.map(({ name }) => name),
    entries: withWallClock(entries, source),
    ...(more.numbering !== undefined && { numbering: more.numbering }),
    ...(more.hints.length > 0 && { hints: checkHints(more.hints, entries) }),
    ...(claims.length > 0 && { claims }),
    stats: { ...ledger.stats(), ...(source.transfer && { transfer: { ...source.transfer() } }) },
    warnings: ledger.warnings,
    ...(more.story && { story: more.story }),
    complete: more.complete,
  });
}

export function mixOf({ source: { info }, sourceId }: Pick<Work, 'source' | 'sourceId'>): MixOf {
  const id = info.id ?? sourceId;
  return { location: info.location, ...(id && { id }) };
}

/** Containers and decoders differ by less than this about the length. */
const HAIR = 1;

/** How long the mix is, and the part of it that was heard where that isn't all. Until its end is heard, the container's word counts. */
function extentOf(
  { duration }: AudioSource,
  { start = 0, end }: { start?: number; end?: number },
  heard: Heard,
  toTheEnd: boolean,
): Pick<Tracklist, 'duration' | 'window'> {
  const ended = toTheEnd && (end === undefined || heard.end < end - HAIR);
  const whole = ended ? heard.end : Math.max(heard.end, duration ?? 0);
  const isAll = start === 0 && heard.end > whole - HAIR;
  return { duration: whole, ...(!isAll && { window: { start, end: heard.end } }) };
}

/** Where a broadcaster said when its sound went out, the entries say it too. */
function withWallClock(entries: readonly Entry[], source: AudioSource): Entry[] {
  return entries.map((entry) => {
    const at = source.wallClock?.(entry.start) ?? null;
    return at === null ? entry : { ...entry, wallClock: new Date(Math.round(at)).toISOString() };
  });
}
