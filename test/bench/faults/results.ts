import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Correction } from '../../../src/domain/correction.js';
import { labelOf } from '../../../src/domain/corrections.js';
import { parseTracklist } from '../../../src/domain/schema.js';
import type { Tracklist } from '../../../src/domain/tracklist.js';
import { wavOf } from '../../../src/domain/wav.js';
import { findPeaks } from '../../../src/identifiers/shazam/peaks.js';
import { acrcloudServer } from '../../support/providers/acrcloud-server.js';
import { mixOf, tracks, upsample } from '../../support/providers/music.js';
import { serve } from '../../support/providers/protocol.js';
import { Recogniser } from '../../support/providers/recogniser.js';
import { KEYS } from '../../support/providers/rig.js';
import { Random } from '../random.js';

export interface ResultFaults {
  runs: number;
  /** Tracks that a whole result named and that its file doesn't name any more. */
  lostEntries: number;
  /** What a person had said and a later result doesn't say. */
  lostCorrections: number;
  /** Files that aren't the program's, or that somebody changed, and that aren't as they were. */
  lostFiles: number;
  /** Runs that ended in exit 1 or by a signal that nobody sent. */
  bugs: number;
  examples: string[];
}

export interface ResultFaultOptions {
  count: number;
  seed: number;
  /** The built program's launcher. */
  program: string;
  report: (line: string) => void;
}

/** Two tracks of the user's own, one that only the service knows, one that nobody knows. */
const PARTS = [
  { song: 0, from: 5, seconds: 40 },
  { song: 1, from: 5, seconds: 40 },
  { song: 2, from: 5, seconds: 60 },
  { song: null, from: 0, seconds: 40 },
];
const NAMES = ['Song 1', 'Song 2', 'Song 3'];
/** A run of the whole takes about so long: a kill comes at any moment of it. */
const LONGEST_MS = 1500;

/** Identifies one mix again and again, with whatever can come between, and looks after each run what is still there. */
export async function resultFaults({ count, seed, program, report }: ResultFaultOptions): Promise<ResultFaults> {
  const bench = await Bench.open(new Random(seed), program);
  try {
    for (let run = 1; run <= count; run++) {
      // A new folder now and then: most harm is done to what is young.
      if (run % 40 === 1) await bench.begin();
      await bench.step(run);
      if (run % 50 === 0)
        report(`results: ${run} of ${count} runs, ${JSON.stringify({ ...bench.found, examples: undefined })}`);
    }
    return { ...bench.found, runs: count };
  } finally {
    await bench.close();
  }
}

class Bench {
  readonly found: ResultFaults = { runs: 0, lostEntries: 0, lostCorrections: 0, lostFiles: 0, bugs: 0, examples: [] };
  private readonly random: Random;
  private readonly program: string;
  private readonly home = mkdtempSync(join(tmpdir(), 'tracklistify-results-'));
  private cwd = '';
  private url = '';
  private broken: 'no' | 'errors' | 'nonsense' = 'no';
  private close_: () => unknown = () => {};
  /** By name, what must stay as it is. */
  private foreign = new Map<string, string>();
  /** What the person has called an entry, and where it begins if that was said, too. */
  private said = new Map<string, number | null>();
  private whole = false;
  private edits = 0;

  private constructor(random: Random, program: string) {
    this.random = random;
    this.program = program;
  }

  static async open(random: Random, program: string): Promise<Bench> {
    const bench = new Bench(random, program);
    const songs = tracks(3, 80);
    const music = join(bench.home, 'music');
    mkdirSync(music);
    for (const { title, artist, pcm } of songs.slice(0, 2)) {
      writeFileSync(join(music, `${artist} - ${title}.wav`), wavOf(pcm, 16_000));
    }
    const mix = (parts: typeof PARTS) =>
      wavOf(mixOf(parts.map((part) => ({ ...part, track: part.song === null ? null : songs[part.song]! }))), 16_000);
    writeFileSync(join(bench.home, 'set.wav'), mix(PARTS));
    mkdirSync(join(bench.home, 'other'));
    writeFileSync(join(bench.home, 'other/set.wav'), mix(PARTS.slice(0, 1)));
    const recogniser = new Recogniser(songs);
    const server = acrcloudServer({
      ...KEYS,
      recognise: (pcm, rate) => recogniser.recognise(findPeaks(upsample(pcm, rate))),
    });
    const listening = await serve((request) => {
      if (bench.broken === 'errors') return { status: 500, body: 'out of order' };
      if (bench.broken === 'nonsense') return { status: 200, body: '<html>log in first</html>' };
      return server.provider(request);
    });
    bench.url = listening.url;
    bench.close_ = listening.close;
    return bench;
  }

