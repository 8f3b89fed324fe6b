import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LibraryError } from '../../domain/errors.js';
import type { Span } from '../../domain/span.js';
import { reasonIn } from '../../domain/system-words.js';
import { ENGINE_VERSION, type PeakList, unpackPeaks } from '../../fingerprint/index.js';
import { Catalogue } from '../catalogue.js';
import { RevisionFolder } from '../revisions.js';
import { answering, type IdSummary, type KeptId, packId, summaryOfId, unpackId, unpackIdNow } from './kept-id.js';
import { Numbering } from './numbering.js';
import { PrintsFolder, type PrintsView } from './prints-folder.js';
import { type HeardPrint, type Hearing, hearPrints } from './recognise.js';

/** To be raised when summaries hold something else: then they are made anew from the IDs. */
const READING = 1;

const keyOf = ({ number }: Pick<KeptId, 'number'>): string => String(number);

/** An ID heard in a mix, a stretch or a file. Times are those of that sound. */
export interface IdSighting extends Omit<HeardPrint, 'track'> {
  /** That it goes by. */
  number: number;
  /** Of the ID whose print it is: another one, where that was merged into this. */
  print: number;
}

/** Peaks as they are kept of a mix. */
export interface PackedSound {
  peaks: Uint8Array;
  seconds: number;
}

/** Every unknown that was heard in a mix, by a number that nothing else ever gets. */
export class Ids {
  readonly folder: string;
  readonly #ids: RevisionFolder<KeptId>;
  readonly #catalogue: Catalogue<KeptId, IdSummary>;
  readonly #numbering: Numbering;

  constructor(folder: string) {
    this.folder = folder;
    this.#numbering = new Numbering(folder);
    this.#ids = new RevisionFolder<KeptId>(join(folder, 'numbers'), {
      key: /^[1-9][0-9]*$/,
      keyOf,
      pack: packId,
      unpack: unpackId,
    });
    this.#catalogue = new Catalogue<KeptId, IdSummary>(join(folder, 'catalogue'), this.#ids, {
      reading: READING,
      keyOf,
      of: summaryOfId,
    });
  }

  /** What tells these numbers from another archive's; undefined where none was ever given. */
  numbering(): Promise<string | undefined> {
    return this.#numbering.read();
  }

  /** The same, where numbers are about to be given. */
  async makeNumbering(): Promise<string> {
    return this.#guard(() => this.#numbering.make());
  }

  /** All of them by number, also those that were forgotten or merged into others; without those that can't be read. */
  async list(): Promise<IdSummary[]> {
    return this.#guard(async () => (await this.#catalogue.read()).all.sort((a, b) => a.number - b.number));
  }

  /** Null for a number that nothing has, or that can't be read. */
  async get(number: number): Promise<KeptId | null> {
    return this.#guard(async () => {
      const key = String(number);
      const revisions = (await this.#ids.list()).get(key);
      return revisions ? ((await this.#ids.newest(key, revisions))?.value ?? null) : null;
    });
  }

  /**
   * Makes an ID's next state of its last one, again where somebody else was quicker. Resolves to what it is now; null where there is no
   * such ID, or where `edit` gives null: then nothing changes.
   */
  async change(number: number, edit: (id: KeptId) => KeptId | null): Promise<KeptId | null> {
    return this.#guard(async () => {
      const put = await this.#ids.put(String(number), (before) => before && edit(before));
      if (!put) return null;
      await this.#catalogue.note(put.value, put.revision);
      return put.value;
    });
  }

  /** Keeps a new one, and resolves to its number: whoever is first to write a file of that name has it. */
  async add(id: Omit<KeptId, 'number'>): Promise<number> {
    return this.#guard(async () => {
      for (let number = await this.#next(); ; number = Math.max(number + 1, await this.#next())) {
        const kept = { ...id, number };
        if (!(await this.#ids.add(kept, 1, []))) continue;
        await this.#catalogue.note(kept, 1);
        return number;
      }
    });
  }

  /** Which IDs are heard in a sound, but for those that are to be forgotten. */
  async recognise(
    { peaks, seconds }: PackedSound,
    how: Hearing & { in?: readonly Span[] } = {},
  ): Promise<IdSighting[]> {
    const open = await this.open();
    try {
      const stretches = how.in ?? [{ start: 0, end: seconds }];
      const sightings = await open.recognise(unpackPeaks(peaks), stretches, how);
      return sightings.filter(({ number }) => !open.known.get(number)?.forgotten);
    } finally {
      open.close();
    }
  }

  /** All IDs as they are now, to be listened for in several sounds. */
  async open(): Promise<OpenIds> {
    return this.#guard(async () => {
      const all = await this.list();
      const comparable = all.filter(({ print }) => print.engine === String(ENGINE_VERSION));
      const known = new Map(all.map((id) => [id.number, id]));
      const folder = new PrintsFolder(
        join(this.folder, 'prints'),
        // As it was listed: looking for it anew would go through all names each time.
        (number) => this.#ids.read(String(number), known.get(number)!.revision),
        (number) => this.#peaksNow(known.get(number)!),
      );
      return new OpenIds(known, await folder.open(comparable));
    });
  }

  /** None where somebody else has changed the ID twice since: then it isn't heard this time. */
  #peaksNow({ number, revision }: IdSummary): Uint8Array {
    try {
      return unpackIdNow(readFileSync(this.#ids.pathOf(String(number), revision)))?.print.peaks ?? new Uint8Array(0);
    } catch {
      return new Uint8Array(0);
    }
  }

  /** Above all that were ever used: no ID's last file is ever removed. */
  async #next(): Promise<number> {
    let most = 0;
    for (const key of (await this.#ids.list()).keys()) most = Math.max(most, Number(key));
    return most + 1;
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof LibraryError || !(error as NodeJS.ErrnoException).code) throw error;
      throw new LibraryError(`The IDs in ${this.folder} can't be used: ${reasonIn(error)}.`, { cause: error });
    }
  }
}

/** IDs as they were at one moment. */
export class OpenIds {
  readonly known: ReadonlyMap<number, IdSummary>;
  readonly #prints: PrintsView;

  constructor(known: ReadonlyMap<number, IdSummary>, prints: PrintsView) {
    this.known = known;
    this.#prints = prints;
  }

  /** Also those that are to be forgotten: whoever asks has to know that they are it. */
  async recognise(peaks: PeakList, stretches: readonly Span[], how: Hearing = {}): Promise<IdSighting[]> {
    const heard = await hearPrints(this.#prints, peaks, stretches, how);
    return heard.map(({ track, ...line }) => {
      const print = this.#prints.numberOf(track);
      return { ...line, print, number: this.goesBy(print) };
    });
  }

  /** The number that answers for this one. */
  goesBy(number: number): number {
    return answering(this.known, number);
  }

  close(): void {
    this.#prints.close();
  }
}
