import { stat } from 'node:fs/promises';
import { FormatError } from '../../domain/errors.js';
import { given } from '../../domain/given.js';
import type { Context } from '../../domain/ports/context.js';
import type { AudioSource } from '../../domain/ports/source.js';
import { rawPath } from '../../files/raw-path.js';
import type { TrackPrint } from '../../fingerprint/types.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { HeardShelf } from '../heard/shelf.js';
import type { FilePlace, TrackRecord } from '../store/records.js';
import { addSegment, putRecords, removeTracks, type State } from '../store/state.js';
import { diskError, type Store } from '../store/store.js';
import { beyondReason, cutReason } from '../tags/limits.js';
import type { TagReader } from '../tags/reader.js';
import { type Engine, writeTrack } from '../workshop/printing.js';
import type { Decoding, PrintJob, Workshop } from '../workshop/workshop.js';
import { contentId, fullContentId, SHORT_ID } from './content-id.js';
import type { Merging } from './merging.js';
import { Nameless } from './nameless.js';
import { ownOf, saysTheSame, withTold } from './retag.js';
import { TAGS_VERSION, tagsFrom, untoldIn } from './tags.js';
import { reasonOf } from './walk.js';

/** Opens a file's sound. `ahead` is the rate at which all of it will be read; `full`, whether as it is as well. */
export type OpenAudio = (path: string, signal: AbortSignal, ahead: number, full?: boolean) => Promise<AudioSource>;

export interface Scan {
  store: Store;
  catalogue: Catalogue;
  engine: Engine;
  workshop: Workshop;
  merging: Merging;
  openAudio: OpenAudio;
  tags: TagReader;
  heard: HeardShelf;
  /** Whether new tracks are listened to as well, for their tempo, key and the like. */
  listens: boolean;
  /** Other libraries, which may have fingerprinted the same files. */
  lenders: () => Promise<readonly { lend(id: string): Promise<Loan | null> }[]>;
  /** Whether a segment's prints can be used: not damaged, and of this engine. */
  usable: (segment: string) => boolean;
  /** Epoch milliseconds. */
  now: () => number;
}

/** What another library keeps of the same sound. */
export interface Loan {
  record: TrackRecord;
  print: Pick<TrackPrint, 'length' | 'seconds' | 'peaks'>;
}

export interface AddReport {
  added: number;
  /** Of those added, the ones that another index had fingerprinted. */
  borrowed: number;
  /** Of those added, the ones that took the place of an earlier state of the same file. */
  replaced: number;
  unchanged: number;
  /** Files that were found again under another path. */
  moved: number;
  /** Files whose tags alone had changed. */
  retagged: number;
  /** Files with the same sound as another one: known by both paths, kept once. */
  copies: number;
  /** What couldn't be read, with the reason; `named` when the user named it, rather than a folder that it is in. */
  failed: { path: string; reason: string; named: boolean }[];
  /** Files of which only a part could be decoded, with what ffmpeg said. */
  partial: { path: string; reason: string }[];
  /** Files of whose tags only a part was taken, with the reason. */
  badTags: { path: string; reason: string }[];
  /** Tracks that were taken out, since they are to be left out from now on. */
  excluded: number;
  /** Of those added, recordings of mixes. */
  mixes: number;
  /** Seconds of sound fingerprinted. */
  seconds: number;
}

/** Records that have only moved or got new tags are published together: each publication rewrites the list of changes. */
const RECORDS_AT_ONCE = 200;

/** Brings files into the library, several at a time. Each is safe on the disk when its `count` event is emitted. */
export class Adding {
  readonly report: AddReport = {
    added: 0,
    borrowed: 0,
    replaced: 0,
    unchanged: 0,
    moved: 0,
    retagged: 0,
    copies: 0,
    excluded: 0,
    mixes: 0,
    failed: [],
    partial: [],
    badTags: [],
    seconds: 0,
  };
  /** What has been added, by id. */
  readonly addedIds = new Set<string>();
  readonly #scan: Scan;
  #lenders: ReturnType<Scan['lenders']> | undefined;
  readonly #context: Context;
  readonly #changed: TrackRecord[] = [];
  readonly #nameless: Nameless;
  /** Sound that is being fingerprinted at the moment, so that a copy met meanwhile waits for it. */
  readonly #underWay = new Map<string, Promise<void>>();
  #samples = 0;
  #done = 0;
  #total = 0;

