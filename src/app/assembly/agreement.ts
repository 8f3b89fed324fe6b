import type { Resolution } from '../../domain/ports/resolve.js';
import { fold, relate } from '../../domain/recording.js';
import type { Track } from '../../domain/track.js';
import type { Alternative, TrackEntry } from '../../domain/tracklist.js';
import { withRecording } from '../../domain/which-recording.js';
import { complete as fillIn } from './plays.js';

/** What one resolver has told of one entry. */
export interface Answer extends Resolution {
  resolver: string;
}

/** A track that all who know it contradict loses this much of its confidence. */
const CONTRADICTION = 0.5;
/** Below it an answer speaks of something else: its facts aren't the facts of what was heard. */
const AGREES = 0.5;
/** How well an answer fits that two others contradict. */
const OUTVOTED = 0.2;

/** Facts that services know, in the order in which people ask for them. The names of a track that is named are heard, not asked. */
const FACTS = [
  'artists',
  'version',
  'album',
  'label',
  'catalogueNumber',
  'releaseDate',
  'isrc',
  'duration',
  'bpm',
  'key',
  'genres',
  'tags',
  'remixers',
  'composers',
  'work',
  'iswc',
  'artwork',
] as const;
type Fact = (typeof FACTS)[number];

/** An entry with what all have told of it. Two who say the same win over one who says something else. */
export function merged(entry: TrackEntry, answers: readonly Answer[]): TrackEntry {
  if (answers.length === 0) return entry;
  const heard = judged(answers);
  const agreeing = heard.filter(({ agreement }) => (agreement ?? 1) >= AGREES);
  const { facts, toldBy } = factsOf(entry.track, agreeing);
  const before = checkedBy(entry);
  const checked = { ...before, ...Object.fromEntries(heard.map((answer) => [answer.resolver, answer.agreement])) };
  const confidence = rounded((entry.confidence / trustIn(before)) * trustIn(checked));
  const rival = rivalOf(entry, heard, rounded(entry.confidence - confidence));
  return withRecording({
    ...entry,
    track: fillIn(entry.track, facts),
    ...(Object.keys(toldBy).length > 0 && { toldBy: { ...toldBy, ...entry.toldBy } }),
    ...(rival && { alternatives: [...entry.alternatives, rival] }),
    confidence,
    enrichment: { ...entry.enrichment, checked },
  });
}

/** A track with what somebody has told of it, for asking others. */
export const withFacts = (track: Track, answers: readonly Answer[]): Track =>
  fillIn(
    track,
    factsOf(
      track,
      answers.filter(({ agreement }) => (agreement ?? 1) >= AGREES),
    ).facts,
  );

/** Who has been asked about an entry, and how well each one's answer fitted. */
export function checkedBy(entry: TrackEntry): Record<string, unknown> {
  const checked = entry.enrichment?.['checked'];
  return typeof checked === 'object' && checked !== null ? (checked as Record<string, unknown>) : {};
}

/** The share of its confidence that a track keeps, by all who have checked it. */
function trustIn(checked: Record<string, unknown>): number {
  const votes = Object.values(checked).filter((vote): vote is number => Number.isFinite(vote));
  if (votes.length === 0) return 1;
  const mean = votes.reduce((sum, vote) => sum + vote, 0) / votes.length;
  return 1 - CONTRADICTION * (1 - Math.min(1, Math.max(0, mean)));
}

/** The answers; one that speaks of another piece than two who are at one is taken for wrong, however well it fits. */
function judged(answers: readonly Answer[]): Answer[] {
  return answers.map((answer) => {
    const others = answers.filter((other) => other !== answer && differ(answer, other));
    const outvoted = others.some((one) => others.some((other) => one !== other && isSame(one, other)));
    const supported = answers.some((other) => other !== answer && isSame(answer, other));
    if (!outvoted || supported || answer.agreement === null) return answer;
    return { ...answer, agreement: Math.min(answer.agreement, OUTVOTED) };
  });
}

/** What at least two know in place of what was heard: another track that it might be. */
function rivalOf(entry: TrackEntry, answers: readonly Answer[], confidence: number): Alternative | null {
  const against = answers.filter((answer) => answer.agreement !== null && answer.agreement < AGREES);
  const first = against.find((one) => against.some((other) => other !== one && isSame(one, other)));
  const track = first && namesOf(first);
  const known = track && entry.alternatives.some((other) => relate(other.track, track) === 'same');
  return track && !known && confidence > 0 ? { track, confidence, evidence: [] } : null;
}

function namesOf({ track }: Answer): Track | null {
  const { title, artists = [] } = track;
  return title === undefined ? null : { ...track, title, artists };
}

function isSame(one: Answer, other: Answer): boolean {
  const [left, right] = [namesOf(one), namesOf(other)];
  return left !== null && right !== null && relate(left, right) !== 'different';
}

function differ(one: Answer, other: Answer): boolean {
  const [left, right] = [namesOf(one), namesOf(other)];
  return left !== null && right !== null && relate(left, right) === 'different';
}

/** What the track lacks, each as most tell it; of as many for one thing as for another, the first one's word counts. */
function factsOf(track: Track, answers: readonly Answer[]): { facts: Track; toldBy: Record<string, string> } {
  const facts: Track = { title: track.title, artists: [] };
  const toldBy: Record<string, string> = {};
  for (const fact of FACTS) {
    if (isSaid(track[fact])) continue;
    const told = mostTold(fact, answers);
    if (!told) continue;
    Object.assign(facts, { [fact]: told.track[fact] });
    toldBy[fact] = told.resolver;
  }
  // Of one service each, so that they can't contradict one another.
  for (const answer of [...answers].reverse()) {
    facts.ids = { ...facts.ids, ...answer.track.ids };
    facts.urls = { ...facts.urls, ...answer.track.urls };
  }
  return { facts, toldBy };
}

function mostTold(fact: Fact, answers: readonly Answer[]): Answer | undefined {
  const telling = answers.filter(({ track }) => isSaid(track[fact]));
  const votes = (answer: Answer): number =>
    telling.filter((other) => likeFor(fact, other.track) === likeFor(fact, answer.track)).length;
  return telling.reduce<Answer | undefined>(
    (best, answer) => (best && votes(best) >= votes(answer) ? best : answer),
    undefined,
  );
}

const isSaid = (value: unknown): boolean => value !== undefined && (!Array.isArray(value) || value.length > 0);

/** What two services write alike when they mean the same. */
function likeFor(fact: Fact, track: Partial<Track>): string {
  const value = track[fact];
  // Editions come out on several days of a year.
  if (fact === 'releaseDate') return String(value).slice(0, 4);
  if (typeof value === 'number') return String(Math.round(value));
  return fold(Array.isArray(value) ? [...value].sort().join(' ') : String(value));
}

const rounded = (share: number): number => Number(Math.min(1, Math.max(0, share)).toFixed(3));
