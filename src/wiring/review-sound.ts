import { realpath, stat } from 'node:fs/promises';
import type { Playable } from '../audio/virtual-wav.js';
import type { Settings } from '../config/schema.js';
import { SourceError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import { reasonIn } from '../domain/system-words.js';
import type { SourceInfo } from '../domain/tracklist.js';
import { isHere } from '../files/here.js';
import type { World } from './world.js';

/** What a window listens to: each file or address is opened when somebody first does, and again when the file is another. */
export class ReviewSound {
  readonly #world: World;
  readonly #settings: Settings;
  readonly #emit: Emit;
  readonly #opened = new Map<string, { stamp: string; playable: Promise<Playable> }>();
  /** Why a location couldn't be opened. */
  readonly #failed = new Map<string, string>();
  readonly #onFailure: () => void;

  constructor(world: World, settings: Settings, emit: Emit, onFailure: () => void) {
    this.#world = world;
    this.#settings = settings;
    this.#emit = emit;
    this.#onFailure = onFailure;
  }

  /** Why a mix can't be heard, as far as that is known without opening it. */
  async whyUnheard({ location, kind }: SourceInfo): Promise<string | null> {
    if (location === '') {
      return kind === 'stdin'
        ? "The mix came from standard input, so it can't be heard here."
        : "The tracklist doesn't say where its mix is, so it can't be heard here.";
    }
    const failed = this.#failed.get(location);
    if (failed !== undefined) return failed;
    if (!isHere(location)) return null;
    try {
      await stat(location);
      return null;
    } catch (error) {
      return `The mix can't be heard: ${location}: ${reasonIn(error)}. Put it back there, and load this page again.`;
    }
  }

  /** The mix of a saved tracklist, which may be a stranger's: it names no more than what `enrich` would open for it. */
  mix(location: string, duration: number, asWav: boolean): Promise<Playable> {
    return this.#get(location, asWav, async () => {
      try {
        const playable = await this.#open(location, { saved: true, duration, asWav });
        if (this.#failed.delete(location)) this.#onFailure();
        return playable;
      } catch (error) {
        this.#world.signal.throwIfAborted();
        const before = this.#failed.get(location);
        const why = `The mix can't be heard: ${(error as Error).message}`;
        this.#failed.set(location, why);
        if (before !== why) this.#onFailure();
        throw error;
      }
    });
  }

  /** A file of the user's own library. */
  own(path: string, asWav: boolean): Promise<Playable> {
    return this.#get(path, asWav, () => this.#open(path, { saved: false, duration: 0, asWav }));
  }

  async close(): Promise<void> {
    const all = await Promise.allSettled([...this.#opened.values()].map(({ playable }) => playable));
    for (const one of all) if (one.status === 'fulfilled') await one.value.close();
  }

  async #get(location: string, asWav: boolean, open: () => Promise<Playable>): Promise<Playable> {
    const { stampOf } = await import('../audio/playable.js');
    const stamp = isHere(location) ? await stampOf(location).catch(() => 'gone') : '';
    const key = `${asWav}\n${location}`;
    const known = this.#opened.get(key);
    if (known?.stamp === stamp) return known.playable;
    const playable = open();
    this.#opened.set(key, { stamp, playable });
    // What failed is tried again.
    playable.catch(() => this.#opened.delete(key));
    await known?.playable.then(({ close }) => close()).catch(() => {});
    return playable;
  }

  async #open(
    location: string,
    { saved, duration, asWav }: { saved: boolean; duration: number; asWav: boolean },
  ): Promise<Playable> {
    const [{ makeOpenSource, sourceTools }, { playableFile, playableSource }] = await Promise.all([
      import('./audio.js'),
      import('../audio/playable.js'),
    ]);
    const { signal } = this.#world;
    const openSource = await makeOpenSource(this.#world, this.#settings, {
      unnamed: new Set(saved ? [location] : []),
    });
    const source = await openSource(location, signal, this.#emit);
    try {
      const seconds = Math.max(duration, source.duration ?? 0);
      if (seconds === 0) throw new SourceError(`Nobody knows how long "${location}" is, so it can't be played here.`);
      const path = source.info.kind === 'file' ? await realpath(source.info.location).catch(() => null) : null;
      // A name that is no text leads nowhere by itself; what was fetched is in the source's own hands.
      if (path === null) return playableSource(source, seconds, `source-${Math.round(seconds * 1000).toString(36)}`);
      const { ffmpeg } = await sourceTools(this.#world, this.#settings);
      const playable = await playableFile(path, seconds, { ffmpeg, asWav, signal });
      await source.close();
      return playable;
    } catch (error) {
      await source.close();
      throw error;
    }
  }
}
