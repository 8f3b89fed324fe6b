import type { ClaimList } from './domain/claim.js';
import type { TracklistifyEvent } from './domain/events.js';
import type { Clock } from './domain/ports/clock.js';
import type { Enricher, Narrator } from './domain/ports/enrich.js';
import type { Identifier } from './domain/ports/identify.js';
import type { LiveSource } from './domain/ports/live.js';
import type { Resolver } from './domain/ports/resolve.js';
import type { AudioSource } from './domain/ports/source.js';
import type { Arc, Suggestions } from './domain/suggestion.js';
import type { Track } from './domain/track.js';
import type { Tracklist } from './domain/tracklist.js';

/** What a program may hand in instead of what the process has. */
export interface Surroundings {
  /**
   * Stands in for `process.env`: keys and settings, PATH (where ffmpeg is looked for), HOME (where the library, the cache and the
   * config file are), proxies. Nothing is taken from the process's own then; without a HOME it is the home of the process's user.
   */
  env?: Readonly<Record<string, string | undefined>>;
  /**
   * Relative paths count from here. A `.env` in it is believed for as little as on the command line; an event `warning` of the first
   * run names what is ignored.
   */
  cwd?: string;
  /** What `-` as a location stands for. */
  stdin?: AsyncIterable<Uint8Array>;
  /** Where files go that nobody keeps. */
  tempFolder?: string;
  clock?: Clock;
  /** Ends everything when it is aborted. */
  signal?: AbortSignal;
  /** A config file that has to be there; else the user's own counts, where there is one. */
  config?: string;
  /**
   * Settings that count before all others, by their places as `tracklistify config list` names them:
   * `{ 'library.path': '/music/index', 'acrcloud.host': '…' }`. An unknown place or an unusable value is a UsageError of the first call.
   */
  settings?: Readonly<Record<string, unknown>>;
}

/** What everything slow takes. */
export interface Watching {
  /**
   * Ends it early. Once a mix is being listened to or a tracklist enriched, what is known by then is the result, with the reason in
   * `failure`; before that, the run rejects with the signal's reason.
   */
  signal?: AbortSignal;
  /** Told of everything that happens; the same events come from `for await`. What it throws ends the run, which rejects with it. */
  onEvent?: (event: TracklistifyEvent) => void;
}

/** Whom to ask. */
export interface Asking {
  /** Folders, files or M3U8 playlists of music to compare with; indexed on first use. */
  library?: readonly string[];
  /**
   * Names of identifiers, cheapest first, as `tracklistify providers` lists them. When absent, and neither `library` nor
   * `identifiers` is there, everything that is ready is asked: services with keys among them, which may charge for it.
   */
  providers?: readonly string[];
  /** Identifiers of your own. They are the only ones, unless `library` or `providers` is there as well. */
  identifiers?: readonly Identifier[];
  /** What completes and checks names, of your own: asked before those that are ready, or alone where your identifiers are. */
  resolvers?: readonly Resolver[];
  /** At most so many requests that a service may charge for. */
  maxCalls?: number;
  /** False neither uses nor keeps the services' answers. */
  cache?: boolean;
  /** True asks for answers that are kept once more. */
  refresh?: boolean;
}

export interface Naming {
  /** What the mix is called, where its tags, name and folder don't say it. */
  title?: string;
  artist?: string;
}

export interface OpenOptions extends Watching {
  /**
   * True for what somebody else named: only http and https are opened, and nothing of it leads to this machine or its network,
   * whatever the settings allow.
   */
  publicOnly?: boolean;
}

export interface IdentifyOptions extends OpenOptions, Asking, Naming {
  /** Seconds; the whole mix when absent. */
  start?: number;
  end?: number;
  /**
   * Lists of what is said to be in the mix: files of pasted text, CUE sheets or chapters, or lists of your own. Each track is looked
   * for in the sound; what isn't heard stays a claim.
   */
  claims?: readonly (string | ClaimList)[];
  /** Files or folders of DJ programs' histories. */
  history?: readonly string[];
  /** Asks the services every so many seconds, instead of where they are needed. */
  step?: number;
  /** Lets the language and audio models that are ready check and complete what was found. Those of your own do so anyway. */
  enrich?: boolean;
  /** With `enrich`, lets them describe the set as a whole. */
  describe?: boolean;
  /** Models of your own. */
  enrichers?: readonly Enricher[];
  narrators?: readonly Narrator[];
}

