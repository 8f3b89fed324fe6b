import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Seed, SuggestRun } from '../app/suggest/suggest.js';
import type { Archive } from '../archive/archive.js';
import type { Settings } from '../config/schema.js';
import { LibraryError, UsageError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import { keyNumber } from '../domain/musical-key.js';
import { type Features, NO_KEY } from '../domain/ports/features.js';
import type { Taste } from '../domain/ports/played.js';
import type { Arc, Suggestions } from '../domain/suggestion.js';
import { playedBpm, type Track, trackLabel } from '../domain/track.js';
import type { Tracklist } from '../domain/tracklist.js';
import type { Library } from '../library/library.js';
import { openPlayed } from './played.js';
import type { World } from './world.js';

/** What suggestions are made of: the library's columns, what was played with what, and who is meant by words. */
export interface Suggesting {
  run: Pick<SuggestRun, 'features' | 'played' | 'weights'>;
  /** The track that a word of the command line means: a file or an id of the library, a mix, or words. */
  seed(named: string | Tracklist): Promise<Named>;
  close(): void;
}

export interface Named {
  seed: Seed;
  /** Of a mix: what was played before. */
  before: Seed[];
}

/** So many of several are named. */
const SHOWN = 8;
const MIX_NUMBER = /^[0-9a-f]{4,12}$/;
const TRACK_ID = /^[0-9a-f]{16,64}$/;

export async function openSuggesting(world: World, settings: Settings, emit: Emit): Promise<Suggesting> {
  const library = await openHere(world, settings, emit);
  // Nothing is made where nothing is.
  if (library.trackCount === 0) {
    throw new LibraryError(
      'The library is empty, so there is nothing to suggest. Fill it by "tracklistify library add DIR".',
    );
  }
  const features = await library.heard.features();
  try {
    const played = await openPlayed(world, settings, library, emit);
    const finding = new Finding(world, settings, library, features);
    return {
      run: { features, played, weights: settings.suggest.weights },
      seed: (named) => finding.seed(named),
      close() {
        features.close();
        played.close();
      },
    };
  } catch (error) {
    features.close();
    throw error;
  }
}

async function openHere(world: World, settings: Settings, emit: Emit): Promise<Library> {
  const { openLibrary } = await import('./library.js');
  return openLibrary(world, settings, emit);
}

/** Finds what is named. What is cheap is tried first, since a library of 100,000 tracks is to answer at once. */
class Finding {
  readonly #world: World;
  readonly #settings: Settings;
  readonly #library: Library;
  readonly #features: Features;

  constructor(world: World, settings: Settings, library: Library, features: Features) {
    this.#world = world;
    this.#settings = settings;
    this.#library = library;
    this.#features = features;
  }

  async seed(named: string | Tracklist): Promise<Named> {
    if (typeof named !== 'string') return this.#lastOf(named, named.source.name);
    if (named.trim() === '')
      throw new UsageError('The name of a track is missing: a file, words, or a saved tracklist.');
    const path = resolve(this.#world.cwd, named);
    const byPath = this.#features.indexOfPath(path);
    if (byPath >= 0) return { seed: await this.#inLibrary(byPath), before: [] };
    if (named === '-' || /\.json$/i.test(named)) return this.#ofDocument(named);
    const byId = TRACK_ID.test(named) ? this.#features.indexOf(named) : -1;
    if (byId >= 0) return { seed: await this.#inLibrary(byId), before: [] };
    const mix = MIX_NUMBER.test(named) ? await this.#ofArchive(named, path, true) : null;
    if (mix) return mix;
    const row = await this.#byWords(named);
    if (row !== null) return { seed: await this.#inLibrary(row), before: [] };
    const kept = await this.#ofArchive(named, path, false);
    if (kept) return kept;
    if (await stat(path).catch(() => null)) {
      throw new UsageError(
        `"${named}" is there, but neither in the library nor a mix of the archive. ` +
          '"tracklistify library add" adds a track, "tracklistify identify" a mix.',
      );
    }
    throw new UsageError(
      `Neither the library nor the archive has a track or a mix that "${named}" names, by a file, a number or words. ` +
        '"tracklistify library search" finds tracks by words.',
    );
  }

  /** Null where no track has the words. Throws UsageError for several. */
  async #byWords(named: string): Promise<number | null> {
    const { fold } = await import('../domain/recording.js');
    const words = fold(named).split(' ').filter(Boolean);
    const plainly = this.#features.search(words);
    if (plainly.length > 0) return this.#theOne(named, words, plainly);
    // A file that isn't in the library, and a mix of the archive, is never taken for words.
    if (/[\\/]/.test(named)) return null;
    const { by, tracks } = await this.#library.select(this.#world.cwd, named);
    const rows = tracks.map(({ id }) => this.#features.indexOf(id)).filter((row) => row >= 0);
    if (rows.length === 0 || (by === 'path' && rows.length > 1)) return null;
    return this.#theOne(named, words, rows);
  }

  async #theOne(named: string, words: readonly string[], rows: readonly number[]): Promise<number> {
    if (rows.length === 1) return rows[0]!;
    const { fold } = await import('../domain/recording.js');
    const said = [...new Set(words)].sort().join(' ');
    // `Artist Title` means the track that is called just so, whatever else has these words.
    const exact = rows.filter((row) => {
      const track = this.#features.track(row);
      return (
        track &&
        [trackLabel(track), track.title].some((name) => [...new Set(fold(name).split(' '))].sort().join(' ') === said)
      );
    });
    if (exact.length === 1) return exact[0]!;
    const several = exact.length > 0 ? exact : rows;
    const shown = several.slice(0, SHOWN).flatMap((row) => this.#features.track(row) ?? []);
    const labels = shown.map((track) => trackLabel(track));
    // Several files of one name are told apart by their paths.
    const names = shown.map((track, at) =>
      labels.indexOf(labels[at]!) === labels.lastIndexOf(labels[at]!) ? labels[at]! : track.path,
    );
    throw new UsageError(`${severalOf(named, names, several.length)} Add a word, or name one by its file.`);
  }

  async #ofDocument(named: string): Promise<Named> {
    const { readTracklists } = await import('./saved-tracklist.js');
    const tracklists = await readTracklists(named, this.#world, () => {});
    return this.#lastOf(tracklists.at(-1)!, named);
  }

  async #ofArchive(named: string, path: string, byNumber: boolean): Promise<Named | null> {
    if (!this.#settings.archive.enabled) return null;
    const { openArchive } = await import('./archive.js');
    const archive: Archive = await openArchive(this.#world, this.#settings);
    const mixes = await archive.read();
    const found = byNumber
      ? mixes.all.filter(({ id }) => id.startsWith(named))
      : mixes.select({ text: named, path, exact: true });
    if (found.length > 1) {
      const names = found.slice(0, SHOWN).map(({ id, name }) => `${id} (${name})`);
      throw new UsageError(`${severalOf(named, names, found.length)} Name one by its number.`);
    }
    const kept = found[0] && (await archive.get(found[0].id));
    return kept ? this.#lastOf(kept.tracklist, found[0]!.name) : null;
  }

  async #lastOf({ entries }: Tracklist, named: string): Promise<Named> {
    const heard = [...entries].sort((a, b) => a.start - b.start).filter((entry) => entry.kind === 'track');
    const last = heard.at(-1);
    if (!last) throw new UsageError(`No track of ${named} has a name, so nothing can be suggested after it.`);
    const seeds = await Promise.all(heard.map(({ track }) => this.#seedOf(track)));
    const seed = seeds.pop()!;
    // As it was played, which is what comes next.
    const { piece } = seed;
    const bpm = last.playedBpm ?? playedBpm(last) ?? piece.bpm * (last.speed ?? 1);
    const key = last.playedKey === undefined ? undefined : keyNumber(last.playedKey);
    return { seed: { ...seed, piece: { ...piece, bpm, key: key ?? piece.key } }, before: seeds };
  }

  async #seedOf(track: Track): Promise<Seed> {
    const { nameHash, trackHashes } = await import('../files/name-hash.js');
    const { name, work } = trackHashes(track);
    const { columns } = this.#features;
    const byFile = track.file === undefined ? -1 : this.#features.indexOfPath(track.file);
    const row = byFile >= 0 ? byFile : name === 0 ? -1 : columns.name.indexOf(name);
    if (row >= 0) return { ...(await this.#inLibrary(row)), track };
    const key = track.key === undefined ? undefined : keyNumber(track.key);
    const piece = {
      bpm: track.bpm ?? 0,
      key: key ?? NO_KEY,
      energy: 0,
      timbre: null,
      label: nameHash(track.label),
      genre: nameHash(track.genres?.[0]),
      ...{ name, work },
    };
    return { piece, track, row: null };
  }

  async #inLibrary(row: number): Promise<Seed> {
    const { pieceAt } = await import('../app/suggest/piece.js');
    const track = this.#features.track(row);
    if (!track)
      throw new LibraryError(
        `What the library says of that track is damaged. "tracklistify library verify" says more.`,
      );
    const { path, id: _, ...rest } = track;
    return { piece: pieceAt(this.#features.columns, row), track: { ...rest, file: path }, row };
  }
}

function severalOf(named: string, names: readonly string[], count: number): string {
  const more = count > names.length ? ` and ${count - names.length} more` : '';
  return `"${named}" may be any of these: ${names.map((name) => `"${name}"`).join(', ')}${more}.`;
}

export interface Asked {
  track?: string | Tracklist;
  count?: number;
  to?: string;
  steps?: number;
  /** Seconds. */
  set?: number;
  arc?: Arc;
  not?: readonly (string | Tracklist)[];
}

/** Answers one question. */
export async function suggestWith({ run, seed }: Suggesting, asked: Asked): Promise<Suggestions> {
  const { draftSet, pathTo, whatNext } = await import('../app/suggest/suggest.js');
  const from = asked.track === undefined ? null : await seed(asked.track);
  const not = [...(from?.before ?? [])];
  for (const named of asked.not ?? []) {
    const one = await seed(named);
    not.push(one.seed, ...one.before);
  }
  const whole = { ...run, not, from: from?.seed ?? null };
  if (asked.set !== undefined) return draftSet(whole, asked.set, asked.arc ?? 'rise');
  if (!from) throw new UsageError('Name what is to be followed: a track of the library, or a mix.');
  if (asked.to === undefined) return whatNext({ ...whole, from: from.seed }, asked.count ?? 10);
  const { seed: to } = await seed(asked.to);
  const { row } = to;
  if (row === null) throw new UsageError(`The library doesn't have "${trackLabel(to.track)}", which is to be led to.`);
  return pathTo({ ...whole, from: from.seed }, { ...to, row }, asked.steps);
}

export async function openTaste(world: World, settings: Settings, emit: Emit): Promise<Taste> {
  const played = await openPlayed(world, settings, await openHere(world, settings, emit), emit);
  played.close();
  return played.taste;
}
