import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Clock } from '../domain/ports/clock.js';
import type { Pace, PaceOf, Pause, Rate } from '../domain/ports/pace.js';
import { reasonIn } from '../domain/system-words.js';
import { jsonOrUndefined } from '../domain/text.js';
import { keyOf, nap, OwnPace, type Turn, waitFor } from './pace.js';

export interface SharedPaceOptions {
  /** One account's folder is made in it. */
  folder: string;
  clock: Clock;
  /** Milliseconds that nobody sets: the same for all processes of a machine since it was started. */
  monotonic: () => number;
  /** Told once when the folder can't be used; this run then keeps to the limit by itself. */
  warn: (message: string) => void;
}

/** When something happened, by both clocks of the machine. */
const stampSchema = z.object({ at: z.number(), ticks: z.number() });
type Stamp = z.infer<typeof stampSchema>;
const pauseSchema = stampSchema.extend({ for: z.number().nonnegative(), reason: z.string().max(500) });

/** Longer pauses are known to the others for so long only; then one call may ask whether they still hold. */
const LONGEST_PAUSE_MS = 3600_000;
/** Turns that are kept longer than they count, so that the newest is still there for a run that has just listed the files. */
const SPARE = 16;
const TURN = /^turn-(\d{12})$/;
const PAUSE = /^pause-[0-9a-f]{12}$/;
const turnName = (number: number): string => `turn-${String(number).padStart(12, '0')}`;

/**
 * Turns as files in a folder that all runs of a user share. Each turn is a numbered file, and a number can be taken only
 * once; whoever takes the next one may call. It is taken at the moment of the call, never ahead, so nothing is locked and a
 * process that dies leaves nothing behind but a call that has begun.
 */
export class SharedPace implements Pace {
  readonly #options: SharedPaceOptions;
  readonly #clock: Clock;
  readonly #ticks: () => number;
  /** What the files said, by name, and when each was first seen: they never change. */
  readonly #seen = new Map<string, Stamp & { seen: number }>();

  constructor(options: SharedPaceOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#ticks = options.monotonic;
  }

