import { type Candidate, candidatesOf } from '../domain/candidates.js';
import { namedBy } from '../domain/editing.js';
import { ChangedMeanwhileError, TracklistifyError, UsageError } from '../domain/errors.js';
import type { Waveform } from '../domain/mix-sound.js';
import type { Context } from '../domain/ports/context.js';
import { oneLine } from '../domain/text.js';
import type { Track } from '../domain/track.js';
import type { SourceInfo, Tracklist } from '../domain/tracklist.js';
import { canUndo } from '../domain/undo.js';
import { type ChangeBook, type ChangeRun, changeTracklist } from './change.js';
import { editTracklist } from './edit.js';

/** A name that somebody may mean who has typed its beginning. */
export interface Suggestion {
  name: string;
  from: 'library' | 'archive';
}

export interface ReviewTools {
  /** The saved tracklist as it stands now, ready to be changed; `sum` is the same as long as its file is. */
  open(): Promise<{ run: ChangeRun; sum: string }>;
  /** Changes as soon as the file does: a look at it, not a reading. */
  stamp(): Promise<string>;
  book: ChangeBook;
  /** Names an unknown in every mix that is kept; null where none is. */
  nameEverywhere: ((number: number, track: Track) => Promise<void>) | null;
  /** Of these paths, those that are music of the user's own and there, with their numbers in the library. */
  ownFiles(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Why the mix can't be heard, as a sentence; null where it can, as far as that is known. */
  whyUnheard(source: SourceInfo): Promise<string | null>;
  /** Null where it isn't there yet; whoever draws it says so by `changed`. */
  waveform(source: SourceInfo): Promise<Waveform | null>;
  /** Best first. */
  suggest(words: string, most: number): Promise<Suggestion[]>;
}

export interface ReviewedCandidate extends Candidate {
  /** The number of the user's own file of it, where there is one and the position is known. */
  own: string | null;
}

/** A tracklist as it is shown to whoever checks it. */
export interface Reviewed {
  /** Another one whenever anything else here is. */
  revision: string;
  tracklist: Tracklist;
  waveform: Waveform | null;
  unheard: string | null;
  candidates: ReviewedCandidate[][];
  canUndo: boolean;
  /** Whether unknowns can be named for all mixes at once. */
  ids: boolean;
}

/** Somebody else has changed the tracklist since it was shown. */
export class StaleError extends UsageError {
  readonly now: Reviewed;
  constructor(now: Reviewed) {
    super('The tracklist was changed meanwhile, so nothing was done. It is shown as it is now: say it again.');
    this.now = now;
  }
}

const MOST_NAMES = 12;
/** Beside the verbs of `edit`. */
const NAME_ID = 'name-id';

/**
 * Lets people check a saved tracklist and mend it. The file on disk is the truth: it is looked at for every answer, so that
 * several windows, `edit` in a terminal and whoever writes the file by hand agree.
 */
export class Review {
  readonly #tools: ReviewTools;
  readonly #context: Pick<Context, 'emit'>;
  readonly #told = new Set<(revision: string) => void>();
  #turn: Promise<unknown> = Promise.resolve();
  /** What was shown last, without its revision; from it the next one is told apart. */
  #shown = '';
  #count = 0;
  #last: Reviewed | null = null;
  #ownPaths = new Map<string, string>();
  #undoing = { sum: '', can: false };
  #stamp = '';

  constructor(tools: ReviewTools, context: Pick<Context, 'emit'>) {
    this.#tools = tools;
    this.#context = context;
  }

  state(): Promise<Reviewed> {
    return this.#alone(async () => (await this.#look()).reviewed);
  }

