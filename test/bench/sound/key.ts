import { spawnSync } from 'node:child_process';
import { transposed } from '../../../src/domain/musical-key.js';
import { resample } from '../../../src/sound/resample.js';
import { Tones } from '../../../src/sound/tones/tones.js';
import { decode } from './decode.js';
import { percent, quantile } from './figures.js';
import { keyPeer } from './key-peer.js';
import { HARMONIES, type HarmonyKind } from './made/harmony.js';
import { keyPiece, RATE as MADE_RATE } from './made/key-pieces.js';

const RATE = 11_025;
const SHIFTS = [-3, 1, 5];

/** What MIREX gives for a key that isn't the true one: a fifth off, the relative, the parallel. */
export function mirexScore(key: number, truth: number): number {
  if (key === truth) return 1;
  const [root, trueRoot] = [key % 12, truth % 12];
  if (key < 12 === truth < 12) return [5, 7].includes((root - trueRoot + 12) % 12) ? 0.5 : 0;
  if (root === trueRoot) return 0.2;
  const [major, minor] = key < 12 ? [root, trueRoot] : [trueRoot, root];
  return (minor - major + 12) % 12 === 9 ? 0.3 : 0;
}

/** Each prints what it measured, as lines of Markdown. */
export function measureKey({ music, seeds }: { music: readonly string[]; seeds: readonly number[] }): void {
  const peer = keyPeer();
  if (!peer) console.log("Queen Mary's key detector isn't installed (libqm-dsp-dev): left out.\n");
  measureMade(seeds, peer?.keyOf);
  if (music.length > 0) measureReal(music, peer?.keyOf);
  peer?.close();
}

function measureMade(seeds: readonly number[], peer?: (pcm: Int16Array, rate: number) => number): void {
  const scores = new Map<HarmonyKind, Array<{ own: number; peer: number }>>();
  const tunings: number[] = [];
  const sure: Array<{ confidence: number; right: boolean }> = [];
  for (const seed of seeds) {
    const piece = keyPiece(seed);
    const whole = Int16Array.from(piece.sound, (value) => Math.round(value * 32_767));
    const pcm = resample(whole, MADE_RATE, RATE, 'sinc');
    const heard = tones(pcm).key();
    const own = heard ? mirexScore(heard.key, piece.key) : 0;
    const theirs = peer ? mirexScore(peer(pcm, RATE), piece.key) : Number.NaN;
    scores.set(piece.kind, [...(scores.get(piece.kind) ?? []), { own, peer: theirs }]);
    if (!heard) continue;
    tunings.push(Math.abs(((heard.tuning - piece.tuning + 150) % 100) - 50));
    sure.push({ confidence: heard.confidence, right: heard.key === piece.key });
  }
  console.log(`| ${seeds.length} made pieces | key, as MIREX weights it | exact | Queen Mary's, weighted |`);
  console.log('| --- | --- | --- | --- |');
  const row = (name: string, list: ReadonlyArray<{ own: number; peer: number }>) => {
    const exact = list.filter(({ own }) => own === 1).length;
    console.log(
      `| ${name} | ${mean(list.map(({ own }) => own)).toFixed(3)} | ${percent(exact, list.length)} | ${mean(list.map((each) => each.peer)).toFixed(3)} |`,
    );
  };
  for (const kind of HARMONIES) row(kind, scores.get(kind) ?? []);
  row('all', [...scores.values()].flat());
  console.log(
    `\nTuning: ${quantile(tunings, 0.5).toFixed(1)} cents off in the median, ${quantile(tunings, 0.9).toFixed(1)} in nine of ten.`,
  );
  console.log('\n| confidence | pieces | right |');
  console.log('| --- | --- | --- |');
  for (const [from, to] of [
    [0, 0.5],
    [0.5, 0.7],
    [0.7, 0.9],
    [0.9, 1.01],
  ] as const) {
    const those = sure.filter(({ confidence }) => confidence >= from && confidence < to);
    console.log(
      `| ${from} to ${Math.min(1, to)} | ${those.length} | ${percent(those.filter(({ right }) => right).length, those.length)} |`,
    );
  }
}

