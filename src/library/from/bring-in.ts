import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { AUDIO_EXTENSIONS, extensionOf } from '../../domain/media-extensions.js';
import type { Context } from '../../domain/ports/context.js';
import type { DeckTrack, InFile } from '../../domain/ports/deck.js';
import type { Facts } from '../facts/facts.js';
import type { FilePlace } from '../store/records.js';
import type { FileFinder } from './find-files.js';
import { commonFolder, isAbsolute, isBlind, type PathMaps } from './path-maps.js';

/** What a DJ program calls its own, opened to be read once. */
export interface Collection {
  /** Of the program, and its name for people. */
  program: string;
  title: string;
  /** Where it is: absolute. */
  path: string;
  tracks: AsyncIterable<DeckTrack>;
  /** What the program has written into an audio file that is here. */
  inFile?(path: string): Promise<InFile>;
}

/** What came of a collection. */
export interface CollectionReport {
  program: string;
  title: string;
  path: string;
  /** That it names. */
  tracks: number;
  /** Of those, the ones whose files are here. */
  found: number;
  /** What is played from the web, and has no file. */
  streamed: number;
  /** Files that aren't music by their names. */
  others: number;
  /** Files here that the user wants left out of the library. */
  leftOut: number;
  missing: {
    count: number;
    /** The first ones, as the collection names them. */
    first: string[];
    /** The folder that all of them should be in, where that isn't there itself. */
    folder: string | null;
    /** Where a map leads from that folder to; null where none does. */
    mapped: string | null;
  };
  /** Paths of another system, by disk: nobody knows where those are here. */
  elsewhere: { folder: string; count: number }[];
  /** Files that aren't here now, of which what was said when they were stays. */
  remembered: number;
}

export interface BringingIn extends Context {
  facts: Facts;
  maps: PathMaps;
  finder: FileFinder;
  /** ISO 8601, UTC. */
  at: string;
  isExcluded(path: string): boolean;
}

/** Looked for at once. */
const TOGETHER = 64;
/** No system has longer ones. */
const LONGEST_PATH = 32_767;
/** Missing ones that are named. */
const NAMED = 100;
/** Disks that are told apart; nobody has more letters for them. */
const DISKS = 30;
/** Files that aren't here and may have been: a multiple of what the largest collections name. */
const MOST_AWAY = 1_000_000;

/**
 * Reads a collection from its beginning to its end: keeps what it says of the files that are here, and resolves to those. What it
 * says goes to the disk as it comes.
 */
export async function bringIn(
  { program, title, path, tracks, inFile }: Collection,
  tools: BringingIn,
): Promise<{ report: CollectionReport; files: FilePlace[] }> {
  const keeping = await tools.facts.begin({ program, title, from: path, at: tools.at });
  const bringing = new Bringing({ program, title, path }, tools);
  try {
    let some: DeckTrack[] = [];
    const look = async (): Promise<void> => {
      tools.signal.throwIfAborted();
      const here = await bringing.look(some);
      const inside = await Promise.all(here.map(([, file]) => inFile?.(file)));
      here.forEach(([track, file], i) => {
        keeping.put(file, { ...track, ...inside[i] });
      });
      tools.emit({ type: 'count', stage: 'read', done: bringing.count, total: null, label: `tracks of ${title}` });
      some = [];
    };
    for await (const track of tracks) {
      some.push(track);
      if (some.length === TOGETHER) await look();
    }
    await look();
    tools.signal.throwIfAborted();
    const report = await bringing.report();
    // A disk that isn't there, or a wrong map, is no reason to forget what the collection has said of these files.
    report.remembered = keeping.stay((said, file) => bringing.isAway(said) && !bringing.files.has(file));
    const isTold = report.found + report.remembered > 0;
    if (isTold || report.missing.count + report.elsewhere.length === 0) await keeping.keep();
    return { report, files: [...bringing.files.values()] };
  } finally {
    await keeping.drop();
  }
}

class Bringing {
  readonly files = new Map<string, FilePlace>();
  readonly #tools: BringingIn;
  readonly #report: CollectionReport;
  readonly #disks = new Map<string, { folder: string; count: number }>();
  readonly #away = new Set<number>();
  #missingIn: string | null | undefined;

  constructor(of: Pick<CollectionReport, 'program' | 'title' | 'path'>, tools: BringingIn) {
    this.#tools = tools;
    const missing = { count: 0, first: [], folder: null, mapped: null };
    const counts = { tracks: 0, found: 0, streamed: 0, others: 0, leftOut: 0, remembered: 0 };
    this.#report = { ...of, ...counts, missing, elsewhere: [] };
  }

  /** Tracks that were looked for. */
  get count(): number {
    return this.#report.tracks;
  }

  /** Whether it names this file, which isn't here. */
  isAway(file: string): boolean {
    return this.#away.has(shortHash(file));
  }

  /** Those whose files are here, with where. */
  async look(tracks: readonly DeckTrack[]): Promise<[DeckTrack, string][]> {
    const places = await Promise.all(tracks.map((track) => this.#placeOf(track)));
    return tracks.flatMap((track, i): [DeckTrack, string][] => {
      const place = places[i];
      return place ? [[track, place.path]] : [];
    });
  }

  async report(): Promise<CollectionReport> {
    const report = this.#report;
    const folder = this.#missingIn ?? null;
    const here = folder === null ? null : this.#tools.maps.here(folder);
    const isThere = here !== null && (await stat(here).catch(() => null)) !== null;
    report.missing.folder = isThere ? null : folder;
    report.missing.mapped = isThere || here === folder ? null : here;
    report.elsewhere = [...this.#disks.values()];
    return report;
  }

  async #placeOf({ file }: DeckTrack): Promise<FilePlace | null> {
    const report = this.#report;
    report.tracks++;
    if (file === null) report.streamed++;
    else if (file.length > LONGEST_PATH || file.includes('\0')) this.#miss(file.slice(0, LONGEST_PATH));
    else if (!AUDIO_EXTENSIONS.has(extensionOf(file))) report.others++;
    else {
      const here = this.#tools.maps.here(file);
      if (here === null) isAbsolute(file) ? this.#elsewhere(file) : this.#miss(file);
      else {
        const place = await this.#tools.finder.find(here, isBlind(file));
        if (!place) this.#miss(file);
        else if (this.#tools.isExcluded(place.path)) report.leftOut++;
        else {
          report.found++;
          this.files.set(place.path, place);
          return place;
        }
      }
    }
    return null;
  }

  #miss(file: string): void {
    const { missing } = this.#report;
    this.#isNotHere(file);
    missing.count++;
    if (missing.first.length < NAMED) missing.first.push(file);
    if (this.#missingIn !== null && isAbsolute(file)) this.#missingIn = commonFolder(this.#missingIn, file);
  }

  #isNotHere(file: string): void {
    if (this.#away.size < MOST_AWAY) this.#away.add(shortHash(file));
  }

  #elsewhere(file: string): void {
    this.#isNotHere(file);
    const folder = commonFolder(undefined, file) ?? file;
    const root = folder.split(/(?<=[^\\/])[\\/]/, 1)[0]!.toLowerCase();
    const disk = this.#disks.get(root);
    if (disk) {
      disk.count++;
      disk.folder = commonFolder(disk.folder, file) ?? disk.folder;
    } else if (this.#disks.size < DISKS) this.#disks.set(root, { folder, count: 1 });
    else this.#miss(file);
  }
}

/** Paths are long, and a million of them would be most of what is kept: six bytes tell them apart. */
const shortHash = (file: string): number => createHash('sha1').update(file).digest().readUIntBE(0, 6);
