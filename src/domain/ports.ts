import type { Emit } from './events.js';
import type { Hint } from './hint.js';
import type { Match } from './match.js';
import type { Track } from './track.js';

import type { Entry, SetStory, SourceInfo, Tracklist, Transfer } from './tracklist.js';

/** Handed to everything slow. */
export interface Context {
  signal: AbortSignal;
  emit: Emit;
  /** Called before each request that a service may charge or count. Throws CallsUsedUp when none is left. */
  spend?(): void;
}

// ── Sources ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface PcmRequest {
  /** Samples a second; the sound is always mono, 16 bits. */
  rate: number;
  /** Seconds of mix time; the whole mix when absent. */
  start?: number;
  end?: number;
  signal?: AbortSignal;
  /** Called when the sound breaks off or is damaged, with the second at which it happened. */
  onDamage?: (damage: { mixTime: number; message: string }) => void;
}

/** The audio of one source, opened. Decoding streams: memory doesn't grow with the mix's length. */
export interface AudioSource {
  readonly info: SourceInfo;
  /** Seconds, when the container says so. A hint: only decoding to the end tells the truth. */
  readonly duration: number | null;
  /** Whether `start` and `end` cost little, so that samples can be fetched here and there. */
  readonly seekable: boolean;
  /** Chunks of any size, in order. May be called many times, also at once. */
  pcm(request: PcmRequest): AsyncIterable<Int16Array>;
  /** What has come over the network so far; absent where nothing does. */
  transfer?(): Transfer;
  /** What is heard has to be fetched first, so nobody listens to all of it without need. */
  readonly sparing?: boolean;
  /** When a moment of the mix went out, by the broadcaster's clock: epoch milliseconds, or null when it doesn't say. */
  wallClock?(mixTime: number): number | null;
  /** What the page that it was found on says of its tracks. */
  readonly hints?: readonly Hint[];
  close(): Promise<void>;
}

/** The latest stretch of a broadcast, kept on disk within a size limit: what comes in at one end goes at the other. */
export interface Spool {
  /** Samples a second. */
  readonly rate: number;
  append(mixTime: number, pcm: Int16Array): Promise<void>;
  /** What it still has of this stretch, from its first sample on: null when that is gone, or isn't whole. */
  read(start: number, end: number): Promise<Int16Array | null>;
  close(): Promise<void>;
}

/** Time, handed in so that tests need not wait for it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** A broadcast that goes on while it is listened to. */
export interface LiveSource {
  readonly info: SourceInfo;
  /**
   * Parts in order, as they come, without end unless the broadcast ends. Survives dropped connections and restarted
   * servers by itself; throws when there is nothing to hope for any more. To be called once.
   */
  follow(request: LiveRequest): AsyncIterable<LivePart>;
  transfer?(): Transfer;
  close(): Promise<void>;
}

export interface LiveRequest {
  /** Samples a second; the sound is always mono, 16 bits. */
  rate: number;
  signal: AbortSignal;
  /** Told what is done about a failure that may pass: reconnecting, skipping. One sentence. */
  onTrouble?: (message: string) => void;
  /**
   * Given the broadcast's own bytes before they are decoded, for who keeps them. `extension` is that of a file which may
   * hold them (`mp3`, `ts`); another one than before begins another file.
   */
  keep?: (bytes: Uint8Array, extension: string) => Promise<void>;
}

/** `mixTime` is in seconds from the first sound. It goes on through gaps, so that it stays the listener's time. */
export type LivePart =
  | {
      type: 'sound';
      mixTime: number;
      pcm: Int16Array;
      /** When its first sample went out, by the broadcaster's clock: epoch milliseconds. */
      wallClock?: number;
    }
  /** Sound is lost: the next part begins `seconds` later. */
  | { type: 'gap'; mixTime: number; seconds: number; reason: string }
  /** What the station says that is on. A hint, and often late, an advertisement or the name of the show. */
  | { type: 'title'; mixTime: number; title: string };

// ── Identifiers: name the track in a sample ───────────────────────────────────────────────────────────────────────

export interface Sample {
  mixTime: number;
  duration: number;
  rate: number;
  pcm: Int16Array;
}

