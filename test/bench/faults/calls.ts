import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tracklist } from '../../../src/domain/tracklist.js';
import { acrcloudServer } from '../../support/providers/acrcloud-server.js';
import { type Provider, serve } from '../../support/providers/protocol.js';
import { KEYS, musicOf } from '../../support/providers/rig.js';
import { Random } from '../random.js';

export interface CallFaults {
  kills: number;
  /** Runs that had ended by themselves before their moment had come. */
  tooLate: number;
  /** Calls that the service counted as one too many, and those beyond `--max-calls`. */
  overLimit: number;
  overBudget: number;
  /** Calls for what a run had already told that it had been answered. */
  repeatedAfterTold: number;
  /** Calls made again because their answer was on its way when the run was killed: nobody can know better. */
  repeatedInFlight: number;
  /** Of those, the longest time from the answer's leaving the server to the kill. */
  longestInFlightMs: number;
  /** Samples that two runs at once both asked about. */
  askedTwice: number;
  /** Runs that ended with another tracklist than the undisturbed one. */
  wrong: number;
  examples: string[];
}

export interface CallFaultOptions {
  /** Kills. */
  count: number;
  seed: number;
  /** The built program's launcher. */
  program: string;
  report: (line: string) => void;
}

const PER_SECOND = 10;
/** A kill comes up to so long after an answer has left the server, or while the answer is still being made. */
const AFTER_MS = 100;
const PARTS = [
  { song: 0, from: 12, seconds: 100 },
  { song: 2, from: 5, seconds: 80 },
  { song: 1, from: 30, seconds: 90 },
];

interface Answered {
  sound: string;
  /** When the answer left; infinite while it hasn't. */
  at: number;
}

interface Ended {
  code: number | null;
  /** Where in the mix answers were told, in order. */
  told: number[];
  tracklist: Tracklist | null;
}

/** Kills runs that ask a strict service around the moments of its answers, alone and two at once, and counts what was paid twice. */
export async function callFaults({ count, seed, program, report }: CallFaultOptions): Promise<CallFaults> {
  const bench = await Bench.open(new Random(seed), program);
  try {
    const { found } = bench;
    for (let round = 0; found.kills < count; round++) {
      if (round % 5 === 3) await bench.together();
      if (round % 5 === 4) await bench.limited();
      await bench.killed(round % 2 === 1, () => found.kills >= count);
      report(
        `calls: ${found.kills} of ${count} kills, over a limit ${found.overLimit + found.overBudget}, repeated after told ` +
          `${found.repeatedAfterTold}, in flight ${found.repeatedInFlight}, asked twice ${found.askedTwice}`,
      );
    }
    return found;
  } finally {
    await bench.close();
  }
}

class Bench {
  readonly found: CallFaults = {
    kills: 0,
    tooLate: 0,
    overLimit: 0,
    overBudget: 0,
    repeatedAfterTold: 0,
    repeatedInFlight: 0,
    longestInFlightMs: 0,
    askedTwice: 0,
    wrong: 0,
    examples: [],
  };
  private readonly random: Random;
  private readonly program: string;
  private readonly music = musicOf(PARTS);
  private readonly cwd = mkdtempSync(join(tmpdir(), 'tracklistify-calls-'));
  /** Since the last round began. */
  private answered: Answered[] = [];
  private faulty = false;
  private onCall: (answered: Answered, latency: number) => void = () => {};
  private readonly closing: Array<() => unknown> = [];
  private url = '';
  /** The sounds that an undisturbed run asks about, by where in the mix they were told, in order. */
  private sounds = new Map<number, string[]>();
  private titles = '';
  private homes = 0;

  private constructor(random: Random, program: string) {
    this.random = random;
    this.program = program;
    writeFileSync(join(this.cwd, 'mix.wav'), this.music.wav);
  }

  static async open(random: Random, program: string): Promise<Bench> {
    const bench = new Bench(random, program);
    await bench.listen();
    const { told, tracklist } = await bench.ended(bench.start(bench.newHome()));
    told.forEach((mixTime, i) => {
      const sounds = bench.sounds.get(mixTime) ?? [];
      bench.sounds.set(mixTime, [...sounds, bench.answered[i]!.sound]);
    });
    bench.titles = titlesOf(tracklist);
    return bench;
  }

  /** One mix, killed again and again until it is done; with a second run at its side, or alone. */
  async killed(two: boolean, enough: () => boolean): Promise<void> {
    const home = this.newHome();
    this.answered = [];
    const told = new Set<string>();
    const perhaps = new Map<string, number>();
    for (let left = 12; left > 0; left--) {
      const before = this.answered.length;
      const children = [this.start(home), ...(two ? [this.start(home)] : [])];
      const victim = children[Math.floor(this.random.next() * children.length)]!;
      const killedAt = this.aim(victim, before + 1 + Math.floor(this.random.next() * 4));
      const known = new Set(told);
      const ends = await Promise.all(children.map((child) => this.ended(child)));
      this.judge(this.answered.slice(before), known, perhaps);
      for (const end of ends) for (const sound of this.soundsOf(end)) told.add(sound);
      const at = killedAt();
      if (at === null) this.found.tooLate++;
      else this.found.kills++;
      // What had been asked by the time of the kill and not told may have been on its way.
      for (const answered of this.answered) {
        if (!told.has(answered.sound) && !perhaps.has(answered.sound)) {
          perhaps.set(answered.sound, Math.max(0, (at ?? 0) - answered.at));
        }
      }
      const whole = ends.find(({ code }) => code === 0);
      if (whole) this.mustBeRight(whole, `after ${12 - left} kills`);
      if (whole || enough()) return;
    }
    const end = await this.ended(this.start(home));
    this.mustBeRight(end, 'at the end');
  }

