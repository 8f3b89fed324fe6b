import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { findFfmpeg } from '../../../src/audio/find-ffmpeg.js';
import { expandSources } from '../../../src/audio/sources/expand.js';
import type { SourceTools } from '../../../src/audio/sources/kind.js';
import { openSource } from '../../../src/audio/sources/registry.js';
import { createWeb } from '../../../src/audio/sources/web/web.js';
import { AudioError, UsageError } from '../../../src/domain/errors.js';
import type { Clock } from '../../../src/domain/ports/clock.js';
import { synth, toInt16, writeWav } from '../../support/audio.js';
import { Random } from '../random.js';
import { damage } from './damage.js';
import { treeMemory } from './tree-memory.js';
import { watchdog } from './watchdog.js';

export interface AudioFaults {
  mutations: number;
  /** What ended otherwise than by sound, or by a sentence about the source: a crash, a hang, sound without end. */
  wrong: number;
  examples: string[];
  /** The most memory that the process and the ffmpeg beside it held together, in megabytes, and that ffmpeg did. */
  megabytes: number;
  ffmpegMegabytes: number;
}

export interface AudioFaultOptions {
  count: number;
  seed: number;
  /** The first of them; 0 if it isn't said. */
  from?: number;
  report: (line: string) => void;
}

const SECONDS = 6;
const RATE = 8000;
/** What takes longer has hung: a sound one is through in a fraction of a second. */
const HANGS_AFTER_MS = 30_000;
/** Silence may stand in for an hour; more than this of a few kilobytes is sound without end. */
const LONGEST_SECONDS = 3600 + 900;
const MOST_MEGABYTES = 300;

const SOUNDS: ReadonlyArray<readonly [file: string, options: readonly string[]]> = [
  ['sound.mp3', ['-b:a', '32k']],
  ['sound.flac', []],
  ['sound.wav', []],
  ['sound.ogg', ['-c:a', 'libvorbis']],
  ['sound.opus', ['-c:a', 'libopus']],
  ['sound.m4a', ['-c:a', 'aac', '-b:a', '48k']],
  ['sound.flv', ['-c:a', 'libmp3lame', '-b:a', '32k']],
  ['sound.ts', ['-c:a', 'aac', '-b:a', '48k']],
  ['sound.wma', ['-c:a', 'wmav2']],
  ['sound.mka', ['-c:a', 'libopus']],
];

/** As stations, streams and players write them; every address in them leads to the server that gives them. */
const LISTS: Readonly<Record<string, string>> = {
  'list.m3u': '#EXTM3U\n#EXTINF:6,A - B\nsound.mp3\n#EXTINF:-1,Radio\n/sound.ogg\n',
  'list.pls': '[playlist]\nNumberOfEntries=2\nFile1=/sound.mp3\nTitle1=A\nLength1=-1\nFile2=/sound.flac\nVersion=2\n',
  'list.asx': '<asx version="3.0"><!-- x --><title>A</title><entry><ref href="/sound.mp3"/></entry></asx>\n',
  'media.m3u8':
    '#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:1\n#EXTINF:6.0,\nsound.ts\n' +
    '#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:05Z\n#EXTINF:6.0,\nsound.mp3\n' +
    '#EXT-X-GAP\n#EXTINF:6.0,\ngone.ts\n#EXT-X-BYTERANGE:4000@0\n#EXTINF:2.0,\nsound.ts\n#EXT-X-ENDLIST\n',
  'master.m3u8':
    '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",DEFAULT=YES,URI="inner.m3u8"\n' +
    '#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS="mp4a.40.2",AUDIO="a"\ninner.m3u8\n',
  'inner.m3u8': '#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6.0,\nsound.ts\n#EXT-X-ENDLIST\n',
};
const SERVED = ['list.m3u', 'list.pls', 'list.asx', 'media.m3u8', 'master.m3u8'];