  constructor(scan: Scan, context: Context) {
    this.#scan = scan;
    this.#context = context;
    this.#nameless = new Nameless(scan.store, scan.catalogue);
  }

  async run(files: readonly FilePlace[]): Promise<void> {
    const waiting = files.filter((file) => !this.#isUnchanged(file));
    this.report.unchanged = files.length - waiting.length;
    this.#total = waiting.length;
    this.#count();
    const failures: unknown[] = [];
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < waiting.length && failures.length === 0) {
        const file = waiting[next++]!;
        try {
          this.#context.signal.throwIfAborted();
          await this.#addOne(file);
        } catch (error) {
          failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: this.#scan.workshop.lanes }, lane));
    await this.#publishChanged(1);
    if (failures.length > 0) throw failures[0];
  }

  #isUnchanged({ path, size, mtime }: FilePlace): boolean {
    const entry = this.#scan.catalogue.byPath(path);
    if (!entry || !this.#scan.usable(entry.place.segment)) return false;
    // Tags that an earlier version read say less than this one finds: they are read again, which takes no decoding.
    if (entry.record.file.path === path && entry.record.tagsRead !== TAGS_VERSION) return false;
    const places = [entry.record.file, ...(entry.record.copies ?? [])];
    return places.some((place) => place.path === path && place.size === size && place.mtime === mtime);
  }

  async #addOne(file: FilePlace): Promise<void> {
    try {
      if (await this.#isDoneByOthers(file)) {
        this.report.unchanged++;
      } else {
        await this.#decideOn(file);
      }
    } catch (error) {
      if (this.#context.signal.aborted || !isAboutTheFile(error)) throw error;
      this.report.failed.push({ path: file.path, reason: reasonOf(error), named: false });
    }
    this.#done++;
    this.#count(file.path);
  }

  /** Another process may be adding the same folder: what it has finished since we began needn't be done again. */
  async #isDoneByOthers(file: FilePlace): Promise<boolean> {
    const { store, catalogue } = this.#scan;
    if (await store.refresh()) catalogue.follow(store.state);
    return this.#isUnchanged(file);
  }

  async #decideOn(file: FilePlace): Promise<void> {
    const { id, bytes } = await contentId(file.path);
    if (bytes === 0) throw new FormatError('it is empty');
    await this.#addContent(file, id);
  }

  async #addContent(file: FilePlace, id: string): Promise<void> {
    for (let busy = this.#underWay.get(id); busy; busy = this.#underWay.get(id)) await busy.catch(() => {});
    const known = this.#scan.catalogue.byId(id);
    if (known && this.#scan.usable(known.place.segment)) {
      if (await this.#isTheSame(known.record, file)) return this.#takeOver(known.record, file);
      // As long as the other and equal where it was looked at, yet not the same: every byte decides.
      return this.#addContent(file, await fullContentId(file.path, this.#context.signal));
    }
    const work = this.#print(file, id);
    this.#underWay.set(id, work);
    try {
      await work;
    } finally {
      this.#underWay.delete(id);
    }
  }

  /** The sound is known. Is it the same file, or gone from where it was, or a true copy? */
  async #isTheSame(record: TrackRecord, file: FilePlace): Promise<boolean> {
    if (record.id.length > SHORT_ID || record.file.path === file.path || !(await isStill(record.file))) return true;
    const { signal } = this.#context;
    return (await fullContentId(record.file.path, signal)) === (await fullContentId(file.path, signal));
  }