export interface ListenOptions extends OpenOptions, Asking, Naming {
  /** Seconds of broadcast after which to stop; without it, listening ends with the broadcast or by the signal. */
  duration?: number;
  /** An earlier tracklist of the same broadcast, to go on with. */
  resume?: Tracklist;
  /** Megabytes of disk that the latest sound may take. */
  spoolSize?: number;
}

/** Resolvers and models of your own are the only ones; without any, all that are ready are asked. */
export interface EnrichOptions extends OpenOptions, Naming {
  /**
   * The mix, for models that listen. When absent, it is opened from the tracklist's own location: a file of this machine, or an
   * address, never a private one. Null leaves it alone.
   */
  source?: AudioSource | null;
  describe?: boolean;
  /** Names as `enrich --providers` takes them. When absent, everything that is set up is asked. */
  providers?: readonly string[];
  resolvers?: readonly Resolver[];
  enrichers?: readonly Enricher[];
  narrators?: readonly Narrator[];
  cache?: boolean;
  refresh?: boolean;
}

export interface ExportOptions extends Watching, Naming {
  /** Names as `tracklistify --help` lists them; the settings' own when absent. */
  formats?: readonly string[];
  /** Where the files go; the settings' own folder when absent. */
  folder?: string;
  /** What the files are called after, without an extension; the mix's own name when absent. */
  name?: string;
  /** What to do with files that aren't this mix's own; they stay, and the new ones get a number, when absent. */
  onExist?: 'number' | 'skip' | 'overwrite' | 'fail';
}

/** The result of identifying, of listening and of enriching. */
export interface Outcome {
  tracklist: Tracklist;
  /** What ended it early, null when nothing did; the tracklist holds what was known by then. */
  failure: unknown;
}

export interface Exported {
  /** Absolute paths. */
  files: string[];
  /** As it was written: with what a person corrected in the files that stood there. */
  tracklist: Tracklist;
  /** The first thing that went wrong, null when nothing did; the other formats are written all the same. */
  failure: unknown;
}

/** Something under way: a promise of its result, and its events for whoever wants them. */
export interface Run<T> extends Promise<T>, AsyncIterable<TracklistifyEvent> {}

export interface LibraryTrack extends Track {
  id: string;
  /** Its file. */
  file: string;
  /** Seconds. */
  duration: number;
  /** Whether it is the recording of a mix. */
  isMix: boolean;
  /** The crates and playlists of DJ programs that it is in, as far as their collections were added. */
  crates?: string[];
}

export interface Added {
  added: number;
  /** Of those added, the ones that took the place of an earlier state of the same file. */
  replaced: number;
  unchanged: number;
  moved: number;
  retagged: number;
  copies: number;
  /** What couldn't be read. */
  failed: Array<{ path: string; reason: string }>;
  /** Files of which only a part could be decoded. */
  partial: Array<{ path: string; reason: string }>;
  /** With `from`: what came of each collection. */
  from?: AddedFrom[];
}

/** What came of a collection of a DJ program. */
export interface AddedFrom {
  /** The program: `rekordbox`. */
  program: string;
  /** Where the collection is. */
  path: string;
  /** That it names. */
  tracks: number;
  /** Of those, the ones whose files are here. */
  found: number;
  /** What is played from the web, and has no file. */
  streamed: number;
  /** Files that aren't there, the first hundred by name. */
  missing: { count: number; first: string[] };
  /** Paths of another system, which `map` can lead to this one. */
  elsewhere: Array<{ folder: string; count: number }>;
}

export interface AddOptions extends Watching {
  /**
   * Collections of DJ programs, as files or folders: their files are added, and what they say of them (names, keys, cues, crates) is kept.
   * One of several that can't be read is a warning.
   */
  from?: readonly string[];
  /** Where folders of those collections are here: `C:\\Music=/media/usb/Music`. */
  map?: readonly string[];
  /** The service that names by their sound the files that have no tags: `acoustid`. That it can't be asked is a warning. */
  nameBy?: string;
}