/** Nobody knows the keys of real music here, but what is played higher is that much higher, and a piece mostly keeps its key. */
function measureReal(music: readonly string[], peer?: (pcm: Int16Array, rate: number) => number): void {
  let [moved, shifts, told, agreed] = [0, 0, 0, 0];
  const halves: number[][] = [];
  const same: number[] = [];
  const encodings: number[] = [];
  for (const file of music) {
    const pcm = decode(file, RATE);
    const whole = tones(pcm);
    const middle = pcm.length / RATE / 2;
    const [first, second] = [whole.timbre(0, middle), whole.timbre(middle)];
    if (first && second) halves.push(first, second);
    const again = tones(encoded(file)).timbre();
    const timbre = whole.timbre();
    if (timbre && again) encodings.push(distance(timbre, again));
    const key = whole.key();
    if (!key) continue;
    told++;
    const [early, late] = [whole.key(0, middle), whole.key(middle)];
    if (early && late) same.push(mirexScore(early.key, late.key));
    if (peer) agreed += mirexScore(key.key, peer(pcm, RATE));
    for (const shift of SHIFTS) {
      shifts++;
      const higher = tones(resample(pcm, Math.round(RATE * 2 ** (shift / 12)), RATE, 'sinc')).key();
      if (higher?.key === transposed(key.key, shift)) moved++;
    }
  }
  const apart = halves.flatMap((a, i) => halves.slice(i + 1).map((b) => distance(a, b)));
  console.log(`\n| ${music.length} real tracks | |`);
  console.log('| --- | --- |');
  console.log(`| a key is told | ${percent(told, music.length)} |`);
  console.log(`| played ${SHIFTS.join(', ')} semitones higher, it moves by as much | ${percent(moved, shifts)} |`);
  console.log(`| both halves agree, weighted | ${mean(same).toFixed(3)} |`);
  console.log(`| agrees with Queen Mary's, weighted | ${peer ? (agreed / told).toFixed(3) : '-'} |`);
  console.log(
    `| a half's nearest timbre among ${halves.length - 1} is the other half's | ${percent(nearest(halves), halves.length)} |`,
  );
  console.log(
    `| timbres of the same at 96 kbit/s: apart, median and 95 % | ${quantile(encodings, 0.5).toFixed(2)}, ${quantile(encodings, 0.95).toFixed(2)} |`,
  );
  console.log(`| timbres of any two halves: apart, median | ${quantile(apart, 0.5).toFixed(2)} |`);
}

/** Halves lie beside one another: how many have their own other half for the nearest. */
function nearest(halves: readonly number[][]): number {
  return halves.filter((half, i) => {
    const other = distance(half, halves[i ^ 1]!);
    return halves.every((each, k) => k === i || k === (i ^ 1) || distance(half, each) > other);
  }).length;
}

/** The same as an MP3 of 96 kbit/s. */
function encoded(file: string): Int16Array {
  const options = { maxBuffer: 2 ** 31 - 1 };
  const mp3 = ['-vn', '-c:a', 'libmp3lame', '-b:a', '96k', '-f', 'mp3', '-'];
  const { stdout: input } = spawnSync('ffmpeg', ['-v', 'error', '-i', file, ...mp3], options);
  const plain = ['-f', 's16le', '-ac', '1', '-ar', String(RATE), '-'];
  const { stdout } = spawnSync('ffmpeg', ['-v', 'error', '-i', '-', ...plain], { ...options, input });
  return new Int16Array(stdout.buffer, stdout.byteOffset, stdout.byteLength >> 1);
}

function tones(pcm: Int16Array): Tones {
  const heard = new Tones(RATE);
  heard.hear(pcm);
  return heard;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const distance = (a: readonly number[], b: readonly number[]) => Math.hypot(...a.map((value, i) => value - b[i]!));
