import { join } from 'node:path';
import { isAlike } from '../domain/alike.js';
import type { Correction } from '../domain/correction.js';
import { withCorrections } from '../domain/corrections.js';
import { LibraryError } from '../domain/errors.js';
import type { MixSound } from '../domain/mix-sound.js';
import type { Recurrence } from '../domain/phantoms.js';
import type { KeptAbout, MixArchive, MixChanging, MixOf } from '../domain/ports/archive.js';
import { lengthOf } from '../domain/span.js';
import { reasonIn } from '../domain/system-words.js';
import type { Tracklist } from '../domain/tracklist.js';
import { lossOf } from '../domain/worth.js';
import { Catalogue } from './catalogue.js';
import { Ids } from './ids/ids.js';
import { isSame, type KeptMix, keysOf, packMix, sumOf, unpackMix } from './kept.js';
import { Mixes } from './mixes.js';
import { recurrenceIn } from './recurrence.js';
import { RevisionFolder } from './revisions.js';
import { Sounds } from './sounds.js';
import { type MixSummary, READING, summaryOf } from './summary.js';

/** Digits of a mix's number. */
const ID = 12;
/** Places that one mix was found at, the latest first. */
const PLACES = 16;
/** Changes of a mix that can be undone. */
const CHANGES = 20;
/** Seconds by which two decoders may differ about the end. */
const HAIR = 1;

const MIXES = {
  key: /^[0-9a-f]{12}$/,
  keyOf: ({ id }: KeptMix) => id,
  pack: packMix,
  unpack: unpackMix,
};

/** Every mix that was identified: kept once, found again by its sound or its place. */
export class Archive implements MixArchive, MixChanging {
  readonly folder: string;
  /** What nobody could name. */
  readonly ids: Ids;
  readonly #mixes: RevisionFolder<KeptMix>;
  readonly #catalogue: Catalogue<KeptMix, MixSummary>;
  readonly #sounds: Sounds;
  readonly #now: () => number;

  /** `now` in epoch milliseconds. */
  constructor(folder: string, now: () => number) {
    this.folder = folder;
    this.#now = now;
    this.#mixes = new RevisionFolder(join(folder, 'mixes'), MIXES);
    this.#sounds = new Sounds(join(folder, 'sounds'));
    const summing = { reading: READING, keyOf: ({ id }: MixSummary) => id, of: summaryOf };
    this.#catalogue = new Catalogue(join(folder, 'catalogue'), this.#mixes, summing);
    this.ids = new Ids(join(folder, 'ids'));
  }

