import { stat } from 'node:fs/promises';
import type { Suggestion } from '../app/review.js';
import type { Settings } from '../config/schema.js';
import { TracklistifyError } from '../domain/errors.js';
import { trackLabel } from '../domain/track.js';
import type { Library } from '../library/library.js';
import type { World } from './world.js';

/** What the user has, as whoever checks a tracklist needs it: own files, and names that were met before. */
export class OwnMusic {
  readonly #world: World;
  readonly #settings: Settings;
  /** By path, the number of each file that was asked about; null for what isn't in any index. */
  readonly #numbers = new Map<string, string | null>();
  #libraries: Promise<readonly Library[]> | null = null;

  constructor(world: World, settings: Settings) {
    this.#world = world;
    this.#settings = settings;
  }

  /** Of these paths, those that the user has brought into the library, or into an index of a folder, and that are there. */
  async files(paths: readonly string[]): Promise<Map<string, string>> {
    if (paths.some((path) => !this.#numbers.has(path))) await this.#lookUp(paths);
    const found = await Promise.all(
      paths.map(async (path): Promise<Array<[string, string]>> => {
        const number = this.#numbers.get(path);
        const isThere = number
          ? await stat(path).then(
              (about) => about.isFile(),
              () => false,
            )
          : false;
        return number && isThere ? [[path, number]] : [];
      }),
    );
    return new Map(found.flat());
  }

  /** Names of the own music, then those that the archive knows; best first in each. */
  async suggest(words: string, most: number): Promise<Suggestion[]> {
    const own = await this.#searched(async () => {
      const found: string[] = [];
      for (const library of await this.#open()) found.push(...(await library.search(words)).map(trackLabel));
      return found;
    });
    const kept = await this.#searched(async () => {
      if (!this.#settings.archive.enabled) return [];
      const { openArchive } = await import('./archive.js');
      const mixes = await (await openArchive(this.#world, this.#settings)).read();
      return mixes.search(words).map(({ played }) => trackLabel(played));
    });
    const names = new Map<string, Suggestion['from']>();
    // However much of it is one's own, what was played before has its share.
    const others = kept.filter((name) => !own.includes(name));
    for (const name of own.slice(0, Math.max(most - others.length, Math.ceil((most * 2) / 3))))
      names.set(name, 'library');
    for (const name of kept) if (!names.has(name)) names.set(name, own.includes(name) ? 'library' : 'archive');
    return [...names].slice(0, most).map(([name, from]) => ({ name, from }));
  }

  /** A search that fails costs suggestions, and nothing else. */
  async #searched(search: () => Promise<string[]>): Promise<string[]> {
    try {
      return [...new Set(await search())];
    } catch (error) {
      if (error instanceof TracklistifyError) return [];
      throw error;
    }
  }

  async #lookUp(paths: readonly string[]): Promise<void> {
    for (const path of paths) this.#numbers.set(path, this.#numbers.get(path) ?? null);
    try {
      for (const library of await this.#open()) {
        for (const { id, file, copies = [] } of await library.list()) {
          for (const { path } of [file, ...copies]) if (this.#numbers.get(path) === null) this.#numbers.set(path, id);
        }
      }
    } catch (error) {
      if (!(error instanceof TracklistifyError)) throw error;
    }
  }

  #open(): Promise<readonly Library[]> {
    this.#libraries ??= this.#openAll();
    return this.#libraries;
  }

  async #openAll(): Promise<readonly Library[]> {
    const { limitedLibraries, openLibrary } = await import('./library.js');
    const own = await openLibrary(this.#world, this.#settings, () => {}).catch((error: unknown) => {
      if (error instanceof TracklistifyError) return [];
      throw error;
    });
    return [own, (await limitedLibraries(this.#world, this.#settings)).map(({ library }) => library)].flat();
  }
}