/** Opens and hears `count` damaged files and playlists as the commands do. */
export async function audioFaults({ count, seed, from = 0, report }: AudioFaultOptions): Promise<AudioFaults> {
  const bench = await Bench.open();
  const dog = watchdog();
  const memory = treeMemory();
  const found: AudioFaults = { mutations: count, wrong: 0, examples: [], megabytes: 0, ffmpegMegabytes: 0 };
  const stray: string[] = [];
  const onStray = (error: unknown): void => void stray.push(`not caught: ${(error as Error)?.stack ?? error}`);
  process.on('unhandledRejection', onStray);
  try {
    for (let number = from; number < from + count; number++) {
      dog.alive(number);
      const random = new Random(seed * 1_000_003 + number);
      memory.begin();
      const { done, wrong } = await bench.attempt(number, random);
      const { all, child } = memory.take();
      if (all > MOST_MEGABYTES) wrong.push(`${Math.round(all)} MB, of which ffmpeg's are ${Math.round(child)}`);
      found.megabytes = Math.max(found.megabytes, all);
      found.ffmpegMegabytes = Math.max(found.ffmpegMegabytes, child);
      wrong.push(...stray.splice(0));
      if (wrong.length > 0) {
        found.wrong++;
        const example = `#${number} (${done}): ${wrong.join(' | ')}`;
        if (found.examples.length < 20) found.examples.push(example);
        report(example);
      }
      if ((number + 1) % 250 === 0) report(`audio: ${number + 1 - from} of ${count} damaged, ${found.wrong} wrong`);
    }
    return found;
  } finally {
    process.off('unhandledRejection', onStray);
    await dog.stop();
    await memory.stop();
    await bench.close();
  }
}

class Bench {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tracklistify-audio-'));
  private readonly sound = new Map<string, Buffer>();
  private readonly ffmpeg: string;
  private readonly server: http.Server;
  /** What the server gives instead of the sound one. */
  private readonly instead = new Map<string, Buffer>();

  private constructor(ffmpeg: string) {
    this.ffmpeg = ffmpeg;
    this.server = http.createServer((request, response) => {
      const name = basename(new URL(request.url ?? '/', 'http://x').pathname);
      const body = this.instead.get(name) ?? this.sound.get(name);
      response.writeHead(body ? 200 : 404, { 'content-length': body?.length ?? 0 }).end(body);
    });
    // What damaged addresses ask for may be no HTTP.
    this.server.on('clientError', (_, socket) => socket.destroy());
  }

  static async open(): Promise<Bench> {
    const { path } = await findFfmpeg({ env: process.env });
    const bench = new Bench(path);
    mkdirSync(join(bench.folder, 'temp'));
    const wav = join(bench.folder, 'made.wav');
    await writeWav(wav, toInt16(synth(SECONDS, { rate: 22_050 })), 22_050);
    for (const [name, options] of SOUNDS) {
      const file = join(bench.folder, name);
      execFileSync(path, ['-nostdin', '-v', 'error', '-y', '-i', wav, ...options, file]);
      bench.sound.set(name, readFileSync(file));
    }
    for (const [name, text] of Object.entries(LISTS)) bench.sound.set(name, Buffer.from(text));
    await new Promise<void>((done) => bench.server.listen(0, '127.0.0.1', done));
    return bench;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
    rmSync(this.folder, { recursive: true, force: true });
  }

  async attempt(number: number, random: Random): Promise<{ done: string; wrong: string[] }> {
    // Three in four are sound: there are more ways to be broken in it.
    if (number % 4 < 3) {
      const [name] = SOUNDS[Math.floor(random.next() * SOUNDS.length)]!;
      const { path, done } = this.damaged(name, random);
      return { done, wrong: await this.tried((signal) => this.hear(path, signal)) };
    }
    const name = SERVED[Math.floor(random.next() * SERVED.length)]!;
    const { path, done } = this.damaged(name, random);
    this.instead.set(name, readFileSync(path));
    const { port } = this.server.address() as AddressInfo;
    const wrong = await this.tried((signal) => this.hear(`http://127.0.0.1:${port}/${name}`, signal));
    this.instead.clear();
    const stdin = new PassThrough();
    wrong.push(
      ...(await this.tried(async (signal) => {
        await expandSources({ named: [], lists: [path], cwd: this.folder, stdin, signal });
      })),
    );
    return { done, wrong };
  }

  /** A copy with one to four things done to it. */
  private damaged(name: string, random: Random): { path: string; done: string } {
    const path = join(this.folder, `damaged-${name}`);
    writeFileSync(path, this.sound.get(name)!);
    const others = [...this.sound.keys()].filter((other) => other !== name).map((other) => join(this.folder, other));
    const done: string[] = [];
    for (let left = 1 + Math.floor(random.next() * 4); left > 0; left--) {
      done.push(random.next() < 0.5 ? blowUp(path, random) : harm(path, others, random));
    }
    return { path, done: done.join(', ') };
  }

  /** What is wrong with how it ended; nothing, where it ended by sound or by a sentence. */
  private async tried(work: (signal: AbortSignal) => Promise<void>): Promise<string[]> {
    const leaving = new AbortController();
    const timer = setTimeout(() => leaving.abort(new Error('it hangs')), HANGS_AFTER_MS);
    try {
      await work(leaving.signal);
      return [];
    } catch (error) {
      if (error instanceof AudioError || error instanceof UsageError) return [];
      return [leaving.signal.aborted ? 'it hangs' : ((error as Error).stack ?? String(error))];
    } finally {
      clearTimeout(timer);
    }
  }