  async read(): Promise<Mixes> {
    return this.#guard(async () => {
      const { all, damaged } = await this.#catalogue.read();
      return new Mixes(
        all.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)),
        damaged,
      );
    });
  }

  /** Null for one that isn't there any more, or can't be read. */
  async get(id: string): Promise<KeptMix | null> {
    return this.#guard(async () => {
      const revisions = (await this.#mixes.list()).get(id);
      return revisions ? ((await this.#mixes.newest(id, revisions))?.value ?? null) : null;
    });
  }

  /** What a mix sounds like; null where that was never kept, or can't be read. */
  async sound({ sound }: Pick<KeptMix, 'sound'>): Promise<MixSound | null> {
    return sound ? this.#guard(() => this.#sounds.read(sound.file)) : null;
  }

  /** The same of a mix that is told by what it is or where it was. */
  async soundOf(mix: MixOf): Promise<MixSound | null> {
    const found = await this.#find(keysOf(mix));
    const kept = found && (await this.get(found.id));
    return kept ? this.sound(kept) : null;
  }

  async corrections(mix: MixOf): Promise<Correction[]> {
    const found = await this.#find(keysOf(mix));
    const kept = found && (await this.get(found.id));
    return kept?.tracklist.corrections ?? [];
  }

  async recurrence(mix: MixOf): Promise<Recurrence> {
    const keys = keysOf(mix);
    const { all } = await this.read();
    return recurrenceIn(all.filter((other) => !isSame(other, keys)));
  }

  async keep(tracklist: Tracklist, { known: read, before: changed, sound }: KeptAbout = {}): Promise<void> {
    await this.#guard(async () => {
      const keys = keysOf(tracklist.source);
      const known = await this.#find(keys);
      const now = this.#moment();
      // A mix that nothing tells from others, like one from a pipe, is one of its own each time.
      const id = known?.id ?? sumOf(keys.content ?? keys.places[0] ?? `${now} ${tracklist.source.name}`).slice(0, ID);
      const heard = sound && { file: await this.#sounds.add(id, sound), start: sound.start, end: sound.end };
      await this.#put(id, (before) => {
        if (!before) {
          const said = { ...(changed && { changes: [changed] }), ...(heard && { sound: heard }) };
          return { id, ...keys, ...said, firstKept: now, lastKept: now, tracklist };
        }
        const others = saidMeanwhile(before.tracklist, tracklist, read);
        const mix = { ...grown(before, tracklist, others, keys, now), ...longer(before.sound, heard) };
        if (!changed) return mix;
        const changes = [...(before.changes ?? []), changed].slice(-CHANGES);
        return { ...mix, tracklist: withMore(tracklist, others), changes };
      });
    });
  }

  /** Keeps a tracklist that was written before: what has been said of its mix since then isn't taken back by it. */
  async take(tracklist: Tracklist): Promise<void> {
    await this.keep(tracklist, { known: [] });
  }

  async change(
    id: string,
    change: (tracklist: Tracklist) => Tracklist,
    { by = 'owner' }: { by?: 'owner' | 'finding' } = {},
  ): Promise<{ before: Tracklist; after: Tracklist } | null> {
    const results: Array<{ before: Tracklist; after: Tracklist }> = [];
    await this.#guard(() =>
      this.#put(id, (kept) => {
        if (!kept) return undefined;
        const { changes = [], ...mix } = kept;
        const [before, after] = [mix.tracklist, change(mix.tracklist)];
        results.push({ before, after });
        if (after === before) return undefined;
        // Undoing an earlier change would undo as well what has been found since.
        const undoable = by === 'owner' ? [...changes, before].slice(-CHANGES) : [];
        const now = { ...mix, lastKept: this.#moment(), tracklist: after };
        return undoable.length > 0 ? { ...now, changes: undoable } : now;
      }),
    );
    return results.at(-1) ?? null;
  }

  async lastChange(mix: MixOf): Promise<Awaited<ReturnType<MixArchive['lastChange']>>> {
    const found = await this.#find(keysOf(mix));
    const kept = found && (await this.get(found.id));
    const before = kept?.changes?.at(-1);
    if (!found || !kept || !before) return null;
    const done = (): Promise<void> =>
      this.#guard(() =>
        this.#put(
          found.id,
          (kept) => kept && { ...kept, tracklist: before, changes: (kept.changes ?? []).slice(0, -1) },
        ),
      );
    return { before, after: kept.tracklist, done };
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#guard(async () => {
      const there = await this.#mixes.list();
      for (const id of ids) {
        await this.#mixes.remove(id, there.get(id) ?? []);
        await this.#sounds.removeAllOf(id);
      }
    });
  }

  /** Reads every mix, and makes the summaries anew. */
  async verify(signal: AbortSignal): Promise<{ mixes: number; damaged: string[]; older: string[] }> {
    return this.#guard(async () => {
      const damaged: string[] = [];
      const older: string[] = [];
      const there = await this.#mixes.list();
      for (const [id, revisions] of there) {
        signal.throwIfAborted();
        const found = await this.#mixes.newest(id, revisions);
        if (!found) damaged.push(id);
        else if (found.revision !== revisions[0]) older.push(id);
      }
      await this.#catalogue.forget();
      await this.#catalogue.read();
      return { mixes: there.size, damaged, older };
    });
  }

  readonly #moment = (): string => new Date(this.#now()).toISOString();

  async #put(id: string, next: (before: KeptMix | undefined) => KeptMix | undefined): Promise<void> {
    const put = await this.#mixes.put(id, next);
    if (!put) return;
    const { value: mix, revision, before } = put;
    await this.#catalogue.note(mix, revision);
    if (before?.sound && before.sound.file !== mix.sound?.file) await this.#sounds.remove(before.sound.file);
  }

  async #find(keys: Pick<KeptMix, 'content' | 'places'>): Promise<MixSummary | undefined> {
    const { all } = await this.read();
    // Whoever sounds the same comes before whoever lies in the same place.
    const same = all.filter((mix) => isSame(mix, keys));
    return same.find(({ content }) => content !== undefined && content === keys.content) ?? same[0];
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof LibraryError || !(error as NodeJS.ErrnoException).code) throw error;
      throw new LibraryError(`The archive in ${this.folder} can't be used: ${reasonIn(error)}.`, { cause: error });
    }
  }
}

/** What was said of a mix that whoever made the new result didn't know of, so that it can't have been taken back. */
function saidMeanwhile(kept: Tracklist, now: Tracklist, read: readonly Correction[] | undefined): Correction[] {
  if (!read) return [];
  const known = new Set([...read, ...(now.corrections ?? [])].map((one) => JSON.stringify(one)));
  return (kept.corrections ?? []).filter((one) => !known.has(JSON.stringify(one)));
}

function withMore(tracklist: Tracklist, more: readonly Correction[]): Tracklist {
  if (more.length === 0) return tracklist;
  return { ...withCorrections(tracklist, more), corrections: [...(tracklist.corrections ?? []), ...more] };
}

/** Of two sounds of one mix the later, unless it is of a smaller part. */
function longer(before: KeptMix['sound'], now: KeptMix['sound'] | null): Pick<KeptMix, 'sound'> {
  return now && (!before || lengthOf(now) >= lengthOf(before) - HAIR) ? { sound: now } : {};
}

/** A mix that is kept already, with a new result: the better of the two, and all that a person has said. */
function grown(
  before: KeptMix,
  now: Tracklist,
  others: readonly Correction[],
  keys: Pick<KeptMix, 'content' | 'places'>,
  moment: string,
): KeptMix {
  const isLess = lossOf(before.tracklist, now) !== null;
  const said = now.corrections ?? [];
  const tracklist = withMore(isLess ? withCorrections(before.tracklist, said) : now, others);
  // Undoing an earlier change would undo as well what has been found or completed since.
  const { changes = [], ...rest } = before;
  const isNew = !isAlike(before.tracklist, tracklist);
  return {
    ...rest,
    ...(changes.length > 0 && !isNew && { changes }),
    ...(keys.content !== undefined && { content: keys.content }),
    places: [...new Set([...keys.places, ...before.places])].slice(0, PLACES),
    lastKept: moment,
    tracklist,
  };
}
