import type { Match } from '../domain/match.js';
import type { KnownMix } from '../domain/ports/archive.js';
import type { Context } from '../domain/ports/context.js';
import type { FileIdentifier, Sample, SampleIdentifier } from '../domain/ports/identify.js';
import { fold } from '../domain/recording.js';
import { lengthOf, overlapOf, type Span, without } from '../domain/span.js';
import { type Track, trackLabel } from '../domain/track.js';
import type { Evidence, Tracklist } from '../domain/tracklist.js';

/** What one identifier has answered about one track of a mix, and for which stretch that holds. */
interface Told extends Span {
  track: Track;
  evidence: readonly Evidence[];
}

/** Seconds of a mix that aren't worth handing it over again. */
const NOTHING_LEFT = 30;
/** Of a sample, what lies in a stretch that was left unknown. */
const NEARLY_ALL = 0.9;
/** Where a service wasn't asked about all that was open. */
const UNASKED = /--max-calls|can't be reached/;

interface Asked {
  now: number;
  /** How long nobody asks again about what nobody knew. */
  noMatchSeconds: number;
  /** Tells an answer that nobody would believe by now. */
  isPhantom?: (match: Match) => boolean;
}

/** What was answered when a mix was identified before, or parts of it each by itself. */
export class EarlierAnswers {
  readonly #lists: readonly ListAnswers[];

  constructor({ tracklist, parts = [] }: KnownMix, asked: Asked) {
    this.#lists = [tracklist, ...parts.map((part) => part.tracklist)].map((list) => new ListAnswers(list, asked));
  }

  /** What it would answer about a sample; null where nobody can tell. */
  about(identifier: SampleIdentifier, sample: Sample): Match[] | null {
    const known = this.#lists.flatMap((list) => {
      const matches = list.about(identifier, sample);
      return matches ? [matches] : [];
    });
    return known.find((matches) => matches.length > 0) ?? known[0] ?? null;
  }

  toldBy(name: string): Told[] {
    return this.#lists.flatMap((list) => list.toldBy(name));
  }

  /** An answer that is new, with the key of what was named before where it is the same: else one track would be two. */
  keyed(match: Match): Match {
    const same = this.toldBy(match.identifier).find(({ track }) => isSameTrack(track, match.track));
    return same ? { ...match, key: keyOf(same.track, match.identifier) } : match;
  }

  unknownTo(name: string): Span[] {
    return this.#lists.flatMap((list) => list.unknownTo(name));
  }

  /** What needn't be handed to it again. */
  coveredBy(name: string): Span[] {
    return this.#lists.flatMap((list) => list.coveredBy(name));
  }
}

/** The same of one list, as far as that holds it. */
class ListAnswers {
  readonly #tracklist: Tracklist;
  readonly #isFresh: boolean;
  readonly #isPhantom: (match: Match) => boolean;

  constructor(tracklist: Tracklist, { now, noMatchSeconds, isPhantom = () => false }: Asked) {
    this.#isPhantom = isPhantom;
    this.#tracklist = tracklist;
    this.#isFresh = now - Date.parse(tracklist.createdAt) < noMatchSeconds * 1000;
  }

  /** What it would answer about a sample; null where nobody can tell. */
  about({ name, seconds }: SampleIdentifier, sample: Sample): Match[] | null {
    const middle = sample.mixTime + seconds / 2;
    const holding = this.toldBy(name).filter(({ start, end }) => start <= middle && middle < end);
    const [best] = holding
      .map((told) => ({ told, nearest: nearestTo(told.evidence, sample.mixTime) }))
      // Told of the sound around it, a phantom would bear itself out.
      .filter(({ told, nearest }) => isIn(nearest, middle) || !this.#isPhantom(placed(told, nearest, sample)))
      .sort((a, b) => away(a.nearest, sample.mixTime) - away(b.nearest, sample.mixTime));
    if (best) return [placed(best.told, best.nearest, sample)];
    const asked = { start: sample.mixTime, end: sample.mixTime + seconds };
    return this.unknownTo(name).some((gap) => overlapOf(gap, asked) >= NEARLY_ALL * seconds) ? [] : null;
  }

  toldBy(name: string): Told[] {
    // Where it wasn't asked about all, an entry goes on for as long as nothing else is known.
    const isPlaced = this.hasHeardAll(name);
    return this.#tracklist.entries.flatMap((entry) => {
      const span = isPlaced ? { start: entry.start, end: entry.end } : null;
      const own = entry.kind === 'track' ? [{ ...entry, span }] : [];
      const others = entry.alternatives.map((one) => ({ ...one, span: null }));
      return [...own, ...others].flatMap(({ track, evidence: all, span }) => {
        const evidence = all.filter(({ identifier }) => identifier === name);
        const [first, last] = [evidence[0], evidence.at(-1)];
        if (!first || !last) return [];
        const start = Math.min(first.mixTime, span?.start ?? first.mixTime);
        const end = Math.max(last.mixTime + last.mixDuration, span?.end ?? 0);
        return [{ track, evidence, start, end }];
      });
    });
  }

  /** Where it was asked, and knew nothing, not so long ago: also where a person has named, or taken out, what was unknown. */
  unknownTo(name: string): Span[] {
    if (!this.#isFresh || !this.hasHeardAll(name)) return [];
    const { entries, corrections = [] } = this.#tracklist;
    const unknown = entries.filter(({ kind, evidence }) => kind === 'unknown' || evidence.length === 0);
    const removed = corrections.filter((one) => one.kind === 'removed');
    return [...unknown, ...removed].map(({ start, end }) => ({ start, end }));
  }

  /** Whether it was asked until nothing was worth asking any more. */
  hasHeardAll(name: string): boolean {
    const { identifiers = [], complete, stats, warnings } = this.#tracklist;
    const failed = (stats.providers[name]?.errors ?? 0) > 0;
    return complete && identifiers.includes(name) && !failed && !warnings.some((one) => UNASKED.test(one));
  }

  coveredBy(name: string): Span[] {
    const told = this.toldBy(name);
    const isAll = this.unknownTo(name).length > 0 || (told.length > 0 && this.hasHeardAll(name));
    // The part of the recording that it was asked about.
    const heard = this.#tracklist.window ?? { start: 0, end: this.#tracklist.duration };
    return isAll ? [heard] : told.map(({ start, end }) => ({ start, end }));
  }
}

