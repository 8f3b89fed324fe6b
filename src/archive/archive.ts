import { join } from 'node:path';
import type { Correction } from '../domain/correction.js';
import { LibraryError, TracklistifyError, WriteError } from '../domain/errors.js';
import type { MixSound } from '../domain/mix-sound.js';
import { hasNumbers, numberedBy, withOwnNumbers } from '../domain/own-numbers.js';
import type { Recurrence } from '../domain/phantoms.js';
import type { KeptAbout, KnownMix, MixArchive, MixChanging, MixOf } from '../domain/ports/archive.js';
import { lengthOf, type Span } from '../domain/span.js';
import { reasonIn } from '../domain/system-words.js';
import type { Tracklist } from '../domain/tracklist.js';
import { changeBetween, withoutChange } from '../domain/undo.js';
import { sweepTemporaries } from '../files/temporary.js';
import { Catalogue } from './catalogue.js';
import { grown, isSameTime, shownTo, undoableOf } from './grown.js';
import { Ids } from './ids/ids.js';
import { isSame, type KeptMix, type Keys, keysOf, packMix, sumOf, unpackMix } from './kept.js';
import { found, ID, knownMix, liesIn, nameOf, ownOf } from './known.js';
import { Looks } from './looks.js';
import { Mixes } from './mixes.js';
import { type Part, withParts } from './parts.js';
import { recurrenceIn } from './recurrence.js';
import { RevisionFolder } from './revisions.js';
import { isPartOf } from './same-mix/decide.js';
import { type Found, SameMixes } from './same-mix/same-mixes.js';
import { Sounds } from './sounds.js';
import { type MixSummary, READING, summaryOf } from './summary.js';

/** What a disk says that takes no more. */
const NO_ROOM: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS']);

const MIXES = { key: /^[0-9a-f]{12}$/, keyOf: ({ id }: KeptMix) => id, pack: packMix };

/** What lies in the archive, and the numbers of those that aren't whole. */
export interface Verified {
  mixes: number;
  damaged: string[];
  /** The latest state is damaged, the one before it isn't. */
  older: string[];
  /** Their sound is damaged or gone. */
  unheard: string[];
}

/** Every mix that was identified: kept once, found again by its sound or its place. */
export class Archive implements MixArchive, MixChanging {
  readonly folder: string;
  /** What nobody could name. */
  readonly ids: Ids;
  /** What each mix was compared with last. */
  readonly looks: Looks;
  readonly #mixes: RevisionFolder<KeptMix>;
  readonly #catalogue: Catalogue<KeptMix, MixSummary>;
  readonly #sounds: Sounds;
  readonly #same: SameMixes;
  readonly #now: () => number;
  #swept: Promise<void> | null = null;