/** Asked about one sample at a time: the remote services. No match is an empty list, never an error. */
export interface SampleIdentifier {
  readonly kind: 'sample';
  readonly name: string;
  /** What a sample for it must be like. */
  readonly rate: number;
  readonly seconds: number;
  /** Seconds between two calls that its rate limit asks for: what a plan reckons with. */
  readonly gap?: number;
  identify(sample: Sample, context: Context): Promise<Match[]>;
}

/** Listens to the whole mix and follows tracks through it: the library. */
export interface MixIdentifier {
  readonly kind: 'mix';
  readonly name: string;
  readonly rate: number;
  listen(): MixListener;
}

export interface MixListener {
  /** The next stretch of the mix. Resolves when it wants more. */
  hear(pcm: Int16Array): Promise<void>;
  /** What is known so far; may still change. Cheap enough to be called every second. */
  soFar(): Match[];
  /** The mix is over: everything that is known. */
  finish(): Promise<Match[]>;
  /** The mix breaks off before its end: what is known of all that was heard, without second thoughts. */
  breakOff(): Promise<Match[]>;
}

export type Identifier = SampleIdentifier | MixIdentifier;

// ── Resolvers and enrichers: complete, check, judge ───────────────────────────────────────────────────────────────

export interface Resolution {
  /** The fields that it adds; never replaces what is measured. */
  track: Partial<Track>;
  /** How well the answer fits the question, from 0 (contradicts) to 1. */
  agreement: number;
}

export interface Resolver {
  readonly name: string;
  resolve(track: Track, context: Context): Promise<Resolution | null>;
}

export interface Enriched {
  /** In the same order and number; times, ids and whatever was measured untouched. */
  entries: Entry[];
  /** What kept some entries from being judged; null when nothing did. */
  failure: unknown;
}

/** What one kind of work would cost, told before anything is sent. */
export interface EnrichStep {
  provider: string;
  model: string;
  /** Where it would be sent: a host. */
  place: string;
  does: 'names' | 'sound' | 'set';
  entries: number;
  /** Of the entries, those whose answers are kept from earlier. */
  kept: number;
  requests: number;
  /** Estimates. */
  inputTokens: number;
  outputTokens: number;
  /** US dollars; null where nobody has told the prices. */
  cost: number | null;
}

export interface Enricher {
  readonly name: string;
  /** Asks nobody. */
  plan(entries: readonly Entry[], wanted: { listen: boolean; describe: boolean }): Promise<EnrichStep[]>;
  /** `source` is for those that listen. Rejects for bugs only: what was had before a failure is in the result. */
  enrich(entries: readonly Entry[], source: AudioSource | null, context: Context): Promise<Enriched>;
  /** What the set as a whole is like; null when nobody could say. */
  describe(entries: readonly Entry[], context: Context): Promise<SetStory | null>;
}

/** How work that was handed over stands, for one list of entries. */
export interface HandedOver {
  /** Entries whose answers are still to come. */
  waiting: number;
  /** When the oldest of that work was handed over: epoch milliseconds; null when none waits. */
  since: number | null;
}

/** Has names judged elsewhere, in a day and for less money, and remembers it from run to run. */
export interface BatchDesk {
  /** Collects what has been done, hands over what is new, and says for each list what is still to come. */
  exchange(lists: ReadonlyArray<readonly Entry[]>, context: Context): Promise<HandedOver[]>;
}

// ── Playlists: put a tracklist into the user's account at a service ───────────────────────────────────────────────

/** A track as a service's playlists hold it. */
export interface PlaylistTrack {
  /** What the service calls it by. */
  uri: string;
  label: string;
}

export interface PlaylistAddress {
  id: string;
  name: string;
  url: string;
}

