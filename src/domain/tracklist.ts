import type { ClaimedBy, KeptClaim, OpenClaim } from './claim.js';
import type { Correction } from './correction.js';
import type { CheckedHint } from './hint.js';
import type { Match } from './match.js';
import type { Span } from './span.js';
import type { Track } from './track.js';

/** The name and version of the JSON document, and so of everything in this file. */
export const TRACKLIST_SCHEMA = 'tracklistify/2';

/** Why an entry says what it says: one answer of one identifier. */
export interface Evidence
  extends Pick<Match, 'identifier' | 'mixTime' | 'mixDuration' | 'trackTime' | 'speed' | 'pitch' | 'score'> {}

/** Why a name is less sure than its own evidence says: how it came up in other mixes. */
export interface Recurring {
  /** Mixes that the service was asked about. */
  asked: number;
  /** Those in which it gave this name, and nothing bore it out. */
  lone: number;
  /** Those in which a person rejected it. */
  rejected: number;
}

/** Another track that the same stretch might be: a version of it, or a rival with less behind it. */
export interface Alternative {
  track: Track;
  /** How likely it is that this, not the entry's own track, was played. */
  confidence: number;
  recurring?: Recurring;
  evidence: Evidence[];
  /** True where the sound can't tell it from the entry's own track: another edit of the recording. */
  sameSound?: true;
}

/** A recording of a mix in which the same sound is heard, and for which stretch: it says where else that is, and never what. */
export interface AlsoIn extends Span {
  track: Track;
  /** Where in that recording it is at `start`, in seconds. */
  trackTime: number;
}

/** What a stretch of the mix sounds like; absent is what the sound doesn't tell. */
export interface PlayedSound {
  bpm?: number;
  /** `Am` */
  key?: string;
  /** From 1 to 10. */
  energy?: number;
}

/** How the mix goes from the track before to this one. */
export interface MixedIn {
  /** Where the track before begins: of another one this would say nothing. */
  after: number;
  /** This one's tempo by the other's, half and double told as the same: 1.01 is one percent faster. */
  tempo?: number;
  /** On Camelot's wheel. */
  keys?: KeyStep;
  /** Milliseconds by which this one's beats come after the other's, -: before them; told only where both keep one tempo. */
  beatOffset?: number;
  /** Decibels against the track before alone, at even distances from the beginning of the transition to its end. */
  gain?: number[];
}

export interface KeyStep {
  /** `8A` */
  from: string;
  to: string;
  /** Up the wheel, -5 to 6. */
  steps: number;
  /** The same key, a neighbour, or the relative one. */
  fits: boolean;
}

interface EntryTimes extends Span {
  /** When the track takes over: the middle of the transition into it, else when it is first heard. Seconds of mix time. */
  start: number;
  /** When the track is last heard; past the next entry's start where the two overlap. */
  end: number;
  /** When `start` went out, by the broadcaster's clock: ISO 8601, UTC. */
  wallClock?: string;
  alsoIn?: AlsoIn[];
  /** Of the same unknown in every mix: `ID 0417`. A track has that of the unknown that it was until it got its name. */
  number?: number;
  /** A person said so, which stands above what any identifier says. */
  corrected?: boolean;
}

export interface TrackEntry extends EntryTimes {
  kind: 'track';
  track: Track;
  /** That it is this work, in whatever version. From 0 to 1; of entries said to be .9 sure, nine in ten are right. */
  confidence: number;
  /** That it is this very recording, where that is less sure: another edit, remix or bootleg may be played. */
  recordingConfidence?: number;
  /** Why it is less than the evidence alone would say. */
  recurring?: Recurring;
  /** 1.032 is 3.2 % faster than recorded; null when nobody can tell. */
  speed: number | null;
  /** Beats a minute as played: the recording's own times the speed, else as the mix sounds. Absent when nobody can tell. */
  playedBpm?: number;
  /** The key as played, `Am`: the recording's own, moved by its pitch, else as the mix sounds. */
  playedKey?: string;
  /** What it sounds like in the mix, measured there where it plays alone. */
  sounds?: PlayedSound;
  /** How it was mixed in after the track before it. */
  mixedIn?: MixedIn;
  evidence: Evidence[];
  alternatives: Alternative[];
  /** What other files, and DJ programs, call this very recording. */
  otherNames?: Track[];
  /** Lists that claim it: what was heard stands without them. */
  claimedBy?: ClaimedBy[];
  /** Which service told a field of `track`: `label` → `musicbrainz`. What isn't here, the identifier said. */
  toldBy?: Record<string, string>;
  /** Where the track before and this one sound together. */
  transition: Span | null;
  /** True for a track laid over another one that goes on after it: an acapella, a sample, a double drop. */
  layered?: boolean;
  /** What enrichers add: free to grow, read back by `enrich`. */
  enrichment?: Record<string, unknown>;
}

