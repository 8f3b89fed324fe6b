import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readdir, readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Clock } from '../domain/ports/clock.js';
import type { Context } from '../domain/ports/context.js';
import type { CallJournal, UnderWay } from '../domain/ports/journal.js';
import { reasonIn } from '../domain/system-words.js';
import { jsonOrUndefined } from '../domain/text.js';
import { makeFolder } from '../files/make-folder.js';
import { isRunning } from '../files/running.js';

export interface FileJournalOptions {
  folder: string;
  clock: Clock;
  /** From 0 up to 1; the machine's own when absent. */
  random?: (() => number) | undefined;
  /** Whether the answer to what a key stands for is kept. */
  isAnswered: (key: string) => Promise<boolean>;
  /** Who writes: another run has another pid, and mostly the same host. */
  pid?: number;
  /** Whether a process of this machine is there. */
  isRunning?: (pid: number) => boolean;
}

const noteSchema = z.object({ key: z.string(), run: z.string(), pid: z.number().int(), host: z.string() });
type Note = z.infer<typeof noteSchema>;

/** How often it is looked whether somebody else has got the answer. */
const LOOK_MS = 50;
/** How often a run shows that it is alive, and after how long without that it is taken for dead: its pid may be another's by now. */
const BEAT_MS = 3000;
const DEAD_MS = 15_000;
const FILE = /^([0-9a-f]{32})-(\d{4})$/;
const SENT = '.sent';

/**
 * One small file a call: `<hash of the key>-<number>`, beside it `….sent` from the moment before it is made. Of a dead run's
 * call the next number is taken; a number can be taken only once, so of two that want it one waits.
 */
export class FileJournal implements CallJournal {
  readonly #options: FileJournalOptions;
  readonly #run = randomBytes(8).toString('hex');
  readonly #pid: number;
  readonly #held = new Set<string>();
  /** Of this run: given up, and left for the next one to tell of. */
  readonly #left = new Set<string>();
  readonly #deadRuns = new Set<string>();
  /** When somebody else's file was last seen to change, in looks of this run. */
  readonly #watched = new Map<string, { changed: number; waited: number }>();
  #beating: NodeJS.Timeout | undefined;
  #tidied: Promise<void> | null = null;
  #broken = false;

  constructor(options: FileJournalOptions) {
    this.#options = options;
    this.#pid = options.pid ?? process.pid;
  }

