import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Library } from '../../../src/library/library.js';
import { Store } from '../../../src/library/store/store.js';
import { ownEngine } from '../../../src/library/workshop/own-engine.js';
import { synth, toInt16, writeWav } from '../../support/audio.js';
import { Random } from '../random.js';

export interface LibraryKills {
  kills: number;
  /** Runs that had ended by themselves before their moment had come. */
  tooLate: number;
  /** Kills after which something that had been added was lost, or the library wasn't sound. */
  wrong: number;
  examples: string[];
}

export interface KillOptions {
  count: number;
  seed: number;
  /** The built program's launcher. */
  program: string;
  report: (line: string) => void;
}

const RATE = 11_025;
const TRACKS = 12;
/** A run that takes longer hangs. */
const MOST_MS = 60_000;

/** Kills `library add`, `remove` and `verify --repair` at random instants, and looks what is left after each. */
export async function libraryKills({ count, seed, program, report }: KillOptions): Promise<LibraryKills> {
  const cwd = mkdtempSync(join(tmpdir(), 'tracklistify-kills-'));
  const random = new Random(seed);
  const found: LibraryKills = { kills: 0, tooLate: 0, wrong: 0, examples: [] };
  try {
    const music = await makeMusic(join(cwd, 'music'));
    /** What must be there, and what may be: a run that took it out was killed. */
    const there = new Set<string>();
    const perhaps = new Set<string>();
    /** A part is damaged, and nothing that mends it has come to its end since. */
    let damaged = false;
    while (found.kills < count) {
      const step = stepOf(random, cwd, music, there);
      if (step.damage) damaged = await damageOnePart(cwd, random);
      for (const path of step.takes) {
        there.delete(path);
        perhaps.add(path);
      }
      const end = await run(program, cwd, step.args, random, (path) => there.add(path));
      const killed = end === 'SIGKILL';
      if (killed) found.kills++;
      else found.tooLate++;
      if (!killed) for (const path of step.takes) perhaps.delete(path);
      if (!killed && step.args[1] === 'add') for (const path of music) there.add(path);
      if (!killed && step.args[1] !== 'remove') damaged = false;
      const wrong = await lookAt(cwd, there, perhaps, damaged);
      if (!killed && end !== 0) wrong.push(`it ended with ${end}`);
      if (wrong.length > 0) {
        found.wrong++;
        if (found.examples.length < 20) found.examples.push(`${step.args.join(' ')}: ${wrong.join(' | ')}`);
      }
      if (found.kills % 20 === 0) report(`library: ${found.kills} of ${count} kills, ${found.wrong} wrong`);
    }
    // The next run goes on.
    const said: string[] = [];
    const end = await run(program, cwd, ['library', 'add', 'music'], null, () => {}, said);
    const wrong = await lookAt(cwd, new Set(music), new Set(), false);
    if (end !== 0 || wrong.length > 0)
      found.examples.push(`at the end (${end}): ${wrong.join(' | ')}; ${said.join(' ')}`);
    if (end !== 0 || wrong.length > 0) found.wrong++;
    return found;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

async function makeMusic(folder: string): Promise<string[]> {
  mkdirSync(folder);
  const paths = Array.from({ length: TRACKS }, (_, i) => join(folder, `Artist ${i} - Tune ${i}.wav`));
  for (const [i, path] of paths.entries()) await writeWav(path, toInt16(synth(3, { seed: i + 1, rate: RATE })), RATE);
  return paths;
}

interface Step {
  args: string[];
  /** The files whose tracks it takes out. */
  takes: string[];
  /** A part of the library is damaged before it, so that there is something to repair. */
  damage: boolean;
}

function stepOf(random: Random, cwd: string, music: readonly string[], there: ReadonlySet<string>): Step {
  const dice = random.next();
  // Nothing is to be done by adding when everything is there.
  const adds = there.size < 3 ? 1 : there.size < TRACKS ? 0.6 : 0;
  if (dice < adds) return { args: ['library', 'add', 'music', '--events'], takes: [], damage: false };
  if (dice < 0.8) {
    const most = 1 + Math.floor(random.next() * 6);
    const takes = random.shuffled(music.filter((path) => there.has(path))).slice(0, most);
    return { args: ['library', 'remove', ...takes.map((path) => path.slice(cwd.length + 1))], takes, damage: false };
  }
  return { args: ['library', 'verify', '--repair', '--events'], takes: [], damage: random.next() < 0.7 };
}

/** Runs the program, and kills it at a random instant if there is a `random`: its exit code, or the signal that ended it. */
function run(
  program: string,
  cwd: string,
  args: readonly string[],
  random: Random | null,
  onAdded: (path: string) => void,
  said: string[] = [],
): Promise<number | NodeJS.Signals | 'hang'> {
  const home = { HOME: cwd, XDG_CONFIG_HOME: cwd, XDG_DATA_HOME: cwd, XDG_CACHE_HOME: cwd };
  const env = { PATH: process.env['PATH'], ...home };
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // From the library's opening on, which the first event tells; in commands without events, from the start.
  const afterEvents = random ? Math.floor(random.next() * 8) : Number.POSITIVE_INFINITY;
  let events = 0;
  if (random && !args.includes('--events')) killLater(child, 150 + random.next() * 500);
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line);
    const event = eventIn(line);
    if (event?.type === 'count' && event.label) onAdded(event.label);
    if (random && events++ === afterEvents) killLater(child, random.next() ** 2 * 300);
  });
  return new Promise((done) => {
    const most = setTimeout(() => {
      child.kill('SIGKILL');
      done('hang');
    }, MOST_MS);
    child.on('close', (code, signal) => {
      clearTimeout(most);
      done(signal ?? code ?? 1);
    });
  });
}

function killLater(child: ChildProcess, ms: number): void {
  setTimeout(() => child.kill('SIGKILL'), ms).unref();
}

function eventIn(line: string): { type?: string; label?: string } | null {
  try {
    return JSON.parse(line) as { type?: string; label?: string };
  } catch {
    return null;
  }
}

/** Flips a bit in a page of the postings, which only reading them through shows. */
async function damageOnePart(cwd: string, random: Random): Promise<boolean> {
  const store = await Store.open(join(cwd, 'tracklistify/library'), () => {});
  const [segment] = random.shuffled(store.state.segments);
  if (!segment) return false;
  const path = store.printsPath(segment.name);
  const bytes = readFileSync(path);
  bytes[Math.floor(bytes.length / 2)]! ^= 16;
  writeFileSync(path, bytes);
  return true;
}

async function lookAt(
  cwd: string,
  there: ReadonlySet<string>,
  perhaps: ReadonlySet<string>,
  damaged: boolean,
): Promise<string[]> {
  const wrong: string[] = [];
  const folder = join(cwd, 'tracklistify/library');
  const onWarning = (message: string): void => void wrong.push(`said: ${message}`);
  const library = await Library.open({ folder, engine: ownEngine(), onWarning, now: Date.now });
  const report = await library.verify({ signal: new AbortController().signal, emit: () => {} });
  const listed = new Set((await library.list()).map(({ file }) => file.path));
  for (const path of there) if (!listed.has(path) && !perhaps.has(path)) wrong.push(`${path} is lost`);
  if (report.nameless.length > 0) wrong.push(`${report.nameless.length} tracks have lost their names`);
  for (const { segment, ailment } of damaged ? [] : report.unusable)
    wrong.push(`part ${segment.name} with ${segment.tracks} tracks: ${JSON.stringify(ailment)}`);
  return wrong;
}