export interface UnknownEntry extends EntryTimes {
  kind: 'unknown';
  track: null;
  confidence: null;
  speed: null;
  evidence: [];
  /** Candidates too doubtful to be an entry. */
  alternatives: Alternative[];
  /** What lists claim for this stretch, and nobody has heard. */
  claims?: OpenClaim[];
  transition: null;
  enrichment?: Record<string, unknown>;
}

export type Entry = TrackEntry | UnknownEntry;

export interface SourceInfo {
  /** For people and file names: the file's name, the page's title; never a path with secrets in it. */
  name: string;
  kind: string;
  /** A path or an address without credentials, as it would be named again; empty for standard input. */
  location: string;
  title?: string;
  artist?: string;
  /** When it was played, as a person says: YYYY-MM-DD, or less. */
  date?: string;
  /** Tells this source from others of its name: made of some of its bytes, or of its whole address. */
  id?: string;
}

export interface ProviderStats {
  calls: number;
  cacheHits: number;
  /** Calls that a plain grid would have made and planning spared. */
  saved: number;
  errors: number;
  /** Of language and audio models. */
  usage?: ModelUsage;
}

export interface ModelUsage {
  inputTokens: number;
  outputTokens: number;
  /** Of the output, what was thought before anything was said, where that is told. */
  thoughtTokens?: number;
  /** US dollars, by the prices in the settings; absent when nobody has told them. */
  cost?: number;
}

/** What a model says of the set as a whole. */
export interface SetStory {
  /** A suggestion. */
  title: string;
  genres: string[];
  /** How the set develops. */
  arc: string;
  provider: string;
  model: string;
}

/** What a source from the network has cost. */
export interface Transfer {
  /** Bytes that came. */
  fetched: number;
  /** Bytes of the whole, as the server says or as its parts let one reckon; null when nobody knows. */
  total: number | null;
}

export interface Stats {
  /** Seconds of work, from opening the source to the last entry. */
  elapsed: number;
  providers: Record<string, ProviderStats>;
  transfer?: Transfer;
}

/** A stretch of a broadcast that nobody heard: the connection was lost, the program was off. */
export interface Unheard extends Span {
  reason: string;
}

/** Of a source that nothing is known of yet: what its files would be called can be told from it. */
export function emptyTracklist(source: SourceInfo): Tracklist {
  const stats = { elapsed: 0, providers: {} };
  const tool = { name: '', version: '' };
  const createdAt = new Date(0).toISOString();
  return {
    schema: TRACKLIST_SCHEMA,
    tool,
    source,
    createdAt,
    duration: 0,
    entries: [],
    stats,
    warnings: [],
    complete: true,
  };
}

export interface Tracklist {
  schema: typeof TRACKLIST_SCHEMA;
  tool: { name: string; version: string };
  source: SourceInfo;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** Seconds of mix, of all of it. */
  duration: number;
  /** The part of the mix that this is about; absent where that is all of it. */
  window?: Span;
  /** Who was asked, by name. */
  identifiers?: string[];
  entries: Entry[];
  /** Of the archive that gave its unknowns their numbers, which mean nothing in another one; absent where it has no number. */
  numbering?: string;
  /** What a person has said of it, in order. */
  corrections?: Correction[];
  /** What a station or a page said is played, and whether it is. */
  hints?: CheckedHint[];
  /** What lists claim is in it, and whether that is heard. */
  claims?: KeptClaim[];
  /** Ascending. */
  unheard?: Unheard[];
  /** Only where it was asked for. */
  story?: SetStory;
  stats: Stats;
  warnings: string[];
  /** False when the run was interrupted or a provider failed: what is here is right, but there may be more. */
  complete: boolean;
}