  /** Two at once that nobody disturbs. */
  async together(): Promise<void> {
    const home = this.newHome();
    this.answered = [];
    const ends = await Promise.all([this.start(home), this.start(home)].map((child) => this.ended(child)));
    const sounds = this.answered.map(({ sound }) => sound).filter(Boolean);
    this.found.askedTwice += sounds.length - new Set(sounds).size;
    for (const end of ends) this.mustBeRight(end, 'two at once');
  }

  /** A service that fails now and then, and a limit of calls. */
  async limited(): Promise<void> {
    const limit = 1 + Math.floor(this.random.next() * 6);
    this.answered = [];
    this.faulty = true;
    await this.ended(this.start(this.newHome(), ['--max-calls', String(limit)]));
    this.faulty = false;
    this.found.overBudget += Math.max(0, this.answered.length - limit);
  }

  async close(): Promise<void> {
    for (const close of this.closing) await close();
    rmSync(this.cwd, { recursive: true, force: true });
  }

  private judge(asked: readonly Answered[], told: ReadonlySet<string>, perhaps: Map<string, number>): void {
    const { found } = this;
    for (const { sound } of asked) {
      if (told.has(sound)) {
        found.repeatedAfterTold++;
        this.note(`asked again after it was told: ${sound}`);
      } else if (perhaps.has(sound)) {
        found.repeatedInFlight++;
        found.longestInFlightMs = Math.max(found.longestInFlightMs, Math.round(perhaps.get(sound)!));
      }
    }
  }

  /** Kills it around the answer to the call of this number; gives back when that was, null when it never came to it. */
  private aim(victim: ChildProcess, number: number): () => number | null {
    let at: number | null = null;
    this.onCall = (_, latency) => {
      if (this.answered.length !== number) return;
      void sleep(this.random.between(0, latency + AFTER_MS)).then(() => {
        if (victim.exitCode === null && victim.kill('SIGKILL')) at = performance.now();
      });
    };
    return () => at;
  }

  private mustBeRight({ code, tracklist }: Ended, when: string): void {
    if (code === 0 && titlesOf(tracklist) === this.titles) return;
    this.found.wrong++;
    this.note(`${when}: exit ${code}, ${titlesOf(tracklist)}`);
  }

  private note(example: string): void {
    if (this.found.examples.length < 20) this.found.examples.push(example);
  }

  private soundsOf({ told }: Ended): string[] {
    const seen = new Map<number, number>();
    return told.flatMap((mixTime) => {
      const n = seen.get(mixTime) ?? 0;
      seen.set(mixTime, n + 1);
      return this.sounds.get(mixTime)?.[n] ?? [];
    });
  }

  private newHome(): string {
    return join(this.cwd, `home-${++this.homes}`);
  }

  private start(home: string, more: readonly string[] = []): ChildProcess {
    return spawn(process.execPath, [this.program, 'mix.wav', '--json', '--events', '--no-files', ...more], {
      cwd: this.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        TRACKLISTIFY_SHAZAM_ENABLED: 'false',
        TRACKLISTIFY_PROVIDERS: 'acrcloud',
        ACRCLOUD_HOST: this.url,
        ACRCLOUD_ACCESS_KEY: KEYS.accessKey,
        ACRCLOUD_ACCESS_SECRET: KEYS.accessSecret,
        TRACKLISTIFY_ACRCLOUD_CALLS_PER_SECOND: String(PER_SECOND),
      },
    });
  }

  private ended(child: ChildProcess): Promise<Ended> {
    let [out, err] = ['', ''];
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    return new Promise((resolve) => {
      child.once('close', (code) => {
        const told = err.split('\n').flatMap((line) => {
          const event = parse(line) as { type?: string; outcome?: string; mixTime?: number } | undefined;
          return event?.type === 'call' && event.outcome !== 'error' ? [event.mixTime!] : [];
        });
        resolve({ code, told, tracklist: (parse(out) as Tracklist | undefined) ?? null });
      });
    });
  }

  private async listen(): Promise<void> {
    const server = acrcloudServer({
      ...KEYS,
      perSecond: PER_SECOND,
      recognise: this.music.hear,
      fault: () => (this.faulty && this.random.next() < 0.5 ? { status: 503, body: 'busy' } : undefined),
    });
    const provider: Provider = async (request) => {
      const before = server.calls.length;
      const reply = await server.provider(request);
      const call = server.calls[before];
      // To be looked at whether it can be reached is no call.
      if (!call) return reply;
      if (call.code === 3015) this.found.overLimit++;
      const answered: Answered = { sound: call.sound, at: Number.POSITIVE_INFINITY };
      this.answered.push(answered);
      const latency = this.random.between(5, 60);
      this.onCall(answered, latency);
      await sleep(latency);
      answered.at = performance.now();
      return reply;
    };
    const { url, close } = await serve(provider);
    this.url = url;
    this.closing.push(close);
  }
}

const titlesOf = (tracklist: Tracklist | null): string =>
  tracklist?.entries.map(({ track }) => track?.title ?? 'ID').join(', ') ?? 'nothing';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `--count 100 --seed 1`. */
export async function main(args: readonly string[], program: string): Promise<void> {
  const option = (name: string, otherwise: number): number => {
    const at = args.indexOf(name);
    return at >= 0 ? Number(args[at + 1]) : otherwise;
  };
  const report = (line: string): void => void process.stderr.write(`${line}\n`);
  const found = await callFaults({ count: option('--count', 100), seed: option('--seed', 1), program, report });
  process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  const { overLimit, overBudget, repeatedAfterTold, askedTwice, wrong } = found;
  if (overLimit + overBudget + repeatedAfterTold + askedTwice + wrong > 0) process.exitCode = 1;
}
