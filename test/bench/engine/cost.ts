import { parseArgs } from 'node:util';
import { FAN_QUERY, PEAKS_KEPT_MIX } from '../../../src/fingerprint/constants.js';
import { ENGINE_RATE, MixMatcher, TrackPrinter } from '../../../src/fingerprint/index.js';
import { MemoryIndex } from '../../../src/fingerprint/memory-index.js';
import { PeakList } from '../../../src/fingerprint/peak-list.js';
import { PeakPicker } from '../../../src/fingerprint/peaks.js';
import { Query } from '../../../src/fingerprint/query.js';
import { Spectrogram } from '../../../src/fingerprint/spectrogram.js';
import type { PrintIndex } from '../../../src/fingerprint/types.js';
import { Votes } from '../../../src/fingerprint/votes.js';
import { decodeAll } from '../measure.js';
import { decode, musicIn } from '../music.js';
import { PeakPicker as PlainPeakPicker } from './plain/peaks.js';
import { Spectrogram as PlainSpectrogram } from './plain/spectrogram.js';

const CHUNK = ENGINE_RATE * 10;

type Sink = (rows: Float32Array, count: number) => void;

/** Processor time of printing and of matching for a second of sound, beside decoding; and how a query grows with the index. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { music: { type: 'string' }, tracks: { type: 'string', default: '40' } },
  });
  if (!values.music) {
    console.log('node test/bench/engine/run.mjs --music DIR [--tracks N]');
    return 2;
  }
  const files = (await musicIn(values.music)).slice(0, Number(values.tracks));
  const sounds: Int16Array[] = [];
  for (const file of files) sounds.push(await decode(file.path, ENGINE_RATE));
  const seconds = sounds.reduce((sum, pcm) => sum + pcm.length, 0) / ENGINE_RATE;
  const paths = files.map((file) => file.path);
  const decoding = (1000 * (await decodeAll(paths, ENGINE_RATE, 1)).cpu) / seconds;

  const analysing = (Maker: typeof Spectrogram | typeof PlainSpectrogram, newSink: () => Sink): number =>
    cost(() => {
      for (const pcm of sounds) {
        const spectrogram = new Maker(newSink());
        for (let at = 0; at < pcm.length; at += CHUNK) spectrogram.push(pcm.subarray(at, at + CHUNK));
        spectrogram.finish();
      }
    });
  const levels = analysing(Spectrogram, () => () => {});
  const plainLevels = analysing(PlainSpectrogram, () => () => {});
  const picking = (Maker: typeof PeakPicker | typeof PlainPeakPicker): number =>
    analysing(Spectrogram, () => {
      const picker = new Maker(PEAKS_KEPT_MIX, () => {});
      return (rows, count) => picker.push(rows, count);
    }) - levels;
  const [peaks, plainPeaks] = [picking(PeakPicker), picking(PlainPeakPicker)];
  let prints = sounds.map(print);
  const printing = cost(() => {
    prints = sounds.map(print);
  });
  const index = new MemoryIndex(prints);
  const matching = cost(() => {
    for (const pcm of sounds) {
      const matcher = new MixMatcher(index);
      for (let at = 0; at < pcm.length; at += CHUNK) matcher.push(pcm.subarray(at, at + CHUNK));
      matcher.finish();
    }
  });
  const row = (name: string, ms: number): void =>
    console.log(`| ${name} | ${(ms / seconds).toFixed(2)} | ${(ms / seconds / decoding).toFixed(2)} |`);
  console.log(`${files.length} tracks, ${(seconds / 3600).toFixed(1)} h\n`);
  console.log('| a second of sound | ms of processor time | × decoding |\n| --- | --- | --- |');
  row('decoding by ffmpeg', decoding * seconds);
  row('levels, by the kernel', levels);
  row('levels, in plain TypeScript', plainLevels);
  row('peaks, by the kernel', peaks);
  row('peaks, in plain TypeScript', plainPeaks);
  row('printing', printing);
  row('matching, each track in all', matching);
  console.log(
    `\n${(index.postingCount / seconds).toFixed(0)} postings and ${peaksOf(index, seconds)} peaks a second\n`,
  );

  console.log(
    '| hours of index | ranges of keys | postings met | votes | ms: for a second of the mix |\n| --- | --- | --- | --- | --- |',
  );
  const mix = peaksIn(sounds[0]!);
  for (const share of [0.25, 0.5, 1]) {
    const part = prints.slice(0, Math.ceil(share * prints.length));
    console.log(`| ${queryCost(new MemoryIndex(part), hoursOf(part), mix, sounds[0]!.length / ENGINE_RATE)} |`);
  }
  return 0;
}

function print(pcm: Int16Array) {
  const printer = new TrackPrinter();
  for (let at = 0; at < pcm.length; at += CHUNK) printer.push(pcm.subarray(at, at + CHUNK));
  return printer.finish();
}

/** Milliseconds of processor time. */
function cost(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const hoursOf = (prints: readonly { seconds: number }[]): number =>
  prints.reduce((sum, p) => sum + p.seconds, 0) / 3600;

function peaksOf(index: PrintIndex, seconds: number): string {
  let bytes = 0;
  for (let track = 0; track < index.trackCount; track++) bytes += index.peaksOf(track).length;
  return (bytes / 3 / seconds).toFixed(0);
}

function peaksIn(pcm: Int16Array): PeakList {
  const peaks = new PeakList();
  const picker = new PeakPicker(PEAKS_KEPT_MIX, (time, band, level) => peaks.add(Math.max(0, time), band, level));
  const spectrogram = new Spectrogram((rows, count) => picker.push(rows, count));
  spectrogram.push(pcm);
  spectrogram.finish();
  picker.finish();
  return peaks;
}

function queryCost(index: MemoryIndex, hours: number, mix: PeakList, seconds: number): string {
  let ranges = 0;
  let postings = 0;
  const counting: PrintIndex = {
    trackCount: index.trackCount,
    postingCount: index.postingCount,
    lookup(lows, highs, count, visit) {
      ranges += count;
      index.lookup(lows, highs, count, (range, keys, positions, details, from, to) => {
        postings += to - from;
        visit(range, keys, positions, details, from, to);
      });
    },
    trackAt: (position) => index.trackAt(position),
    baseOf: (track) => index.baseOf(track),
    lengthOf: (track) => index.lengthOf(track),
    peaksOf: (track) => index.peaksOf(track),
  };
  const query = new Query();
  const votes = new Votes();
  const block = 8 * 345;
  const ms = cost(() => {
    for (let at = 0; at < seconds * 345; at += block) {
      query.run(counting, mix, mix.indexAt(at), mix.indexAt(at + block), FAN_QUERY, votes);
    }
  });
  const each = (count: number, digits = 0): string => (count / seconds).toFixed(digits);
  return [hours.toFixed(2), each(ranges), each(postings), each(votes.length), each(ms, 2)].join(' | ');
}