/** Asks what was never asked of this mix. What the identifier itself has kept of its answers goes first. */
export function recallingMix(identifier: SampleIdentifier, earlier: EarlierAnswers): SampleIdentifier {
  // A track has one key, whether the service's own answer was kept, or what the tracklist holds of it is told, or it is asked anew.
  const own = new Map<string, string>();
  const told = new Set<string>();
  const noted = (matches: Match[]): Match[] => {
    for (const { track, key } of matches) if (!own.has(nameOf(track))) own.set(nameOf(track), key);
    return matches;
  };
  const recall = async (sample: Sample, context: Context): Promise<Match[] | null> => {
    const kept = await identifier.recall?.(sample, context);
    if (kept) return noted(kept);
    const known = earlier.about(identifier, sample);
    if (!known) return null;
    context.emit(keptAnswer(identifier.name, sample.mixTime));
    return known.map((match) => {
      const key = own.get(nameOf(match.track));
      if (key === undefined) told.add(nameOf(match.track));
      return key === undefined ? match : { ...match, key };
    });
  };
  return {
    ...identifier,
    recall,
    async identify(sample, context) {
      const known = await recall(sample, context);
      if (known) return known;
      const fresh = await identifier.identify(sample, context);
      return noted(fresh.map((match) => (told.has(nameOf(match.track)) ? earlier.keyed(match) : match)));
    },
  };
}

/** The same for one that is handed the mix whole: it gets what is left of it, if that is worth it. */
export function scanningRest(identifier: FileIdentifier, earlier: EarlierAnswers): FileIdentifier {
  const { name } = identifier;
  return {
    kind: 'file',
    name,
    reckon: (...asked) => identifier.reckon(...asked),
    async *scan(mix, context) {
      const told = earlier.toldBy(name);
      const unknown = earlier.unknownTo(name);
      const covered = earlier.coveredBy(name);
      // What it has paid for before, it tells by itself.
      const isFree = covered.length === 0 || (await identifier.reckon(mix, context.left?.() ?? 1)).calls === 0;
      if (isFree) {
        yield* identifier.scan(mix, context);
        return;
      }
      context.emit(keptAnswer(name, mix.range.start));
      mix.unnamed?.(unknown);
      const matches = told.flatMap((one) => one.evidence.map((evidence) => matchOf(one.track, evidence)));
      yield matches.filter(({ mixTime }) => mixTime >= mix.range.start && mixTime < mix.range.end);
      const settled = [...mix.settled, ...covered];
      const left = without(mix.range, settled).reduce((sum, span) => sum + Math.max(0, lengthOf(span)), 0);
      if (left < NOTHING_LEFT) return;
      for await (const more of identifier.scan({ ...mix, settled }, context))
        yield more.map((one) => earlier.keyed(one));
    },
  };
}

const nameOf = (track: Track): string => fold(trackLabel(track));

const keptAnswer = (provider: string, mixTime: number) =>
  ({ type: 'call', provider, mixTime, outcome: 'cached' }) as const;

const isIn = ({ mixTime, mixDuration }: Evidence, time: number): boolean =>
  mixTime <= time && time < mixTime + mixDuration;

const away = ({ mixTime }: Evidence, time: number): number => Math.abs(mixTime - time);

const nearestTo = (evidence: readonly Evidence[], time: number): Evidence =>
  evidence.reduce((best, one) => (away(one, time) < away(best, time) ? one : best));

/** As it holds for another sample: the track went on meanwhile. */
function placed({ track }: Told, evidence: Evidence, { mixTime, duration, playedBack = 1 }: Sample): Match {
  const { trackTime, speed, pitch } = evidence;
  const passed = (mixTime - evidence.mixTime) * (speed ?? 1);
  return {
    ...matchOf(track, evidence),
    mixTime,
    mixDuration: duration,
    ...(trackTime !== undefined && { trackTime: Number((trackTime + passed).toFixed(3)) }),
    ...(speed !== undefined && { speed: speed / playedBack }),
    ...(pitch !== undefined && { pitch: pitch / playedBack }),
  };
}

const matchOf = (track: Track, evidence: Evidence): Match => ({
  ...evidence,
  key: keyOf(track, evidence.identifier),
  track,
});

/** Recordings are told apart by what services number them by, as in the services' own answers. */
const keyOf = (track: Track, identifier: string): string =>
  track.isrc ?? track.ids?.[identifier] ?? track.ids?.['acrid'] ?? trackLabel(track).toLowerCase();

function isSameTrack(one: Track, other: Track): boolean {
  const ids = Object.entries(one.ids ?? {});
  if (ids.some(([service, id]) => other.ids?.[service] === id)) return true;
  return fold(trackLabel(one)) === fold(trackLabel(other));
}