  async turn(rate: Rate, signal: AbortSignal): Promise<() => void> {
    const isLimited = rate.minGapMs > 0;
    for (;;) {
      signal.throwIfAborted();
      const names = await this.#names();
      const paused = await this.#pausedFor(names);
      if (!isLimited && !paused) return () => {};
      const numbers = numbersOf(names);
      const next = waitFor(await this.#turns(numbers, new Set(names), rate), rate);
      if (next.wait <= 0 && paused === null) {
        const number = (numbers[0] ?? 0) + 1;
        if (await this.#take(number)) {
          await this.#forget(numbers, rate);
          return () => this.#end(number);
        }
      } else await this.#clock.sleep(paused ? Math.max(paused.left, next.wait) : nap(next), signal);
    }
  }

  async pauseUntil({ until, reason }: Pause): Promise<void> {
    const length = Math.min(until - this.#clock.now(), LONGEST_PAUSE_MS);
    const paused = await this.#pausedFor(await this.#names());
    if (length <= (paused?.left ?? 0)) return;
    const name = `pause-${randomBytes(6).toString('hex')}`;
    // Under another name first: half a pause would be none.
    const temporary = join(this.#options.folder, `new-${name}`);
    await writeFile(temporary, JSON.stringify({ ...this.#stamp(), for: length, reason: reason.slice(0, 500) }));
    await rename(temporary, join(this.#options.folder, name));
  }

  async pause(): Promise<Pause | null> {
    const paused = await this.#pausedFor(await this.#names());
    return paused && { until: this.#clock.now() + paused.left, reason: paused.reason };
  }

  /** The next number, unless somebody was faster. A run that was so slow that others have passed it has no turn either. */
  async #take(number: number): Promise<boolean> {
    const stamp = this.#stamp();
    try {
      const { folder } = this.#options;
      await writeFile(join(folder, turnName(number)), JSON.stringify(stamp), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
    return numbersOf(await this.#names())[0] === number;
  }

  /** At once, since the program may be killed in a moment. Without it the others only wait a little longer. */
  #end(number: number): void {
    try {
      const file = openSync(join(this.#options.folder, `${turnName(number)}.ended`), 'wx', 0o600);
      writeSync(file, JSON.stringify(this.#stamp()));
      closeSync(file);
    } catch {
      return;
    }
  }

  /** The newest turns, as many as count. */
  async #turns(numbers: readonly number[], names: ReadonlySet<string>, rate: Rate): Promise<Turn[]> {
    const turns: Turn[] = [];
    for (const number of numbers.slice(0, rate.calls ?? 1)) {
      const name = turnName(number);
      const started = await this.#age(name);
      const ended = names.has(`${name}.ended`) ? await this.#age(`${name}.ended`) : null;
      turns.push({ started: started ?? Number.POSITIVE_INFINITY, ended });
    }
    return turns;
  }

  async #pausedFor(names: readonly string[]): Promise<{ left: number; reason: string } | null> {
    let longest: { left: number; reason: string } | null = null;
    for (const name of names.filter((one) => PAUSE.test(one))) {
      const path = join(this.#options.folder, name);
      const parsed = pauseSchema.safeParse(jsonOrUndefined(await textOf(path)));
      const left = parsed.success ? parsed.data.for - this.#since(this.#remember(name, parsed.data)) : 0;
      if (left <= 0) await unlink(path).catch(() => undefined);
      else if (parsed.success && left > (longest?.left ?? 0)) longest = { left, reason: parsed.data.reason };
    }
    return longest;
  }

  /** Milliseconds since what a file tells of; null when it has gone. */
  async #age(name: string): Promise<number | null> {
    const known = this.#seen.get(name);
    if (known) return this.#since(known);
    const path = join(this.#options.folder, name);
    const parsed = stampSchema.safeParse(jsonOrUndefined(await textOf(path)));
    if (parsed.success) return this.#since(this.#remember(name, parsed.data));
    // Just being written, or never to be finished.
    const info = await stat(path).catch(() => null);
    return info && Math.max(0, this.#clock.now() - info.mtimeMs);
  }

  #remember(name: string, { at, ticks }: Stamp): Stamp & { seen: number } {
    const known = this.#seen.get(name) ?? { at, ticks, seen: this.#ticks() };
    this.#seen.set(name, known);
    return known;
  }

  /**
   * The age by whichever clock makes it the least: the wall clock may have been set forwards since, the other one begins anew
   * with the machine. Time that would lie ahead says nothing, and at least as old it is as it has been known for.
   */
  #since({ at, ticks, seen }: Stamp & { seen: number }): number {
    const now = this.#ticks();
    const ages = [this.#clock.now() - at, now - ticks].filter((age) => age >= 0);
    return Math.max(now - seen, ages.length > 0 ? Math.min(...ages) : 0);
  }

  #stamp(): Stamp {
    return { at: this.#clock.now(), ticks: this.#ticks() };
  }

  async #names(): Promise<string[]> {
    const { folder } = this.#options;
    try {
      return await readdir(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return [];
    }
  }

  async #forget(numbers: readonly number[], rate: Rate): Promise<void> {
    for (const number of numbers.slice((rate.calls ?? 1) + SPARE)) {
      for (const name of [turnName(number), `${turnName(number)}.ended`]) {
        this.#seen.delete(name);
        await unlink(join(this.#options.folder, name)).catch(() => undefined);
      }
    }
  }
}

/** Descending. */
const numbersOf = (names: readonly string[]): number[] =>
  names
    .flatMap((name) => TURN.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);

const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/** Shared by all runs of a user as long as the folder can be used, this run's own from then on. */
class SharedOrOwnPace implements Pace {
  readonly #clock: Clock;
  readonly #own: Pace;
  readonly #shared: Pace;
  readonly #failed: (error: unknown) => void;
  #broken = false;
  /** Nobody knows when the last call was. */
  #unsure = true;

  constructor(options: SharedPaceOptions, failed: (error: unknown) => void) {
    this.#clock = options.clock;
    this.#own = new OwnPace(options.clock);
    this.#shared = new SharedPace(options);
    this.#failed = failed;
  }

  turn(rate: Rate, signal: AbortSignal): Promise<() => void> {
    return this.#either(async (pace) => {
      if (pace === this.#own && this.#unsure) {
        this.#unsure = false;
        await this.#clock.sleep(rate.minGapMs * (rate.calls ?? 1), signal);
      }
      return pace.turn(rate, signal);
    }, signal);
  }

  pauseUntil(pause: Pause): Promise<void> {
    return this.#either((pace) => pace.pauseUntil(pause));
  }

  pause(): Promise<Pause | null> {
    return this.#either((pace) => pace.pause());
  }

  async #either<T>(use: (pace: Pace) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (!this.#broken) {
      try {
        return await use(this.#shared);
      } catch (error) {
        if (signal?.aborted) throw error;
        this.#broken = true;
        this.#failed(error);
      }
    }
    return use(this.#own);
  }
}

/** One pace for each account, shared by all processes that are given the same folder. */
export function sharedPaces(options: SharedPaceOptions): PaceOf {
  const made = new Map<string, Pace>();
  let told = false;
  const failed = (error: unknown): void => {
    if (told) return;
    told = true;
    const reason = reasonIn(error);
    options.warn(
      `Limits can't be shared with other runs (${reason}): run one at a time, or make ${options.folder} writable.`,
    );
  };
  return (account) => {
    const key = keyOf(account);
    const known = made.get(key);
    if (known) return known;
    // A hash: the folder's name tells nobody a key.
    const hash = createHash('sha256').update(key).digest('hex').slice(0, 20);
    const folder = join(options.folder, `${account.provider.replace(/[^a-z0-9-]/g, '')}-${hash}`);
    const pace = new SharedOrOwnPace({ ...options, folder }, failed);
    made.set(key, pace);
    return pace;
  };
}