  private async hear(location: string, signal: AbortSignal): Promise<void> {
    const source = await openSource(location, this.tools(signal));
    try {
      let samples = 0;
      for await (const chunk of source.pcm({ rate: RATE, signal })) {
        samples += chunk.length;
        if (samples <= LONGEST_SECONDS * RATE) continue;
        // A list may name the same sound ten thousand times, and means it.
        if (location.startsWith('http:')) break;
        throw new Error('sound without end');
      }
      for await (const chunk of source.pcm({ rate: RATE, start: 2, end: 3, signal })) samples += chunk.length;
    } finally {
      await source.close();
    }
  }

  private tools(signal: AbortSignal): SourceTools {
    return {
      ffmpeg: this.ffmpeg,
      cwd: this.folder,
      stdin: new PassThrough(),
      reach: 'anywhere' as const,
      tempFolder: join(this.folder, 'temp'),
      signal,
      clock: quick,
      // Damaged addresses lead nowhere but here.
      makeWeb: async () =>
        createWeb({ env: {}, userAgent: 'faults', idleMs: 5000, headersMs: 5000, connectMs: 5000, lookup }),
    };
  }
}

/** No host but the server's own. */
const lookup: NonNullable<Parameters<typeof createWeb>[0]['lookup']> = (hostname, _options, done) =>
  done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' }), '', 4);

/** Pauses between attempts take no time. */
const quick: Clock = {
  now: Date.now,
  sleep: async (_, signal) => signal.throwIfAborted(),
};

/** What disks and copying programs do. */
function harm(path: string, others: readonly string[], random: Random): string {
  try {
    return damage([path, ...others.filter(() => false)], random);
  } finally {
    // One that is gone altogether is another test.
    try {
      readFileSync(path);
    } catch {
      writeFileSync(path, '');
    }
  }
}

const HUGE = [0xffffffff, 0x7fffffff, 0x80000000, 0, 1, 0x00ffffff];

/** What an attacker does: lengths, counts and times that lie, near the beginning for the most part; in text, numbers. */
function blowUp(path: string, random: Random): string {
  const bytes = readFileSync(path);
  if (bytes.length < 8) return 'nothing left to blow up';
  if (/\.(m3u8?|pls|asx)$/.test(path)) {
    const text = bytes.toString('latin1');
    const numbers = [...text.matchAll(/\d+/g)];
    const one = numbers[Math.floor(random.next() * numbers.length)];
    const lines = text.split('\n');
    if (one && random.next() < 0.6) {
      const huge = ['9'.repeat(9), '9'.repeat(400), '-1', '0', '1e308', 'NaN'][Math.floor(random.next() * 6)]!;
      writeFileSync(path, text.slice(0, one.index) + huge + text.slice(one.index + one[0].length), 'latin1');
      return `a number is ${huge.slice(0, 12)}`;
    }
    const line = lines[Math.floor(random.next() * lines.length)]!;
    const times = 10 ** (1 + Math.floor(random.next() * 4));
    lines.splice(Math.floor(random.next() * lines.length), 0, ...Array.from({ length: times }, () => line));
    writeFileSync(path, lines.join('\n').slice(0, 2e6), 'latin1');
    return `a line ${times} times`;
  }
  const at = Math.floor(random.next() ** 3 * (bytes.length - 4));
  const value = HUGE[Math.floor(random.next() * HUGE.length)]!;
  if (random.next() < 0.5) bytes.writeUInt32BE(value, at);
  else bytes.writeUInt32LE(value, at);
  writeFileSync(path, bytes);
  return `${value.toString(16)} at ${at}`;
}

export async function main(args: readonly string[]): Promise<void> {
  const option = (name: string, otherwise: number): number => {
    const at = args.indexOf(name);
    return at >= 0 ? Number(args[at + 1]) : otherwise;
  };
  const report = (line: string): void => void process.stdout.write(`${line}\n`);
  const found = await audioFaults({
    count: option('--count', 5000),
    seed: option('--seed', 1),
    from: option('--from', 0),
    report,
  });
  const megabytes = `${Math.round(found.megabytes)} MB, ffmpeg's part of it up to ${Math.round(found.ffmpegMegabytes)}`;
  report(`${found.mutations} damaged files and playlists: ${found.wrong} wrong, ${megabytes}`);
  if (found.wrong > 0) process.exitCode = 1;
}
