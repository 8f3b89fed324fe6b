import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, type FSWatcher, mkdirSync, mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Random } from '../random.js';
import { filesIn } from './damage.js';

/** How a run ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
  /** When it was killed, by `performance.now()`; null when it had ended by itself before its moment came. */
  killedAt: number | null;
}

/** One command that is killed again and again, in a room of its own. */
export interface Scene {
  name: string;
  /** Begins anew, in an empty room: what came before is forgotten. */
  begin(): Promise<void>;
  /** What is run, and killed, next; a person may do something before. */
  next(): { args: readonly string[]; env?: Record<string, string> };
  /** What is lost or broken after a run that may have been killed. */
  look(ended: Ended): string[];
  /** The next run, which nobody disturbs: what is wrong with it, or still there. */
  settle(): Promise<string[]>;
  close(): Promise<void>;
}

/** What takes longer hangs; the machine may have other things to do. */
const HANGS_AFTER_MS = 180_000;
/** Of the events of the file system after which a kill may come. */
const MOST_EVENTS = 24;

/** Folders to run the program in: nobody's settings, a temporary folder of its own. */
export class Room {
  readonly program: string;
  readonly root: string;
  readonly cwd: string;
  readonly home: string;
  readonly temp: string;
  /** How long an undisturbed run takes, in milliseconds, as far as is known. */
  private usual = 1500;

  constructor(program: string) {
    this.program = program;
    this.root = mkdtempSync(join(tmpdir(), 'faults-kills-'));
    [this.cwd, this.home, this.temp] = ['work', 'home', 'temp'].map((name) => join(this.root, name)) as [
      string,
      string,
      string,
    ];
    this.empty();
  }

  empty(): void {
    for (const folder of [this.cwd, this.home, this.temp]) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
    }
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Runs to the end, or, with a `random`, until a moment of its choice. */
  async run(args: readonly string[], env: Record<string, string> = {}, random?: Random): Promise<Ended> {
    const { home, temp } = this;
    const began = performance.now();
    const child = spawn(process.execPath, [this.program, ...args], {
      cwd: this.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        ...{ HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home, TMPDIR: temp },
        ...{ NO_COLOR: '1', LANG: 'C.UTF-8', TRACKLISTIFY_SHAZAM_ENABLED: 'false' },
        ...env,
      },
    });
    let killedAt: number | null = null;
    const undo = random ? this.aim(random, () => (killedAt ??= kill(child))) : () => {};
    const hanging = setTimeout(() => child.kill('SIGKILL'), HANGS_AFTER_MS);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise<number | null>((done) => child.on('close', done));
    clearTimeout(hanging);
    undo();
    if (code !== null) this.usual = 0.7 * this.usual + 0.3 * (performance.now() - began);
    if (code === null && killedAt === null) stderr += `\nIt hung for ${HANGS_AFTER_MS / 1000} s.`;
    return { code, stdout, stderr, killedAt };
  }

  /** At any moment of a usual run; or just after something has changed on the disk, where most is to be lost. */
  private aim(random: Random, strike: () => void): () => void {
    if (random.next() < 0.4) {
      const timer = setTimeout(strike, random.between(0.1, 1) * this.usual);
      return () => clearTimeout(timer);
    }
    let left = Math.floor(random.next() ** 2 * MOST_EVENTS);
    const later = random.next() ** 3 * 40;
    let timer: NodeJS.Timeout | undefined;
    const watchers: FSWatcher[] = [this.cwd, this.home].map((folder) =>
      watch(folder, { recursive: true }, () => {
        if (left-- > 0) return;
        timer ??= setTimeout(strike, later);
      }),
    );
    // A new folder may vanish before it can be watched.
    for (const watcher of watchers) watcher.on('error', () => {});
    const last = setTimeout(strike, 4 * this.usual);
    return () => {
      for (const watcher of watchers) watcher.close();
      clearTimeout(timer);
      clearTimeout(last);
    };
  }

  /** What runs have left that the next one was to take away. The cache is tidied once a day, of what is an hour old. */
  leftovers(): string[] {
    const names = [this.cwd, this.home].flatMap((folder) => filesIn(folder));
    const cache = join(this.home, 'tracklistify/providers');
    return [
      ...names.filter((path) => /\.tmp$/.test(basename(path)) && !path.startsWith(cache)),
      ...(existsSync(this.temp) ? filesIn(this.temp) : []),
    ].map((path) => `${path.slice(this.root.length + 1)} is left`);
  }
}

function kill(child: ChildProcess): number | null {
  return child.exitCode === null && child.kill('SIGKILL') ? performance.now() : null;
}

/** What is wrong with an undisturbed run's end. */
export function badEnd({ code, stderr }: Ended, fine: readonly number[] = [0]): string[] {
  return code !== null && fine.includes(code) ? [] : [`it ended with ${code}: ${stderr.slice(-400)}`];
}