export interface PlaylistService {
  readonly name: string;
  readonly title: string;
  /** Null when the service has no such track. */
  find(track: Track, context: Context): Promise<PlaylistTrack | null>;
  /** The user's own playlist that carries this mark. */
  marked(mark: string, context: Context): Promise<PlaylistAddress | null>;
  /** What is in it, in order. */
  items(playlist: PlaylistAddress, context: Context): Promise<string[]>;
  /** Makes an empty, private playlist that carries the mark. */
  make(name: string, description: string, mark: string, context: Context): Promise<PlaylistAddress>;
  append(playlist: PlaylistAddress, uris: readonly string[], context: Context): Promise<void>;
  /** Takes out what is in it, and puts these in. */
  replace(playlist: PlaylistAddress, uris: readonly string[], context: Context): Promise<void>;
}

// ── Cache ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Keys begin with the provider's name and a slash; what is stored must not hold secrets. */
export interface Cache {
  /** Undefined when there is no such answer, or not any more. */
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, ttlSeconds: number): Promise<void>;
}

// ── Exporters ────────────────────────────────────────────────────────────────────────────────────────────────────

export interface ExportOptions {
  /** The file's name without folder and extension, already safe. */
  baseName: string;
  /** Folder that the files will be written to, absolute: what relative paths are relative to. */
  folder: string;
  /** How the formats that are tables are written; each as it likes best when absent. */
  table?: TableOptions | undefined;
}

export interface TableOptions {
  /** Names of columns; `filled` stands for those that say something, `all` for every one. */
  columns?: readonly string[];
  /** Whether the file begins with a byte order mark, without which some spreadsheets take UTF-8 for something else. */
  byteOrderMark?: boolean;
}

export interface ExportedFile {
  /** Name without folder. */
  name: string;
  content: string | Uint8Array;
}

export interface Exported {
  files: ExportedFile[];
  warnings: string[];
}

export interface Exporter {
  /** Throws UsageError for options that it can't follow: they are tried before an hour's work. */
  check?(table: TableOptions): void;
  /** Throws ValidationError when the format can't say what the tracklist says. */
  export(tracklist: Tracklist, options: ExportOptions): Exported;
}

/** How what stands under a file's name relates to the source that is written about. */
export type Standing =
  | 'free'
  /** Written by this program for this source, and nobody has touched it since. */
  | 'own'
  /** The same, but somebody has changed it. */
  | 'changed'
  /** Of another source, or not written by this program. */
  | 'foreign';

/** A name in the output folder, and what is known of a result that stands under it. */
export interface Place {
  readonly name: string;
  /** Whose result it is. */
  readonly whose: 'nobody' | 'ours' | 'others';
  /** Whether any file of it is there. */
  readonly stands: boolean;
  /** Taken by this source in this very run, and written to. */
  readonly isNew: boolean;
  /** What was written there last for this source, as far as that is known. */
  readonly written: Tracklist | null;
  /** The document there as a person has left it; null when it is as it was written, or isn't there. */
  readonly edited: Tracklist | null;
  /** Why a document there that somebody has changed can't be understood, as a sentence. */
  readonly problem: string | null;
  standing(file: string): Promise<Standing>;
}

/** The folder that one run writes its results to. */
export interface Outputs {
  /** Absolute. */
  readonly folder: string;
  /** Makes the folder and tries it, so that a refusal comes before an hour's work. Throws WriteError. */
  prepare(): Promise<void>;
  /** A file name without extension that is safe on every system, from whatever the source is called. */
  baseName(name: string): string;
  /** Absolute path of a file in it. */
  pathOf(file: string): string;
  /** One result at a time: what is seen in the folder holds until it is written to. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** What stands under a name. `source` are the keys that tell the source from all others. */
  look(name: string, source: readonly string[]): Promise<Place>;
  /** Takes a name for a source for the rest of this run. */
  reserve(place: Place, source: readonly string[]): void;
  /**
   * Does that, and remembers what is going to be written under it; the tracklist
   * is the document's, null where none is written.
   */
  announce(
    place: Place,
    source: readonly string[],
    tracklist: Tracklist | null,
    files: readonly ExportedFile[],
  ): Promise<void>;
  /**
   * Whole or not at all: a failure leaves what stood there before. Returns the absolute path; null when something stands
   * there and `replace` is false. Throws WriteError.
   */
  write(file: ExportedFile, source: readonly string[], replace: boolean): Promise<string | null>;
  /** Takes away what is as it was written there, and forgets it. */
  clear(place: Place): Promise<void>;
}
