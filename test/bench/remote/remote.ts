import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tracklist } from '../../../src/domain/tracklist.js';
import { wavOf } from '../../../src/domain/wav.js';
import { findPeaks } from '../../../src/identifiers/shazam/peaks.js';
import { acrcloudServer } from '../../support/providers/acrcloud-server.js';
import { upsample } from '../../support/providers/music.js';
import { mostWithin, serve } from '../../support/providers/protocol.js';
import { type Known, Recogniser } from '../../support/providers/recogniser.js';
import { shazamServer } from '../../support/providers/shazam-server.js';
import { tolerant } from '../../support/providers/tolerant.js';
import { mixOf, type RealMix, songsIn } from '../probing/real-mix.js';
import { dice, type Played } from '../probing/simulation.js';

const RATE = 16_000;
const KEYS = { accessKey: 'bench-access-key', accessSecret: 'bench-access-secret' };
/** Tracks of a mix, tracks that the services know besides, and calls that ACRCloud takes in a second. */
const COUNT = 10;
const OTHERS = 10;
const PER_SECOND = 5;
/** Played speeds that the services here take, pitch included, in steps that the recogniser bridges. */
const WARPS = [1, 0.99, 1.01, 0.98, 1.02, 0.97, 1.03, 0.96, 1.04].map((tempo) => ({ tempo, pitch: tempo }));

export async function main(args: readonly string[], program: string, folder: string): Promise<void> {
  const option = (name: string, otherwise: string): string => {
    const at = args.indexOf(name);
    return (at >= 0 && args[at + 1]) || otherwise;
  };
  const random = dice(Number(option('--seed', '1')));
  const songs = songsIn(option('--music', '.'), 200, RATE).sort(() => random() - 0.5);
  const mix = mixOf(songs.slice(0, COUNT), COUNT, random, { rate: RATE, knows: 0.85, fastest: 0.035 });
  writeFileSync(join(folder, 'mix.wav'), wavOf(mix.pcm, RATE));
  const isPlayed = (name: string): Played | undefined => mix.played.find((p) => p.name === name);
  const known = songs.slice(0, COUNT + OTHERS).filter(({ name }) => isPlayed(name)?.known ?? true);
  const recognise = tolerant(new Recogniser(known.map(knownOf)), WARPS);
  print(`${clock(mix.seconds)} of ${COUNT} tracks, of which ${mix.played.filter((p) => p.known).length} are known`);

  for (const names of [['acrcloud'], ['shazam'], ['acrcloud', 'shazam']]) {
    const acrcloud = acrcloudServer({
      ...KEYS,
      perSecond: PER_SECOND,
      recognise: (pcm, rate) => recognise(findPeaks(upsample(pcm, rate))),
    });
    const shazam = shazamServer({ recognise, retryMs: 200 });
    const [first, second] = [await serve(acrcloud.provider), await serve(shazam.provider)];
    try {
      const env = {
        ACRCLOUD_HOST: first.url,
        ACRCLOUD_ACCESS_KEY: KEYS.accessKey,
        ACRCLOUD_ACCESS_SECRET: KEYS.accessSecret,
        TRACKLISTIFY_ACRCLOUD_CALLS_PER_SECOND: String(PER_SECOND),
        TRACKLISTIFY_SHAZAM_HOST: second.url,
        TRACKLISTIFY_SHAZAM_SECONDS_BETWEEN_CALLS: '0.2',
        XDG_CACHE_HOME: join(folder, names.join('-')),
        XDG_DATA_HOME: folder,
        XDG_CONFIG_HOME: folder,
      };
      const ask = (...more: string[]): Promise<string> =>
        run(
          program,
          ['mix.wav', '--json', '--no-files', '--quiet', '--providers', names.join(','), ...more],
          folder,
          env,
        );
      const plan = JSON.parse(await ask('--dry-run')) as { providers: Array<{ calls: number; expected: number }> };
      const tracklist = JSON.parse(await ask()) as Tracklist;
      report(names, tracklist, plan.providers, mix);
      const refused = acrcloud.calls.filter(({ code }) => ![0, 1001].includes(code)).length;
      const bad = shazam.calls.filter(({ said }) => said.startsWith('bad')).length;
      const rate = mostWithin(
        acrcloud.calls.map(({ at }) => at),
        1000,
      );
      print(`  refused calls ${refused + bad}; at most ${rate} of ${PER_SECOND} in a second`);
      // Looking whether Shazam can be reached is no question.
      const questions = (): number => acrcloud.calls.length + shazam.calls.filter((c) => c.said !== 'not found').length;
      const paid = questions();
      await ask();
      print(`  calls when run again: ${questions() - paid}`);
    } finally {
      await first.close();
      await second.close();
    }
  }
}

function knownOf({ name, pcm }: { name: string; pcm: Int16Array }): Known {
  return { title: name, artist: 'Somebody', pcm, isrc: isrcOf(name) };
}

/** Its own for every name, so that two services mean the same recording. */
function isrcOf(name: string): string {
  const number = [...name].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 9_999_991, 7);
  return `QZTST${String(number).padStart(7, '0')}`;
}

function report(
  names: readonly string[],
  { entries, stats }: Tracklist,
  plan: ReadonlyArray<{ calls: number; expected: number }>,
  { played }: RealMix,
): void {
  const named = entries.filter((entry) => entry.kind === 'track');
  const trackOf = (entry: (typeof named)[number]): Played | undefined =>
    played.find((p) => p.name === entry.track.title && entry.start < p.last && entry.end > p.first);
  const right = named.filter(trackOf);
  const off = right.map((entry) => Math.abs(entry.start - (trackOf(entry)?.takesOver ?? 0))).sort((a, b) => a - b);
  const sure = (list: typeof named): string =>
    list.length === 0 ? '-' : (list.reduce((sum, e) => sum + e.confidence, 0) / list.length).toFixed(3);
  const calls = names.map((name) => stats.providers[name]?.calls ?? 0);
  const known = played.filter((p) => p.known);
  const found = known.filter((p) => right.some((entry) => trackOf(entry) === p)).length;
  print(
    [
      `${names.join(' + ')}: found ${found} of ${known.length}, wrong ${named.length - right.length}`,
      `  calls ${calls.join(' + ')} (told: about ${plan.map((p) => p.expected).join(' + ')}, at most ${plan.map((p) => p.calls).join(' + ')})`,
      `  starts off by ${(off[Math.floor(off.length / 2)] ?? Number.NaN).toFixed(1)} s in the median, ${(off[off.length - 1] ?? Number.NaN).toFixed(1)} at most`,
      `  confidence ${sure(right)} of right entries, ${sure(named.filter((e) => !trackOf(e)))} of wrong ones`,
    ].join('\n'),
  );
}

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

function run(program: string, args: string[], cwd: string, env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', reject);
    child.on('close', (code) => (said ? resolve(said) : reject(new Error(`it ended with ${code}`))));
  });
}