  async #takeOver(record: TrackRecord, file: FilePlace): Promise<void> {
    // What waits to be published counts: two copies may be met before either is.
    const latest = () => this.#changed.findLast(({ id }) => id === record.id) ?? record;
    const copiesOf = ({ copies = [] }: TrackRecord) => copies.filter(({ path }) => path !== file.path);
    if (record.file.path !== file.path && (await isStill(record.file))) {
      this.report.copies++;
      this.#changed.push({ ...latest(), copies: [...copiesOf(latest()), file] });
    } else {
      const tags = await this.#tagsOf(file.path);
      if (record.file.path !== file.path) this.report.moved++;
      else if (record.file.mtime === file.mtime && saysTheSame(record, tags)) this.report.unchanged++;
      else this.report.retagged++;
      const copies = copiesOf(latest());
      const { told } = latest();
      this.#changed.push({
        ...withTold(tags, told),
        ...ownOf(latest()),
        ...(copies.length > 0 ? { copies } : {}),
        file,
      });
    }
    await this.#publishChanged(RECORDS_AT_ONCE);
  }

  async #tagsOf(path: string) {
    const { common, cut, beyond } = await this.#scan.tags.read(path, this.#context.signal);
    if (beyond) throw new FormatError(beyondReason(beyond));
    if (cut) this.report.badTags.push({ path, reason: cutReason() });
    const untold = untoldIn(common);
    return { ...tagsFrom(common, path), ...(untold.length > 0 && { untold }), tagsRead: TAGS_VERSION };
  }

  async #publishChanged(least: number): Promise<void> {
    if (this.#changed.length < least) return;
    const records = this.#changed.splice(0);
    const { store, catalogue } = this.#scan;
    await store.commit((state) => {
      catalogue.follow(state);
      const present = records.filter(({ id }) => catalogue.byId(id));
      const ids = new Set(present.map(({ id }) => id));
      return putRecords(
        present.reduce((next, { file }) => releasePath(next, catalogue, file.path, ids), state),
        present,
      );
    });
    catalogue.follow(store.state);
  }

  async #print(file: FilePlace, id: string): Promise<void> {
    const { store, engine, workshop, openAudio, now } = this.#scan;
    const { signal } = this.#context;
    const tags = await this.#tagsOf(file.path);
    // What a person or a service said of this sound holds for it, however often it is fingerprinted.
    const { mark, told } = this.#scan.catalogue.byId(id)?.record ?? {};
    const said = given<Pick<TrackRecord, 'mark' | 'told'>>({ mark, told });
    const common = { id, file, addedAt: new Date(now()).toISOString(), ...withTold(tags, told), ...said };
    if (await this.#borrow(common)) return;
    const listen = this.#scan.listens && this.#scan.heard.of(id) === null;
    const source = await openAudio(file.path, signal, engine.rate, listen);
    let damage: string | undefined;
    try {
      const onDamage = ({ mixTime, message }: { mixTime: number; message: string }): void => {
        damage ??= `from ${Math.round(mixTime)} s: ${message}`;
      };
      const heard = { samples: 0 };
      const decode: Decoding = (onFull) =>
        this.#counting(source.pcm({ rate: engine.rate, signal, onDamage, ...(onFull && { onFull }) }), heard);
      const segment = await store.newSegment();
      const finish = () => {
        if (heard.samples === 0) throw new FormatError(damage ?? 'there is no sound in it');
        const record = { ...common, ...(damage ? { damage } : {}) };
        return { folder: store.folder, segment, record };
      };
      const printed = await workshop.print(decode, { listen, finish, signal }).catch((error) => {
        // The file's own troubles come as errors of their own; what the system says bare is about the library's disk.
        throw diskError(store.folder, error);
      });
      // Before the track is there: a run that is killed between the two leaves none that wasn't listened to.
      if (printed.heard) await this.#scan.heard.put(id, printed.heard);
      await this.#publish(printed.entry, printed.record);
    } finally {
      await source.close();
    }
    if (damage) this.report.partial.push({ path: file.path, reason: damage });
  }

  /** Takes the print over from another library that has heard the same sound; says whether there was one. */
  async #borrow(common: PrintJob['record']): Promise<boolean> {
    const { store, engine, lenders } = this.#scan;
    if (!engine.reprint) return false;
    this.#lenders ??= lenders();
    for (const library of await this.#lenders) {
      // A library that can't be read lends nothing: the file is heard then.
      const loan = await library.lend(common.id).catch(() => null);
      if (!loan || !(await this.#isTheSame(loan.record, common.file))) continue;
      const { damage, mark = common.mark, told = common.told } = loan.record;
      const said = given<Pick<TrackRecord, 'damage' | 'mark' | 'told'>>({ damage, mark, told });
      const record = { ...withTold(common, told), ...said };
      const job = { folder: store.folder, segment: await store.newSegment(), record };
      const printed = writeTrack(engine, engine.reprint(loan.print), job);
      await this.#publish(printed.entry, printed.record);
      this.report.borrowed++;
      return true;
    }
    return false;
  }

  async #publish(entry: Parameters<typeof addSegment>[1], record: TrackRecord): Promise<void> {
    const { store, catalogue, merging } = this.#scan;
    catalogue.prime(entry.name, [record]);
    let replaces = false;
    const nameless = this.#nameless.likeIn(entry.name);
    const published = await store.commit((state) => {
      catalogue.follow(state);
      const same = catalogue.byId(record.id);
      // Another process has just added the same sound.
      if (same && this.#scan.usable(same.place.segment)) return null;
      const before = catalogue.byPath(record.file.path) ?? same;
      replaces = before !== undefined;
      const named = nameless.length > 0 ? removeTracks(state, nameless, []) : state;
      const released = releasePath(named, catalogue, record.file.path, new Set([record.id]));
      return addSegment(same ? removeTracks(released, [same.place], [record.id]) : released, entry);
    });
    if (published) {
      this.report.added++;
      this.addedIds.add(record.id);
      if (replaces) this.report.replaced++;
      catalogue.follow(store.state);
      merging.consider();
    } else {
      this.report.unchanged++;
      await store.discard(entry.name);
    }
  }

  async *#counting(pcm: AsyncIterable<Int16Array>, heard: { samples: number }): AsyncGenerator<Int16Array> {
    for await (const chunk of pcm) {
      heard.samples += chunk.length;
      this.#samples += chunk.length;
      this.report.seconds = this.#samples / this.#scan.engine.rate;
      yield chunk;
    }
  }

  #count(label?: string): void {
    this.#context.emit({
      type: 'count',
      stage: 'index',
      done: this.#done,
      total: this.#total,
      seconds: this.report.seconds,
      ...(label ? { label } : {}),
    });
  }
}