  async close(): Promise<void> {
    await this.close_();
    rmSync(this.home, { recursive: true, force: true });
  }

  async begin(): Promise<void> {
    this.cwd = mkdtempSync(join(this.home, 'run-'));
    this.foreign.clear();
    this.said.clear();
    this.whole = false;
    if (this.random.next() < 0.5) this.plant();
  }

  /** One thing that happens, and a look at what it left. */
  async step(number: number): Promise<void> {
    const dice = this.random.next();
    let done: string;
    if (dice < 0.2) done = await this.identify('whole');
    else if (dice < 0.45) done = await this.identify('stopped');
    else if (dice < 0.55) done = await this.identify('window');
    else if (dice < 0.7) done = await this.identify('broken');
    // Before there is a whole result, the other mix would have the name first.
    else if (dice < 0.76) done = await this.identify(this.whole ? 'other' : 'whole');
    else if (dice < 0.8) done = await this.identify('export');
    else if (dice < 0.92) done = this.edit();
    else done = this.plant();
    this.look(`#${number} ${done}`);
  }

  private async identify(how: 'whole' | 'stopped' | 'window' | 'broken' | 'other' | 'export'): Promise<string> {
    const { random } = this;
    const env: Record<string, string> = {};
    const args = ['../set.wav', '--library', '../music', '--providers', 'acrcloud', '-f', 'json,csv,cue,txt'];
    let note = '';
    if (how === 'window') {
      const start = Math.round(random.between(0, 120));
      args.push('--start', String(start), '--end', String(start + Math.round(random.between(5, 90))));
    }
    if (how === 'other') args[0] = '../other/set.wav';
    if (how === 'export') args.splice(0, args.length, 'export', 'set.json', '-f', 'cue,txt');
    if (how === 'broken') {
      const kinds = ['key', 'gone', 'errors', 'nonsense', 'no service', 'no library'] as const;
      const kind = kinds[Math.floor(random.next() * kinds.length)]!;
      note = kind;
      if (kind === 'key') env['ACRCLOUD_ACCESS_SECRET'] = 'a-wrong-secret';
      else if (kind === 'gone') env['ACRCLOUD_HOST'] = 'http://127.0.0.1:9';
      else if (kind === 'errors' || kind === 'nonsense') this.broken = kind;
      else if (kind === 'no service') args[args.indexOf('acrcloud')] = 'library';
      else args.splice(args.indexOf('--library'), 2);
      // Else the answers that are kept would do.
      if (random.next() < 0.7) args.push('--refresh');
    }
    const child = this.start(args, env);
    const ended = new Promise<{ code: number | null; signal: string | null; stderr: string }>((resolve) => {
      let stderr = '';
      child.stderr?.on('data', (text: Buffer) => (stderr += text));
      child.on('close', (code, signal) => resolve({ code, signal, stderr }));
    });
    let sent: NodeJS.Signals | null = null;
    if (how === 'stopped') {
      const signals = ['SIGKILL', 'SIGINT', 'SIGTERM'] as const;
      sent = signals[Math.floor(random.next() * signals.length)]!;
      const timer = setTimeout(() => child.kill(sent!), random.between(0, LONGEST_MS));
      void ended.then(() => clearTimeout(timer));
    }
    const { code, signal, stderr } = await ended;
    this.broken = 'no';
    if (code === 1 || (signal !== null && sent === null))
      this.wrong('bugs', `${how} ${note} ended in ${code ?? signal}: ${stderr.slice(-300)}`);
    if (how === 'whole' && code === 0) this.whole = true;
    return `${how}${note && ` (${note})`}${sent ? ` by ${sent}` : ''} → ${code ?? signal}`;
  }

