import type { OpenClaim } from './claim.js';
import { claimedByWords } from './claim-words.js';
import { doubtWords } from './doubt-words.js';
import { enrichmentOf } from './enrichment/saved.js';
import { evidenceWords } from './evidence-words.js';
import { directLinks, type Link, searchesFor } from './links.js';
import { withoutEnd } from './text.js';
import { clock } from './time.js';
import { type Track, trackLabel } from './track.js';
import type { Alternative, Entry, Evidence, UnknownEntry } from './tracklist.js';

/** Where the track is at each moment of the mix: at `trackTimeAtZero + speed * mixTime`. */
export interface PlayedLine {
  speed: number;
  /** Played with its pitch kept while its speed is changed (key-lock), instead of both together as on a turntable. */
  keepsPitch: boolean;
  trackTimeAtZero: number;
}

/** Something that an entry may be, for a person to judge. */
export interface Candidate {
  track: Track;
  /** `Artist - Title (Version)` */
  name: string;
  confidence: number;
  /** In words: "library: heard for 3:12 from 0:41 of the track, 2.1 % faster". */
  evidence: string[];
  /** Null where nobody knows the position inside the track. */
  line: PlayedLine | null;
  /** Where it can be heard: what services told, then searches. */
  links: Link[];
  sameSound?: true;
  /** Somebody's list says so, and nobody has heard it. */
  claimed?: true;
}

/** The entry's own track first, then what else it might be. */
export function candidatesOf(entry: Entry): Candidate[] {
  const others = entry.alternatives.map((other) => ({
    ...candidate(other, entry.speed),
    ...(other.sameSound && { sameSound: other.sameSound }),
  }));
  if (entry.kind === 'unknown') return [...others, ...claimed(entry)];
  const own = candidate(entry, entry.speed);
  const said = [
    ...(entry.corrected ? ['you said so'] : []),
    ...own.evidence,
    ...claimedByWords(entry),
    ...judgedBy(entry),
  ];
  return [{ ...own, evidence: said }, ...others];
}

/** What lists claim there is a suggestion: nobody has heard it. */
function claimed({ claims = [], alternatives }: UnknownEntry): Candidate[] {
  const byName = new Map<string, OpenClaim[]>();
  for (const claim of claims) {
    const name = trackLabel(claim.track);
    if (alternatives.some(({ track }) => trackLabel(track) === name)) continue;
    byName.set(name, [...(byName.get(name) ?? []), claim]);
  }
  return [...byName.values()].map((alike) => {
    const { track } = alike[0]!;
    const evidence = alike.map(
      ({ by, mixTime }) => `claimed by ${by}${mixTime === null ? '' : ` at ${clock(mixTime)}`}, not heard`,
    );
    return { ...candidate({ track, confidence: 0, evidence: [] }, null), evidence, claimed: true };
  });
}

function candidate(
  one: Pick<Alternative, 'track' | 'confidence' | 'evidence' | 'recurring'>,
  speed: number | null,
): Omit<Candidate, 'sameSound' | 'claimed'> {
  const { track, confidence, evidence } = one;
  const doubt = doubtWords(one);
  return {
    track,
    name: trackLabel(track),
    confidence,
    evidence: [...evidenceWords(evidence), ...(doubt.length > 0 ? [doubt.join(', ')] : [])],
    line: lineOf(evidence, speed),
    links: [...directLinks(track), ...searchesFor(track)],
  };
}

/** By the longest stretch that tells it; of those alike, the surest. */
function lineOf(evidence: readonly Evidence[], speedOfEntry: number | null): PlayedLine | null {
  let best: Evidence | undefined;
  for (const one of evidence) {
    if (one.trackTime === undefined) continue;
    const longer = one.mixDuration - (best?.mixDuration ?? -1);
    if (longer > 0 || (longer === 0 && one.score > best!.score)) best = one;
  }
  if (!best) return null;
  const speed = best.speed ?? speedOfEntry ?? 1;
  const { pitch } = best;
  const keepsPitch = pitch === undefined || Math.abs(pitch - 1) <= Math.abs(pitch - speed);
  return { speed, keepsPitch, trackTimeAtZero: best.trackTime! - speed * best.mixTime };
}

/** What a model said of the name. */
function judgedBy(entry: Entry): string[] {
  const { validation } = enrichmentOf(entry);
  if (!validation) return [];
  const { provider, doubtful, reason } = validation;
  return [`${provider}: ${doubtful ? 'doubts it' : 'finds it right'}: ${withoutEnd(reason, /[.\s]/)}`];
}