/** A path has another sound now: the track that it had goes, unless other files have that too, or it is one of `ids`. */
function releasePath(state: State, catalogue: Catalogue, path: string, ids: ReadonlySet<string>): State {
  const entry = catalogue.byPath(path);
  if (!entry || ids.has(entry.record.id)) return state;
  const { file, copies, ...rest } = entry.record;
  const [first, ...others] = [file, ...(copies ?? [])].filter((place) => place.path !== path);
  if (!first) return removeTracks(state, [entry.place], [rest.id]);
  return putRecords(state, [{ ...rest, file: first, ...(others.length > 0 ? { copies: others } : {}) }]);
}

/** Whether a file is where it was and as it was. */
async function isStill({ path, size, mtime }: FilePlace): Promise<boolean> {
  const about = await stat(await rawPath(path)).catch(() => null);
  return about !== null && about.size === size && Math.floor(about.mtimeMs) === mtime;
}

const ABOUT_THE_FILE = ['format', 'source', 'processing', 'audio', 'ENOENT', 'EACCES', 'EPERM', 'EISDIR'];

/** What one file's failure is about decides whether the others have a chance. */
function isAboutTheFile(error: unknown): boolean {
  return ABOUT_THE_FILE.includes((error as { code?: string }).code ?? '');
}