  /** One thing that a person says of it, as `edit` takes it, or `name-id`. It is on the disk when this resolves. */
  edit(revision: string, verb: string, words: readonly string[]): Promise<Reviewed> {
    return this.#alone(async () => {
      const { run, reviewed } = await this.#look();
      if (reviewed.revision !== revision) throw new StaleError(reviewed);
      return verb === NAME_ID ? this.#nameId(words) : this.#change(run, verb, words);
    });
  }

  /** Unlike any other change it can't be undone here: it is one of other lists, too. */
  async #nameId([number = '', ...words]: readonly string[]): Promise<Reviewed> {
    const { nameEverywhere } = this.#tools;
    const name = oneLine(words.join(' '));
    const track = namedBy(name);
    if (!nameEverywhere || !/^\d{1,9}$/.test(number) || !track) {
      throw new UsageError('An unknown is named for all mixes by its number in the archive, and by a name.');
    }
    await nameEverywhere(Number(number), track);
    this.#undoing.sum = '';
    const { run, reviewed } = await this.#look();
    // A copy of the document, of which the archive knows nothing, has the name by itself.
    const at = reviewed.tracklist.entries.findIndex((one) => one.kind === 'unknown' && one.number === Number(number));
    return at < 0 ? reviewed : this.#change(run, 'set', [String(at + 1), name]);
  }

  async #change(run: ChangeRun, verb: string, words: readonly string[]): Promise<Reviewed> {
    try {
      const { files, failure, staying, elsewhere } = await changeTracklist(
        run,
        this.#tools.book,
        { verb, words },
        this.#context,
      );
      // Where the document itself is written, the change stands, whatever is wrong with another format.
      if (failure && !files.some((file) => file === run.from)) throw failure;
      if (failure) this.#context.emit({ type: 'warning', message: (failure as Error).message });
      for (const { file, why } of [...staying, ...elsewhere.staying]) {
        const message = why === 'changed' ? `${file} was changed by hand, so it stays as it is.` : why.message;
        this.#context.emit({ type: 'warning', message });
      }
    } catch (error) {
      if (error instanceof ChangedMeanwhileError) throw new StaleError((await this.#look()).reviewed);
      throw error;
    }
    this.#undoing.sum = '';
    return (await this.#look()).reviewed;
  }

  names(typed: string): Promise<Suggestion[]> {
    const words = oneLine(typed);
    return words === '' ? Promise.resolve([]) : this.#tools.suggest(words, MOST_NAMES);
  }

  /** The mix of the tracklist as it was shown last. */
  async mix(): Promise<{ source: SourceInfo; duration: number }> {
    const { tracklist } = this.#last ?? (await this.state());
    return { source: tracklist.source, duration: tracklist.duration };
  }

  /** Where the file of a candidate lies; null for a number that none has. */
  async ownFile(number: string): Promise<string | null> {
    if (!this.#last) await this.state();
    return this.#ownPaths.get(number) ?? null;
  }

  /** Calls back with the new revision whenever there is one. Call the result to hear no more. */
  onChange(tell: (revision: string) => void): () => void {
    this.#told.add(tell);
    return () => void this.#told.delete(tell);
  }

  /** Looks whether the file is as it was. */
  async check(): Promise<void> {
    if ((await this.#tools.stamp()) !== this.#stamp) await this.changed();
  }

  /** Something else than the file has changed. What is wrong with it, whoever asks for the state hears. */
  async changed(): Promise<void> {
    await this.state().catch(() => this.#tell(`${this.#count}?`));
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #look(): Promise<{ run: ChangeRun; reviewed: Reviewed }> {
    // Before the reading: what is written in between is seen by the next look.
    this.#stamp = await this.#tools.stamp();
    const { run, sum } = await this.#tools.open();
    const { before: tracklist } = await editTracklist(run, (now) => now, this.#context);
    const all = tracklist.entries.map(candidatesOf);
    const paths = all.flat().flatMap(({ track, line }) => (line && track.file ? [track.file] : []));
    const own = await this.#tools.ownFiles([...new Set(paths)]);
    this.#ownPaths = new Map([...own].map(([path, number]) => [number, path]));
    const shown = {
      tracklist,
      candidates: all.map((of) =>
        of.map((one) => ({ ...one, own: (one.line && own.get(one.track.file ?? '')) ?? null })),
      ),
      unheard: await this.#tools.whyUnheard(tracklist.source),
      canUndo: await this.#canUndo(tracklist, sum),
      ids: this.#tools.nameEverywhere !== null,
    };
    const waveform = await this.#tools.waveform(tracklist.source);
    const text = JSON.stringify([shown, waveform?.low.length]);
    if (text !== this.#shown) {
      this.#shown = text;
      this.#count++;
    }
    const before = this.#last?.revision;
    const reviewed = { ...shown, waveform, revision: String(this.#count) };
    this.#last = reviewed;
    if (before !== undefined && before !== reviewed.revision) this.#tell(reviewed.revision);
    return { run, reviewed };
  }

  /** The archive keeps whole tracklists of what was changed: they are read once for each state of the file. */
  async #canUndo(tracklist: Tracklist, sum: string): Promise<boolean> {
    // Who edits elsewhere writes the file first: what can't be undone yet may be in a moment.
    if (this.#undoing.sum !== sum || !this.#undoing.can) {
      const last = await this.#tools.book.lastChange(tracklist.source).catch((error: unknown) => {
        if (error instanceof TracklistifyError) return null;
        throw error;
      });
      this.#undoing = { sum, can: last !== null && canUndo(tracklist, last.change) };
    }
    return this.#undoing.can;
  }

  #tell(revision: string): void {
    for (const tell of this.#told) tell(revision);
  }
}
