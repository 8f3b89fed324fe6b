import { NetworkError, ProtocolError, RateLimitError } from '../../domain/errors.js';
import type { Match } from '../../domain/match.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Context } from '../../domain/ports/context.js';
import { clock as clockText } from '../../domain/time.js';
import { TransientError } from '../../net/failures.js';
import type { Part, ScanMemory } from '../whole/memory.js';
import { secondsOf } from '../whole/stretches.js';
import type { ScannedFile } from './answer.js';
import { type Files, NOTHING, READY } from './files.js';
import { matchesIn } from './matches.js';

/** What it takes to go on with a scan; kept as text. */
export interface Job extends Record<string, string | undefined> {
  container: string;
  region: string;
  file: string;
  name: string;
  /** It failed once and was begun again. */
  rescanned?: string;
  /** It failed again: why. */
  failed?: string;
}

/** Looks in a row that failed, or that didn't see what is there: what may be a moment's trouble until then isn't after. */
const MOST_MISSES = 10;
const MOST_ABSENT = 3;

export interface WaitingOptions {
  files: Files;
  part: Part;
  memory: ScanMemory;
  clock: Clock;
  title: string;
  /** Minutes. */
  patience: number;
  /** Seconds. */
  lookEvery: number;
}

/** Waits for one scan, in this run or in the next. */
export class Waiting {
  readonly #options: WaitingOptions;
  readonly #job: Job;

  constructor(options: WaitingOptions) {
    this.#options = options;
    this.#job = options.part.job as Job;
  }

  /** The answer, which is kept by then; null where the file has gone. `fresh` is one that was begun just now. */
  async finish(context: Context, fresh: boolean): Promise<Match[] | null> {
    const { part, memory, clock, title, patience } = this.#options;
    const deadline = clock.now() + patience * 60_000;
    let absent = 0;
    let unsaid = 0;
    for (let look = fresh ? 1 : 0; ; look++) {
      // Nothing is scanned so soon that the first look could be early.
      if (look > 0) await this.#pause(look === 1 ? 2 : 1, context);
      const file = await this.#look(context);
      if (!file) {
        if (++absent < MOST_ABSENT) continue;
        if (!fresh) return null;
        await memory.forget(part);
        throw new ProtocolError(
          title,
          `${title} has lost the file that was sent to it, or somebody has removed it. The same command sends it again.`,
        );
      }
      absent = 0;
      if (file.state === READY && !file.results) {
        if (++unsaid < MOST_ABSENT) continue;
        throw new ProtocolError(title, `${title} says that it is done and gives no results. ${GOES_ON}`);
      }
      if (file.state === READY || file.state === NOTHING) {
        part.matches = file.results ? matchesIn(file.results, part.stretches) : [];
        await memory.note(part);
        return part.matches;
      }
      if (file.state < NOTHING) await this.#again(file, context);
      if (clock.now() >= deadline) {
        const length = clockText(secondsOf(part.stretches));
        throw new NetworkError(
          title,
          `${title} isn't done with ${length} of sound after ${patience} minutes. ${GOES_ON}`,
        );
      }
    }
  }

  /** A scan that failed is begun once more. */
  async #again(file: ScannedFile, context: Context): Promise<void> {
    const { files, memory, part, title } = this.#options;
    if (this.#job.rescanned === undefined) {
      context.spend?.();
      this.#job.rescanned = 'yes';
      await memory.note(part);
      try {
        await files.rescan(file.id, context);
      } catch (error) {
        if (!(error instanceof TransientError) || error.charged) throw error;
        // It hasn't heard of it, so the one attempt is still to come.
        delete this.#job.rescanned;
        await memory.note(part);
        throw error;
      }
      return;
    }
    const failure = `${title} can't read the sound that it was sent (state ${file.state}, twice).`;
    await files.remove(file.id, context).catch(() => undefined);
    this.#job.failed = failure;
    part.matches = [];
    await memory.note(part);
    throw new ProtocolError(title, failure);
  }

  /** Trouble on the way is no answer. */
  async #look(context: Context): Promise<ScannedFile | null> {
    const { files, title } = this.#options;
    for (let misses = 1; ; misses++) {
      try {
        return await files.file(this.#job.file, this.#job.name, context);
      } catch (error) {
        context.signal.throwIfAborted();
        const passes =
          error instanceof NetworkError || error instanceof ProtocolError || error instanceof RateLimitError;
        if (!passes) throw error;
        if (misses >= MOST_MISSES) throw new NetworkError(title, `${error.message} ${GOES_ON}`, { cause: error });
        await this.#pause(misses, context);
      }
    }
  }

  async #pause(looks: number, context: Context): Promise<void> {
    const { clock, part, title, lookEvery } = this.#options;
    const milliseconds = looks * lookEvery * 1000;
    const reason = `it scans ${clockText(secondsOf(part.stretches))} of sound`;
    context.emit({ type: 'waiting', provider: title, until: clock.now() + milliseconds, reason });
    await clock.sleep(milliseconds, context.signal);
  }
}

const GOES_ON =
  'The scan is kept in mind: run the same command again later, and it goes on there and pays nothing more.';
