import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asked, lyingIn } from '../../src/archive/same-mix/compare.js';
import { isOneMix } from '../../src/archive/same-mix/decide.js';
import type { MixSound } from '../../src/domain/mix-sound.js';
import {
  ENGINE_RATE,
  inCommon,
  PeakFinder,
  PeakList,
  packPeaks,
  SECOND,
  signatureOf,
} from '../../src/fingerprint/index.js';
import { unknownEntry } from '../support/tracklists.js';
import { decode, type MusicFile, musicIn } from './music.js';
import { Random } from './random.js';

const run = promisify(execFile);
const ffmpeg = (...args: string[]) => run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args]);

interface Stretch {
  path: string;
  from: number;
  seconds: number;
}

/** Makes a mix, other recordings of it, and other mixes of the same tracks; says what is recognised of each. */
export async function main(music: string, folder: string, tracks: number): Promise<void> {
  const random = new Random(7);
  const files = random.shuffled((await musicIn(music)).filter(({ seconds }) => seconds > 100));
  const cut = ({ path, seconds }: MusicFile): Stretch => {
    const length = Math.min(seconds - 2, random.between(90, 180));
    return { path, from: random.between(0, seconds - length - 1), seconds: length };
  };
  const chosen = files.slice(0, tracks);
  const set = chosen.map(cut);
  const mix = join(folder, 'mix.flac');
  await render(set, 10, mix);
  const kept = await heardIn(mix);
  const length = kept.end;

  const same: Array<[name: string, file: string, before: string[], after: string[]]> = [
    ...['48k', '64k', '128k', '320k'].map((rate): (typeof same)[number] => [
      `mp3 ${rate}`,
      'x.mp3',
      [],
      ['-b:a', rate],
    ]),
    ['aac 32k', 'x.m4a', [], ['-b:a', '32k']],
    ['opus 24k', 'x.opus', [], ['-b:a', '24k']],
    ['opus 64k', 'x.opus', [], ['-b:a', '64k']],
    ['22 kHz, mono', 'x.wav', [], ['-ar', '22050', '-ac', '1']],
    ['6 dB softer', 'x.wav', [], ['-af', 'volume=-6dB']],
    ['6 dB louder, mp3 128k', 'x.mp3', [], ['-af', 'volume=6dB', '-b:a', '128k']],
    ['a clock 180 ppm fast', 'x.mp3', [], ['-af', 'asetrate=44108,aresample=44100', '-b:a', '128k']],
    ['cut at both ends', 'x.mp3', ['-ss', '97.37', '-t', String(length * 0.6)], ['-b:a', '128k']],
    ['10 min of it', 'x.mp3', ['-ss', '211.11', '-t', '600'], ['-b:a', '128k']],
    ['30 min of it', 'x.mp3', ['-ss', '300.3', '-t', '1800'], ['-b:a', '64k']],
  ];
  for (const [name, file, before, after] of same) {
    const path = join(folder, file);
    await ffmpeg(...before, '-i', mix, ...after, path);
    tell(name, await heardIn(path), kept);
  }
  const jingle = join(folder, 'jingle.flac');
  await render(
    [
      { ...cut(files.at(-1)!), seconds: 45 },
      { path: mix, from: 30, seconds: length - 30 },
    ],
    0.1,
    jingle,
  );
  tell('45 s of a jingle in front, 30 s cut', await heardIn(jingle), kept);

  const others: Array<[name: string, set: Stretch[], fade: number]> = [
    ['the same stretches in another order', random.shuffled(set), 10],
    ['the same in the same order, other fades', set, 14],
    ['other stretches of the same tracks', random.shuffled(chosen).map(cut), 10],
    ['other tracks', files.slice(tracks, 2 * tracks).map(cut), 10],
  ];
  for (const [name, stretches, fade] of others) {
    const path = join(folder, 'other.flac');
    await render(stretches, fade, path);
    tell(name, await heardIn(path), kept);
  }
}

/** One after the other, each faded into the next. */
async function render(stretches: readonly Stretch[], fade: number, to: string): Promise<void> {
  const inputs = stretches.flatMap(({ path, from, seconds }) => [
    '-ss',
    String(from),
    '-t',
    String(seconds),
    '-i',
    path,
  ]);
  const parts = stretches.map((_, i) => `[${i}:a]aresample=44100,aformat=channel_layouts=stereo[a${i}]`);
  const fades = stretches
    .slice(1)
    .map((_, i) => `[${i === 0 ? 'a0' : `x${i}`}][a${i + 1}]acrossfade=d=${fade}:c1=tri:c2=tri[x${i + 1}]`);
  const graph = [...parts, ...fades].join(';');
  await ffmpeg(...inputs, '-filter_complex', graph, '-map', `[x${stretches.length - 1}]`, '-sample_fmt', 's16', to);
}

async function heardIn(path: string): Promise<MixSound> {
  const pcm = await decode(path, ENGINE_RATE);
  const finder = new PeakFinder();
  const all = new PeakList();
  const take = ({ times, bands, levels }: ReturnType<PeakFinder['push']>): void => {
    for (let i = 0; i < times.length; i++) all.add(times[i]!, bands[i]!, levels[i]!);
  };
  for (let at = 0; at < pcm.length; at += ENGINE_RATE) take(finder.push(pcm.subarray(at, at + ENGINE_RATE)));
  take(finder.finish());
  const none = new Uint8Array();
  const waveform = { perSecond: 1, low: none, mid: none, high: none };
  return { engine: '3', start: 0, end: pcm.length / ENGINE_RATE, peaks: packPeaks(all), musicless: [], waveform };
}

/** Wherever their hashes lie most densely; every entry of the mix is taken for an unknown of two minutes. */
function tell(name: string, recording: MixSound, mix: MixSound): void {
  const one = asked(recording);
  const { xs, ys } = inCommon(one.question, signatureOf(mix.peaks));
  const bins = new Map<number, number>();
  for (const [i, x] of xs.entries()) {
    const bin = Math.round((ys[i]! - x) / SECOND / 2);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  const [bin, hashes] = [...bins].sort((a, b) => b[1] - a[1])[0]!;
  const lying = lyingIn(one, mix, bin * 2);
  const entries = Array.from({ length: Math.ceil(mix.end / 120) }, (_, i) => unknownEntry(i * 120, i * 120 + 120));
  const share = (value: number | undefined): string => (value ?? 0).toFixed(3);
  const verdict = lying && isOneMix(lying, entries) ? 'the same' : 'another';
  const where = lying ? ` at ${lying.at.toFixed(2)} s` : '';
  console.log(
    `${name}: ${verdict}, ${share(lying?.ofRecording)} of it and ${share(lying?.ofMix)} of the mix, ${hashes} hashes${where}`,
  );
}