  async begin(key: string, context: Context): Promise<UnderWay> {
    if (this.#broken) return ALONE;
    try {
      this.#tidied ??= this.#tidy(context);
      await this.#tidied;
      return await this.#take(key, context);
    } catch (error) {
      if (context.signal.aborted) throw error;
      this.#broken = true;
      const message = `Calls under way can't be noted in ${this.#options.folder} (${reasonIn(error)}): another run at the same time may pay for the same answers.`;
      context.emit({ type: 'warning', message });
      return ALONE;
    }
  }

  async #take(key: string, context: Context): Promise<UnderWay> {
    const { clock } = this.#options;
    const hash = createHash('sha256').update(key).digest('hex').slice(0, 32);
    let waited = false;
    for (;;) {
      context.signal.throwIfAborted();
      const others = await this.#names(hash);
      if (await this.#isSomebodyAsking(others)) {
        waited = true;
        await clock.sleep(LOOK_MS, context.signal);
        continue;
      }
      const last = Math.max(0, ...others.map((name) => Number(FILE.exec(name)![2])));
      const name = `${hash}-${String(last + 1).padStart(4, '0')}`;
      if (!(await this.#write(name, key))) continue;
      const rivals = (await this.#names(hash)).filter((other) => other !== name && !others.includes(other));
      if (rivals.length > 0) {
        // Two that began at the same moment both step back, and try again at different ones.
        await this.#remove(name);
        await clock.sleep(Math.ceil((this.#options.random ?? Math.random)() * LOOK_MS), context.signal);
        continue;
      }
      let lost = 0;
      for (const other of others) if (await this.#clear(other)) lost++;
      tell(lost, context);
      return this.#underWay(name, waited);
    }
  }

  #underWay(name: string, waited: boolean): UnderWay {
    let sent = false;
    this.#hold(name);
    return {
      waited,
      sending: () => {
        if (sent) return;
        sent = true;
        try {
          writeFileSync(join(this.#options.folder, name + SENT), '', { mode: 0o600 });
        } catch {
          // The call matters more than its note.
        }
      },
      done: async () => {
        this.#release(name);
        await this.#clear(name);
      },
      leave: async () => {
        this.#release(name);
        if (sent) this.#left.add(name);
        else await this.#clear(name);
      },
    };
  }

  /** What runs that are no more have left, once; calls among them whose answers never came may have been counted. */
  async #tidy(context: Context): Promise<void> {
    await makeFolder(this.#options.folder, 0o700);
    let lost = 0;
    for (const name of await this.#names()) {
      const note = await this.#read(name);
      if (note && this.#isGone(note) && (await this.#clear(name)) && !(await this.#options.isAnswered(note.key)))
        lost++;
    }
    tell(lost, context);
  }

  async #isSomebodyAsking(names: readonly string[]): Promise<boolean> {
    for (const name of names) if (await this.#isAlive(name)) return true;
    return false;
  }

  async #isAlive(name: string): Promise<boolean> {
    const note = await this.#read(name);
    // A program may ask again what an earlier piece of its work gave up.
    if (note?.run === this.#run) return !this.#left.has(name);
    if (note && this.#isGone(note)) return false;
    const info = await stat(join(this.#options.folder, name)).catch(() => null);
    if (!info) return false;
    // Counted in looks of this run, not by the clock: that may be set meanwhile.
    const seen = this.#watched.get(name);
    const waited = seen?.changed === info.mtimeMs ? seen.waited + LOOK_MS : 0;
    this.#watched.set(name, { changed: info.mtimeMs, waited });
    if (waited < DEAD_MS) return true;
    if (note) this.#deadRuns.add(note.run);
    return false;
  }

  #isGone({ run, host, pid }: Note): boolean {
    if (this.#deadRuns.has(run)) return true;
    return host === hostname() && run !== this.#run && !(this.#options.isRunning ?? isRunning)(pid);
  }

  async #names(hash?: string): Promise<string[]> {
    const names = await readdir(this.#options.folder);
    return names.filter((name) => FILE.test(name) && (hash === undefined || name.startsWith(hash)));
  }

  /** Null while it is being written. */
  async #read(name: string): Promise<Note | null> {
    const text = await readFile(join(this.#options.folder, name), 'utf8').catch(() => '');
    return noteSchema.safeParse(jsonOrUndefined(text)).data ?? null;
  }

  /** False when the number is taken. */
  async #write(name: string, key: string): Promise<boolean> {
    const note: Note = { key, run: this.#run, pid: this.#pid, host: hostname() };
    try {
      await writeFile(join(this.#options.folder, name), JSON.stringify(note), { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  /** True when its call had been made. The mark goes first: what is left half removed would be reported again. */
  async #clear(name: string): Promise<boolean> {
    const wasSent = await this.#remove(name + SENT);
    await this.#remove(name);
    return wasSent;
  }

  async #remove(name: string): Promise<boolean> {
    return unlink(join(this.#options.folder, name)).then(
      () => true,
      () => false,
    );
  }

  #hold(name: string): void {
    this.#held.add(name);
    this.#beating ??= setInterval(() => {
      const now = new Date();
      for (const one of this.#held) void utimes(join(this.#options.folder, one), now, now).catch(() => undefined);
    }, BEAT_MS).unref();
  }

  #release(name: string): void {
    this.#held.delete(name);
    if (this.#held.size > 0) return;
    clearInterval(this.#beating);
    this.#beating = undefined;
  }
}

/** Where nothing can be noted. */
const ALONE: UnderWay = { waited: false, sending() {}, async done() {}, async leave() {} };

function tell(lost: number, context: Context): void {
  if (lost === 0) return;
  const [calls, they] = lost === 1 ? ['1 call was', 'it'] : [`${lost} calls were`, 'they'];
  const message = `${calls} under way when an earlier run broke off; ${they} may have been counted by the service, and what is needed is asked again.`;
  context.emit({ type: 'warning', message });
}
