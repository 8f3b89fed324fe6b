import { resolve } from 'node:path';
import { LibraryError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { Added, AddOptions, AddTools } from './add-tools.js';
import { Ailments } from './ailments.js';
import { Catalogue, type CatalogueEntry, inOrder } from './catalogue/catalogue.js';
import { searchKindly } from './catalogue/search.js';
import { type Duplicates, findDuplicates } from './duplicates.js';
import { Facts } from './facts/facts.js';
import { type KnownRecord, withFacts } from './facts/fill.js';
import { bringAll, type From, onceEach } from './from/bring-all.js';
import { type Choice, choose, type HandedOn, handOn, type SubmitTools } from './handing-on.js';
import { openPrints } from './health.js';
import { HeardTracks } from './heard/heard-tracks.js';
import { LibraryIndex, NAMELESS } from './library-index.js';
import { findMixes, isMix, LONGEST_TRACK, mayHold } from './mixes.js';
import { type NameTools, type NamingReport, nameRecordings, toName } from './naming.js';
import { repair } from './repair.js';
import { Adding, type AddReport, type Loan } from './scan/add.js';
import { Exclusions } from './scan/exclusions.js';
import { Merging } from './scan/merging.js';
import { walk } from './scan/walk.js';
import { type Selected, select, selectByPath } from './select.js';
import { type LibraryStats, statsOf } from './stats.js';
import { type FilePlace, pathsOf, type TrackRecord } from './store/records.js';
import { putRecords, removeTracks } from './store/state.js';
import { diskError, Store } from './store/store.js';
import { localTagReader } from './tags/reader.js';
import { unusableMessage } from './unusable.js';
import { type RepairReport, Verifying, type VerifyReport } from './verify.js';
import type { Engine } from './workshop/printing.js';

export interface LibraryOptions {
  /** Where the index lies; made when something is added. */
  folder: string;
  /** The library that has what DJ programs say; itself when absent. */
  facts?: string;
  engine: Engine;
  onWarning: (message: string) => void;
  /** Epoch milliseconds. */
  now: () => number;
  /** Seconds above which a recording is a mix, where nobody says otherwise. */
  longestTrack?: number;
}

/** The user's music, indexed on disk. Several processes may use one library at once, and one may be killed at any time. */
export class Library {
  readonly folder: string;
  /** What DJ programs say of the music. */
  readonly facts: Facts;
  readonly heard: HeardTracks;
  readonly #store: Store;
  readonly #engine: Engine;
  readonly #now: () => number;
  readonly #catalogue: Catalogue;
  readonly #longest: number;
  readonly #ailments: Ailments;
  #saidNameless = false;
  #lends = false;

  private constructor(store: Store, options: LibraryOptions) {
    const { engine, now, longestTrack = LONGEST_TRACK, facts = store.folder, onWarning } = options;
    this.facts = new Facts(facts, onWarning);
    this.#longest = longestTrack;
    this.folder = store.folder;
    this.#store = store;
    this.#engine = engine;
    this.#ailments = new Ailments(store, engine.version);
    this.#now = now;
    this.#catalogue = new Catalogue(store);
    this.heard = new HeardTracks(store, this.#catalogue, () => this.#sync(), longestTrack, this.facts);
  }

  static async open(options: LibraryOptions): Promise<Library> {
    return new Library(await Store.open(options.folder, options.onWarning), options);
  }

  /** Tracks in the library, without reading their list. */
  get trackCount(): number {
    const { segments, changes } = this.#store.state;
    return segments.reduce((sum, { name, tracks }) => sum + tracks - (changes.removed.get(name)?.size ?? 0), 0);
  }

  /**
   * Brings files and folders into the library: new ones, changed ones, moved ones; the others cost a look. What is `excluded` from
   * the folders stays out from now on, until it is `included` again.
   */
  async add(
    paths: readonly string[],
    tools: AddTools,
    context: Context,
    { excluded = [], included = [], from }: AddOptions = {},
  ): Promise<Added> {
    const exclusions = await Exclusions.open(this.folder);
    const changed = await exclusions.change(paths, excluded, included).catch((error) => {
      throw diskError(this.folder, error);
    });
    const walked = await walk(paths, context.signal, (path) => exclusions.has(path));
    const brought = from && (await this.#bringIn(from, exclusions, context));
    const files = brought ? onceEach([...walked.files, ...brought.files]) : walked.files;
    await this.#sync();
    const report: Added = {
      ...(await this.#addFiles(files, tools, context)),
      ...(brought && { from: brought.reports }),
    };
    if (tools.naming) report.naming = await this.#name(files, tools.naming, context);
    if (changed && excluded.length > 0) report.excluded = await this.#takeOut((path) => exclusions.covers(path));
    const named = new Set(paths.map((path) => resolve(path)));
    for (const failure of report.failed) failure.named = named.has(failure.path);
    report.failed.unshift(...walked.problems);
    return report;
  }

  /**
   * Makes the library hold what folders and files hold now: what has gone from them goes. Empty folders change nothing, since a
   * disk that isn't mounted looks like one.
   */
  async mirror(paths: readonly string[], tools: AddTools, context: Context): Promise<AddReport> {
    const walked = await walk(paths, context.signal);
    await this.#sync();
    const report = await this.#addFiles(walked.files, tools, context);
    report.failed.unshift(...walked.problems);
    if (walked.files.length > 0) {
      const there = new Set(walked.files.map(({ path }) => path));
      await this.#takeOut((path) => !there.has(path));
    }
    return report;
  }

  /** Removes the tracks of which every file is one of these. */
  async #takeOut(isOut: (path: string) => boolean): Promise<number> {
    const gone = this.#catalogue
      .all()
      .filter(({ record: { file, copies } }) => [file, ...(copies ?? [])].every(({ path }) => isOut(path)));
    return gone.length > 0 ? this.remove(gone.map(({ record }) => record.id)) : 0;
  }

  /** Every track, by artist and title. */
  async list(): Promise<TrackRecord[]> {
    return (await this.#entries()).map(({ record }) => record);
  }

  /** The recordings that are no answers, but say where else a track is. */
  async mixes(): Promise<TrackRecord[]> {
    return (await this.list()).filter((record) => isMix(record, this.#longest));
  }

  /** Recordings that are here under several files. */
  async duplicates(context: Context): Promise<Duplicates[]> {
    await this.#sync();
    if (this.trackCount === 0) return [];
    const index = await this.index();
    try {
      // By the names that they go by where they are answers.
      const named = { prints: index.prints, record: (track: number) => index.known(track) };
      return await findDuplicates(named, context);
    } finally {
      index.close();
    }
  }

  /** Keeps a person's word on what recordings are; null takes it back. Returns how many were there. */
  async mark(ids: readonly string[], mark: 'mix' | 'track' | null): Promise<number> {
    return this.#change(ids, ({ mark: _, ...record }) => (mark ? { ...record, mark } : record));
  }

  /** Which of these can be handed on to a service, and why others can't. */
  fitToHandOn(records: readonly TrackRecord[], service: string, again: boolean): Choice {
    return choose(records, service, this.#longest, again);
  }

  async handOn(records: readonly TrackRecord[], tools: SubmitTools, context: Context): Promise<HandedOn> {
    const at = { [tools.namer.name]: new Date(this.#now()).toISOString() };
    const note = (ids: readonly string[]) =>
      this.#change(ids, (record) => ({ ...record, handedOn: { ...record.handedOn, ...at } }));
    return handOn(records, tools, note, context);
  }

  /** The same records with what DJ programs say of their files. */
  known(records: readonly TrackRecord[]): KnownRecord[] {
    if (this.facts.isEmpty) return [...records];
    return records.map((record) => withFacts(record, this.facts.of(pathsOf(record))));
  }

  /** The same by artist and title, as they are known then. */
  listed(records: readonly TrackRecord[]): KnownRecord[] {
    return inOrder(this.known(records), (record) => record);
  }

  /** The tracks that have every one of the words, also in what DJ programs say of them; typing errors forgiven, best first. */
  async search(query: string): Promise<KnownRecord[]> {
    const known = this.known(await this.list()).map((record) => ({ record }));
    return searchKindly(known, query).map(({ record }) => record);
  }

  /** The tracks that lie in a folder, or lay there when they were last seen. */
  async inFolder(path: string): Promise<TrackRecord[]> {
    return selectByPath(await this.#entries(), path).map(({ record }) => record);
  }

  /** The tracks that a path (of a file or a folder, seen from `cwd`), an id or search words mean. */
  async select(cwd: string, what: string): Promise<{ by: Selected['by']; tracks: TrackRecord[] }> {
    const { by, entries } = select(await this.#entries(), cwd, what, (records) => this.known(records));
    return { by, tracks: entries.map(({ record }) => record) };
  }

  /** Takes tracks out of the library; the files stay. Returns how many were there. */
  async remove(ids: readonly string[]): Promise<number> {
    let count = 0;
    await this.#store.commit((state) => {
      this.#catalogue.follow(state);
      const entries = ids.flatMap((id) => this.#catalogue.byId(id) ?? []);
      count = entries.length;
      if (count === 0) return null;
      return removeTracks(
        state,
        entries.map(({ place }) => place),
        entries.map(({ record }) => record.id),
      );
    });
    this.#catalogue.follow(this.#store.state);
    return count;
  }

  async stats(): Promise<LibraryStats> {
    const about = {
      engine: this.#engine.version,
      longest: this.#longest,
      facts: this.facts,
      heard: this.heard,
      exclusions: await Exclusions.open(this.folder),
    };
    return statsOf(this.#store, await this.#entries(), about);
  }

  /** Looks at every byte of the index, and whether the files are still there. */
  async verify(context: Context): Promise<VerifyReport> {
    await this.#sync();
    return new Verifying(this.#store, this.#catalogue, this.#engine.version, this.#now(), this.facts).run(context);
  }

  /** Mends what verifying found: fingerprints again what is unusable, writes anew what is of an earlier format. */
  async repair(found: VerifyReport, tools: AddTools, context: Context): Promise<RepairReport> {
    for (const { segment, ailment } of found.unusable) this.#ailments.note(segment.name, ailment);
    await this.#sync();
    const addFiles = (files: readonly FilePlace[]) => this.#addFiles(files, tools, context);
    const work = { store: this.#store, catalogue: this.#catalogue, now: this.#now(), addFiles };
    return repair(work, found, context).catch((error) => {
      throw diskError(this.folder, error);
    });
  }

  /** What this library keeps of a sound, for another one; null when it hasn't got it, or can't use it. */
  async lend(id: string): Promise<Loan | null> {
    if (!this.#lends) await this.#sync();
    this.#lends = true;
    const entry = this.#catalogue.byId(id);
    const segment = this.#store.state.segments.find(({ name }) => name === entry?.place.segment);
    if (!entry || !segment || this.#ailments.of(segment.name)) return null;
    const file = openPrints(this.#store, segment);
    try {
      const { track } = entry.place;
      const print = {
        length: file.table.lengths[track]!,
        seconds: file.table.seconds(track),
        peaks: file.peaks(track),
      };
      return { record: entry.record, print };
    } finally {
      file.close();
    }
  }

  /** Opens the index for identifying. Throws LibraryError when nothing of it can be used. */
  async index(): Promise<LibraryIndex> {
    for (;;) {
      const index = LibraryIndex.open(this.#store, this.#engine.version, this.facts);
      if (index.unusable.length === 0) return index;
      // Segments that were merged away by another process since we looked, rather than damaged.
      if (await this.#store.refresh()) {
        index.close();
        continue;
      }
      const message = unusableMessage(this.#store, index.unusable, this.#engine.version);
      if (index.prints.trackCount === 0) {
        index.close();
        throw new LibraryError(message);
      }
      this.#store.onWarning(message);
      return index;
    }
  }

  #bringIn(from: From, exclusions: Exclusions, context: Context): ReturnType<typeof bringAll> {
    const isExcluded = (path: string): boolean => exclusions.has(path) || exclusions.covers(path);
    const at = new Date(this.#now()).toISOString();
    return bringAll(from, { facts: this.facts, at, isExcluded, ...context }).catch((error) => {
      throw diskError(this.folder, error);
    });
  }

  async #addFiles(files: readonly FilePlace[], tools: AddTools, context: Context): Promise<AddReport> {
    const usable = (segment: string) => this.#ailments.isUsable(segment);
    await this.#ailments.mend(context.signal);
    const merging = new Merging(this.#store, this.#catalogue, this.#engine, tools.workshop, usable);
    const adding = new Adding(
      {
        store: this.#store,
        catalogue: this.#catalogue,
        engine: this.#engine,
        merging,
        usable,
        now: this.#now,
        tags: localTagReader,
        lenders: async () => [],
        heard: this.heard,
        listens: false,
        ...tools,
      },
      context,
    );
    try {
      await adding.run(files);
      await merging.settle(context.signal);
      await this.#lookForMixes(adding, context.signal);
      if (tools.listens) await this.heard.renew();
    } catch (error) {
      throw diskError(this.folder, error);
    }
    return adding.report;
  }

  /** Says what of the new recordings is a mix, and keeps what only listening to them tells. */
  async #lookForMixes({ addedIds, report }: Adding, signal: AbortSignal): Promise<void> {
    const all = this.#catalogue.all().map(({ record }) => record);
    if (addedIds.size > 0 && all.some((record) => mayHold(record, this.#longest))) {
      const index = LibraryIndex.open(this.#store, this.#engine.version, this.facts);
      try {
        const found = new Map(
          (await findMixes(index, addedIds, this.#longest, signal)).map((mix) => [mix.id, mix.holds]),
        );
        if (found.size > 0)
          await this.#change([...found.keys()], (record) => ({ ...record, holds: found.get(record.id) }));
      } finally {
        index.close();
      }
    }
    report.mixes = [...addedIds].filter((id) => {
      const entry = this.#catalogue.byId(id);
      return entry && isMix(entry.record, this.#longest);
    }).length;
  }

  #name(files: readonly FilePlace[], tools: NameTools, context: Context): Promise<NamingReport> {
    const known = toName(files, (path) => this.#catalogue.byPath(path)?.record, this.#longest);
    return nameRecordings(known, tools, (ids, edit) => this.#change(ids, edit), this.#now, context).catch((error) => {
      throw diskError(this.folder, error);
    });
  }

  async #change(ids: readonly string[], edit: (record: TrackRecord) => TrackRecord): Promise<number> {
    let count = 0;
    await this.#store.commit((state) => {
      this.#catalogue.follow(state);
      const records = ids.flatMap((id) => this.#catalogue.byId(id)?.record ?? []);
      count = records.length;
      return count > 0 ? putRecords(state, records.map(edit)) : null;
    });
    this.#catalogue.follow(this.#store.state);
    return count;
  }

  async #entries(): Promise<CatalogueEntry[]> {
    await this.#sync();
    return this.#catalogue.all();
  }

  /** Brings the catalogue up to what is published. */
  async #sync(): Promise<void> {
    do {
      await this.#store.refresh();
      this.#catalogue.follow(this.#store.state);
    } while (this.#catalogue.missing.length > 0 && (await this.#store.refresh()));
    if (this.#saidNameless || this.#catalogue.nameless.length === 0) return;
    this.#saidNameless = true;
    this.#store.onWarning(NAMELESS);
  }
}