  /** `now` in epoch milliseconds. */
  constructor(folder: string, now: () => number) {
    this.folder = folder;
    this.#now = now;
    this.ids = new Ids(join(folder, 'ids'));
    const unpack = async (packed: Uint8Array) => ownOf(await unpackMix(packed), await this.ids.numbering());
    this.#mixes = new RevisionFolder(join(folder, 'mixes'), { ...MIXES, unpack });
    this.#sounds = new Sounds(join(folder, 'sounds'));
    this.#same = new SameMixes(join(folder, 'signatures'), this.#sounds);
    const summing = { reading: READING, keyOf: ({ id }: MixSummary) => id, of: summaryOf };
    this.#catalogue = new Catalogue(join(folder, 'catalogue'), this.#mixes, summing);
    this.looks = new Looks(folder, join(folder, 'looks'));
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

  /** The same of a recording that is told by what it is or where it was, in its own time. */
  async soundOf(mix: MixOf): Promise<MixSound | null> {
    const found = await this.#kept(keysOf(mix));
    const sound = found && (await this.sound(found.kept));
    const by = found?.lies?.start ?? 0;
    if (!sound || by === 0) return sound ?? null;
    const moved = ({ start, end }: Span): Span => ({ start: start - by, end: end - by });
    return { ...sound, ...moved(sound), musicless: sound.musicless.map(moved) };
  }

  /** A list that may come from anywhere, with the numbers that unknowns have here. */
  async withOwnNumbers(tracklist: Tracklist): Promise<Tracklist> {
    const numbering = await this.ids.numbering();
    if (!hasNumbers(tracklist) || (numbering !== undefined && tracklist.numbering === numbering)) return tracklist;
    const found = await this.#kept(keysOf(tracklist.source));
    const kept = found && !found.lies ? found.kept.tracklist : null;
    return withOwnNumbers(tracklist, { numbering, kept });
  }

  async recognise(mix: MixOf, sound: MixSound | null): Promise<KnownMix | null> {
    const { all } = await this.read();
    const keys = keysOf(mix);
    const known = await this.#kept(keys, all);
    return this.#guard(async () => {
      // Of what is known itself, only its parts are to be found.
      const others = known ? all.filter(({ id }) => id !== known.kept.id) : all;
      const mayHaveParts = sound && (!known || (known.lies === null && known.kept.content !== undefined));
      const found = mayHaveParts ? await this.#same.find(sound, others, (id) => this.get(id)) : [];
      const partsOf = (list: readonly Found[]): Found[] => list.filter(({ lying }) => isPartOf(lying));
      if (known) return knownMix(known.kept, known.lies, partsOf(found));
      const [first, ...more] = found;
      if (!first || !sound) return null;
      const { at } = first.lying;
      const lies = { start: at, end: Number((at + sound.end).toFixed(3)) };
      return knownMix(first.mix, lies, isPartOf(first.lying) ? partsOf(more) : []);
    });
  }

  /** What a mix goes by, also one that isn't kept yet; empty for one that nothing tells from others. */
  async idOf(mix: MixOf): Promise<string> {
    const keys = keysOf(mix);
    return found((await this.read()).all, keys)?.id ?? nameOf(keys) ?? '';
  }

  async corrections(mix: MixOf): Promise<Correction[]> {
    const found = await this.#kept(keysOf(mix));
    return found ? shownTo(found.lies, found.kept).flatMap(({ shown }) => shown ?? []) : [];
  }

  async recurrence(mix: MixOf, known: readonly string[] = []): Promise<Recurrence> {
    const keys = keysOf(mix);
    const { all } = await this.read();
    return recurrenceIn(all.filter((other) => !known.includes(other.id) && !isSame(other, keys)));
  }

  async keep(said: Tracklist, { known: read, before, sound, as, looked }: KeptAbout = {}): Promise<void> {
    await this.#guard(async () => {
      const tracklist = await this.withOwnNumbers(said);
      const changed = before && (await this.withOwnNumbers(before));
      const keys = keysOf(tracklist.source);
      const { all, damaged } = await this.read();
      const known = found(all, keys) ?? as;
      const moment = this.#moment();
      // A mix that nothing tells from others, like one from a pipe, is one of its own each time.
      const id = known?.id ?? nameOf(keys) ?? sumOf(`${moment} ${tracklist.source.name}`).slice(0, ID);
      if (sound && damaged.length === 0)
        await this.#sounds.sweep(
          all.flatMap(({ sound }) => sound?.file ?? []),
          this.#now(),
        );
      // One that is shorter than the one that is there would only be swept again.
      const there = all.find((mix) => mix.id === id)?.sound;
      const isLess = sound && there && lengthOf(sound) < lengthOf(there) - 1;
      const heard =
        sound && !isLess ? { file: await this.#sounds.add(id, sound), start: sound.start, end: sound.end } : null;
      const parts = await this.#parts(as, id);
      const put = await this.#put(id, (before) => {
        if (before) {
          const lies = liesIn(before, keys, as);
          const now = grown(before, { tracklist, keys, lies, read, changed, heard, moment });
          // Where another recording's time counts, nobody has told where they lie in that.
          return now.content === keys.content ? withParts(now, parts, read) : now;
        }
        const undoable = changed ? undoableOf([changeBetween(changed, tracklist)], tracklist) : {};
        return {
          id,
          ...keys,
          ...undoable,
          ...(heard && { sound: heard }),
          firstKept: moment,
          lastKept: moment,
          tracklist,
        };
      });
      if (put && parts.length > 0 && put.value.content === keys.content) await this.#drop(parts);
      // Another recording of the mix has other times.
      if (put && looked && !liesIn(put.value, keys, as)) await this.looks.note(id, { ...looked, kept: moment });
      // Where the kept sound is the better one, this one's file is swept later: somebody else may be keeping the same just now.
      if (!put || !heard || put.value.sound?.file !== heard.file) return;
      if (put.before?.sound?.file !== heard.file) await this.#same.note(heard.file, sound!);
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
    await this.#guard(async () => {
      const numbering = await this.ids.numbering();
      await this.#put(id, (kept) => {
        if (!kept) return undefined;
        const { undoable = [], ...mix } = kept;
        const before = mix.tracklist;
        const changed = change(before);
        const after = changed === before ? before : numberedBy(changed, numbering);
        results.push({ before, after });
        if (after === before) return undefined;
        const changes = by === 'owner' ? [...undoable, changeBetween(before, after)] : undoable;
        return { ...mix, lastKept: this.#moment(), tracklist: after, ...undoableOf(changes, after) };
      });
    });
    return results.at(-1) ?? null;
  }

  async lastChange(mix: MixOf): Promise<Awaited<ReturnType<MixArchive['lastChange']>>> {
    const found = await this.#kept(keysOf(mix));
    const change = found?.kept.undoable?.at(-1);
    // What was changed in a part is told of the whole, in another time.
    if (!found || !change || (found.lies && !isSameTime(found.lies, found.kept))) return null;
    const undone = async (): Promise<void> =>
      this.#guard(async () => {
        await this.#put(found.kept.id, (kept) => {
          if (!kept) return undefined;
          const { undoable = [], ...mix } = kept;
          const { tracklist } = withoutChange(mix.tracklist, change);
          const at = undoable.findLastIndex((one) => JSON.stringify(one) === JSON.stringify(change));
          const rest = undoable.filter((_, i) => i !== at);
          return { ...mix, lastKept: this.#moment(), tracklist, ...undoableOf(rest, tracklist) };
        });
      });
    return { change, undone };
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#guard(async () => {
      const there = await this.#mixes.list();
      for (const id of ids) {
        await this.#mixes.remove(id, there.get(id) ?? []);
        await this.#sounds.removeAllOf(id);
      }
      await this.#same.keepOnly(await this.#catalogue.tidy());
    });
  }

  /** Reads every mix with its sound, makes the summaries and the signatures anew, and sweeps what nothing belongs to. */
  async verify(signal: AbortSignal): Promise<Verified> {
    return this.#guard(async () => {
      const verified: Verified = { mixes: 0, damaged: [], older: [], unheard: [] };
      const there = await this.#mixes.list();
      verified.mixes = there.size;
      for (const [id, revisions] of there) {
        signal.throwIfAborted();
        const found = await this.#mixes.newest(id, revisions);
        if (!found) verified.damaged.push(id);
        else if (found.revision !== revisions[0]) verified.older.push(id);
        const sound = found?.value.sound;
        if (sound && !(await this.#sounds.read(sound.file))) verified.unheard.push(id);
      }
      await this.#catalogue.forget();
      const { all, damaged } = await this.#catalogue.read();
      await this.#same.forget();
      await this.#same.complete(all, signal);
      // Of a mix that can't be read nobody knows which sound it had.
      if (damaged.length === 0)
        await this.#sounds.sweep(
          all.flatMap(({ sound }) => sound?.file ?? []),
          this.#now(),
        );
      return verified;
    });
  }

  /** The parts of a recording that are kept by themselves so far, as they are now. */
  async #parts(as: KeptAbout['as'], but: string): Promise<Part[]> {
    const parts: Part[] = [];
    if (!as?.parts?.length) return parts;
    const there = await this.#mixes.list();
    for (const { id, at } of as.parts) {
      const revisions = there.get(id) ?? [];
      const mix = id === but ? null : (await this.#mixes.newest(id, revisions))?.value;
      if (mix) parts.push({ mix, at, revisions });
    }
    return parts;
  }

  /** All of them is in another mix by now. What somebody has written of one meanwhile stays. */
  async #drop(parts: readonly Part[]): Promise<void> {
    for (const { mix, revisions } of parts) await this.#mixes.remove(mix.id, revisions);
    const there = await this.#mixes.list();
    for (const { mix } of parts) if (!there.has(mix.id)) await this.#sounds.removeAllOf(mix.id);
    await this.#same.keepOnly(await this.#catalogue.tidy());
  }

  readonly #moment = (): string => new Date(this.#now()).toISOString();

  async #put(
    id: string,
    next: (before: KeptMix | undefined) => KeptMix | undefined,
  ): Promise<{ value: KeptMix; before: KeptMix | undefined } | null> {
    // Lists are written anew in this folder; what runs that were killed on it have left goes with the next one.
    this.#swept ??= sweepTemporaries(this.folder);
    await this.#swept;
    const numbering = await this.ids.numbering();
    const put = await this.#mixes.put(id, (before) => {
      const mix = next(before);
      return mix && { ...mix, tracklist: numberedBy(mix.tracklist, numbering) };
    });
    if (!put) return null;
    const { value: mix, revision, before } = put;
    await this.#catalogue.note(mix, revision);
    if (before?.sound && before.sound.file !== mix.sound?.file) await this.#sounds.remove(before.sound.file);
    return put;
  }

  /** The mix of a recording, and where that lies in it if it isn't the one whose tracklist is kept. */
  async #kept(keys: Keys, all?: readonly MixSummary[]): Promise<{ kept: KeptMix; lies: Span | null } | null> {
    const mix = found(all ?? (await this.read()).all, keys);
    const kept = mix && (await this.get(mix.id));
    return kept ? { kept, lies: liesIn(kept, keys, null) } : null;
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (error instanceof TracklistifyError || !code) throw error;
      if (NO_ROOM.has(code)) {
        throw new WriteError(
          `Nothing more can be kept in the archive in ${this.folder}: ${reasonIn(error)}. What was kept before is whole; make room, or name another folder (archive.path).`,
          { cause: error },
        );
      }
      throw new LibraryError(`The archive in ${this.folder} can't be used: ${reasonIn(error)}.`, { cause: error });
    }
  }
}