export interface SuggestOptions extends Watching {
  /** At most so many; 10 when absent. */
  count?: number;
  /** Finds the way to this track, in so many steps, or as many as it takes. */
  to?: string;
  steps?: number;
  /** Drafts a whole set of so many seconds; its energy rises when `arc` is absent. */
  set?: number;
  arc?: Arc;
  /** Tracks and mixes that are left out. */
  not?: readonly (string | Tracklist)[];
}

/** The user's own music, as `tracklistify library` keeps it. */
export interface LibraryDoor {
  /** Indexes folders and files; what hasn't changed costs a look. */
  add(paths: readonly string[], options?: AddOptions): Run<Added>;
  list(): Promise<LibraryTrack[]>;
  /** Forgives typing errors. */
  search(words: string): Promise<LibraryTrack[]>;
  /** Takes tracks out by their ids; the files stay. Resolves to their number. */
  remove(ids: readonly string[]): Promise<number>;
  stats(): Promise<{ tracks: number; hours: number; bytes: number }>;
}

export interface AnalyseOptions extends Watching {
  /** Every track of the library as well. */
  library?: boolean;
  /** Listens once more to what was heard before. */
  again?: boolean;
}

/** What a file of music sounds like; null is what the sound doesn't tell. Times are seconds. */
export interface AnalysedFile {
  file: string;
  track: Track;
  heard: {
    seconds: number;
    /** `confidence` is from 0 to 1. */
    tempo: {
      bpm: number;
      confidence: number;
      otherBpm?: number;
      firstBeat: number;
      downbeat: number;
      beatsPerBar: number;
      grids?: Array<{ start: number; bpm: number }>;
    } | null;
    /** Keys are numbers: the roots from C upwards, 0 to 11 in major and 12 to 23 in minor. */
    key: { key: number; confidence: number; second: number; tuning: number } | null;
    /** LUFS, LU and dBTP, by EBU R 128. */
    loudness: { integrated: number | null; range: number | null; truePeak: number | null } | null;
    /** From 1 to 10. */
    energy: number | null;
    timbre: number[] | null;
    sections: Array<{ kind: 'intro' | 'main' | 'break' | 'drop' | 'outro'; start: number; end: number }>;
    /** How likely it is that somebody sings or speaks. */
    vocals: number | null;
  };
  /** What tags and DJ programs say. */
  told: Array<{ by: string; bpm?: number; key?: string }>;
  /** It was heard before, and wasn't listened to again. */
  kept: boolean;
  /** Where its sound broke off or is damaged. */
  damage?: string;
}

export interface Analysis {
  heard: AnalysedFile[];
  /** What couldn't be read. */
  failed: Array<{ path: string; reason: string }>;
  /** What ended it early, null when nothing did. */
  failure: unknown;
}

/** The program, for programs. Everything is made when it is first needed, and shared by all that is done with it. */
export interface Tracklistify {
  /** A file, an address, or `-` for standard input. The caller closes it. */
  open(location: string, options?: OpenOptions): Promise<AudioSource>;
  /** Names the tracks of a mix. Writes no files: `export` does. */
  identify(mix: string | AudioSource, options?: IdentifyOptions): Run<Outcome>;
  /** Follows a broadcast, until it ends or is ended. */
  listen(broadcast: string | LiveSource, options?: ListenOptions): Run<Outcome>;
  /** Lets services and models complete and check a tracklist. */
  enrich(tracklist: Tracklist, options?: EnrichOptions): Run<Outcome>;
  /** Says what files and folders of music sound like. What was heard is kept beside the library. */
  analyse(paths: readonly string[], options?: AnalyseOptions): Run<Analysis>;
  /** Writes a tracklist in files; nothing that isn't this mix's own is replaced. */
  export(tracklist: Tracklist, options?: ExportOptions): Run<Exported>;
  /** What a file of that format would hold. */
  render(tracklist: Tracklist, format: string): Promise<string | Uint8Array>;
  /**
   * What of the library mixes next after a track, named as on the command line, or after the last one of a mix. Null is for sets
   * that begin anywhere.
   */
  suggest(after: string | Tracklist | null, options?: SuggestOptions): Run<Suggestions>;
  readonly library: LibraryDoor;
  /** Ends what is kept open between calls: connections to services. It keeps no program from ending, so few need it. */
  close(): Promise<void>;
}