  private start(args: readonly string[], env: Record<string, string>): ChildProcess {
    const { PATH } = process.env;
    const home = this.home;
    const own = {
      HOME: home,
      XDG_CONFIG_HOME: home,
      XDG_DATA_HOME: home,
      XDG_CACHE_HOME: home,
      NO_COLOR: '1',
      LANG: 'C.UTF-8',
    };
    const service = {
      ACRCLOUD_HOST: this.url,
      ACRCLOUD_ACCESS_KEY: KEYS.accessKey,
      ACRCLOUD_ACCESS_SECRET: KEYS.accessSecret,
      TRACKLISTIFY_ACRCLOUD_CALLS_PER_SECOND: '50',
      TRACKLISTIFY_SHAZAM_ENABLED: 'false',
    };
    return spawn(process.execPath, [this.program, ...args], {
      cwd: this.cwd,
      env: { ...(PATH && { PATH }), ...own, ...service, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  }

  /** A person corrects the document, or changes another of the files. */
  private edit(): string {
    const tracklist = this.document();
    if (!tracklist || !this.whole) return this.plant();
    this.edits++;
    const index = Math.floor(this.random.next() * tracklist.entries.length);
    const entry = tracklist.entries[index]!;
    const name = `Corrected ${this.edits}`;
    const before = labelOf(entry);
    this.said.delete(before);
    const track = { title: name, artists: [] as string[] };
    const unknown = { confidence: 1, speed: null, evidence: [], alternatives: [], transition: null };
    const kind: Correction['kind'] = this.random.next() < 0.7 ? 'name' : 'times';
    if (kind === 'times') entry.start = Number((entry.start + 0.5).toFixed(3));
    this.said.set(name, kind === 'times' ? entry.start : null);
    tracklist.entries[index] = {
      ...entry,
      ...(entry.kind === 'unknown' && unknown),
      kind: 'track',
      track,
    } as typeof entry;
    writeFileSync(join(this.cwd, 'set.json'), JSON.stringify(tracklist, null, this.random.next() < 0.5 ? 2 : 0));
    return `edit: ${before} is ${name}`;
  }

  /** Somebody else's file under a name that is ours, where none stands, or a change to one of ours that can't be taken over. */
  private plant(): string {
    const names = ['set.csv', 'set.cue', 'set.txt', 'set.partial.csv'];
    const name = names[Math.floor(this.random.next() * names.length)]!;
    const path = join(this.cwd, name);
    const content = `${existsSync(path) ? readFileSync(path, 'utf8') : ''}mine ${this.random.next()}\n`;
    writeFileSync(path, content);
    this.foreign.set(name, content);
    return `plant ${name}`;
  }

  private look(done: string): void {
    for (const [name, content] of this.foreign) {
      const path = join(this.cwd, name);
      if (existsSync(path) && readFileSync(path, 'utf8') === content) continue;
      this.wrong('lostFiles', `${done}: ${name} isn't as it was`);
      this.foreign.delete(name);
    }
    if (!this.whole) return;
    const tracklist = this.document();
    if (!tracklist) {
      this.wrong('lostEntries', `${done}: set.json is gone or can't be read`);
      return;
    }
    const labels = tracklist.entries.map(labelOf);
    const renamed = new Set((tracklist.corrections ?? []).flatMap((c) => ('was' in c ? [c.was] : [])));
    for (const name of NAMES) {
      if (labels.some((label) => label.endsWith(name)) || [...renamed].some((was) => was.endsWith(name))) continue;
      // Named otherwise by hand, in the document as it stands.
      if (this.said.size > 0 && labels.filter((label) => this.said.has(label)).length >= this.said.size) continue;
      this.wrong('lostEntries', `${done}: ${name} is gone from ${labels.join(', ')}`);
    }
    for (const [name, start] of this.said) {
      const entry = tracklist.entries.find((one) => labelOf(one) === name);
      if (entry && (start === null || Math.abs(entry.start - start) < 0.01)) continue;
      this.wrong(
        'lostCorrections',
        `${done}: ${name} at ${start} isn't in ${tracklist.entries.map((e) => `${e.start} ${labelOf(e)}`).join(', ')}`,
      );
      this.said.delete(name);
    }
  }

  private document(): Tracklist | null {
    try {
      return parseTracklist(readFileSync(join(this.cwd, 'set.json'), 'utf8'), 'set.json');
    } catch {
      return null;
    }
  }

  private wrong(kind: 'lostEntries' | 'lostCorrections' | 'lostFiles' | 'bugs', example: string): void {
    this.found[kind]++;
    if (this.found.examples.length < 20) this.found.examples.push(example);
  }
}

export async function main(args: readonly string[], program: string): Promise<void> {
  const option = (name: string, otherwise: number): number => {
    const at = args.indexOf(name);
    return at >= 0 ? Number(args[at + 1]) : otherwise;
  };
  const report = (line: string): void => void process.stdout.write(`${line}\n`);
  const found = await resultFaults({ count: option('--count', 1000), seed: option('--seed', 1), program, report });
  report(JSON.stringify(found, null, 2));
}
