import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '../../../../src/demo/random.js';
import { Columns } from '../../../../src/sound/beats/columns.js';
import { vocalsOf } from '../../../../src/sound/form/vocals.js';
import { decode } from '../decode.js';
import { percent, quantile } from '../figures.js';

const RATE = 11_025;
const SECONDS = 24;
/** How much louder the voice is than the music, in dB. */
const LEVELS = [-6, -3, 0, 3] as const;
/** Of espeak-ng: languages, and speakers by their pitch. */
const VOICES = ['en-us+f2', 'en-gb+m3', 'de+f3', 'fr+m1', 'es+f4', 'it+m5', 'pt+f1', 'en-us+m7'];
const TEXT = `The ferry leaves the harbour at seven in the evening, and whoever is late has to wait until tomorrow. Nobody knows why the old
captain never speaks of the night when the lights went out over the bay. We were told to bring warm coats, a lamp and something to read,
since the crossing takes three hours and there is nothing on board but tea and bread.`;

/** Speech made by espeak-ng over music that has none: how well the two are told apart. */
export function measureVocals(music: readonly string[]): void {
  if (music.length === 0 || spawnSync('espeak-ng', ['--version']).status !== 0) return;
  const voices = spoken();
  const random = seeded(5);
  const without: number[] = [];
  const withVoice = LEVELS.map((level) => ({ level, likely: [] as number[] }));
  for (const file of music) {
    const whole = decode(file, RATE);
    const length = SECONDS * RATE;
    if (whole.length < 2 * length) continue;
    const start = Math.floor(random() * (whole.length - length));
    const piece = whole.slice(start, start + length);
    without.push(likelihood(piece));
    for (const { level, likely } of withVoice) {
      const voice = voices[Math.floor(random() * voices.length)]!;
      likely.push(likelihood(over(piece, voice, level)));
    }
  }
  const ranked = (likely: readonly number[]): string => {
    const pairs = likely.flatMap((value) => without.map((other) => (value > other ? 1 : value === other ? 0.5 : 0)));
    return percent(
      pairs.reduce((sum: number, one) => sum + one, 0),
      pairs.length,
    );
  };
  console.log(`\n| vocals in ${SECONDS} s | likelihood, median | above .5 | ranked above one without |`);
  console.log('| --- | --- | --- | --- |');
  const half = (likely: readonly number[]): string =>
    percent(likely.filter((value) => value > 0.5).length, likely.length);
  console.log(`| music alone | ${quantile(without, 0.5).toFixed(2)} | ${half(without)} | |`);
  for (const { level, likely } of withVoice) {
    console.log(
      `| speech at ${level} dB | ${quantile(likely, 0.5).toFixed(2)} | ${half(likely)} | ${ranked(likely)} |`,
    );
  }
}

function spoken(): Int16Array[] {
  const folder = mkdtempSync(join(tmpdir(), 'tracklistify-voices-'));
  try {
    return VOICES.map((voice, i) => {
      const file = join(folder, `${i}.wav`);
      spawnSync('espeak-ng', ['-v', voice, '-s', String(130 + 10 * i), '-w', file, TEXT]);
      return decode(file, RATE);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function likelihood(pcm: Int16Array): number {
  const columns = new Columns(RATE);
  columns.hear(pcm);
  return vocalsOf(columns) ?? 0;
}

/** The voice goes round. */
function over(music: Int16Array, voice: Int16Array, level: number): Int16Array {
  const loudness = (pcm: Int16Array): number =>
    Math.sqrt(pcm.reduce((sum, value) => sum + value * value, 0) / pcm.length);
  const gain = (loudness(music) / loudness(voice)) * 10 ** (level / 20);
  const mixed = Float64Array.from(music, (value, i) => value + gain * voice[i % voice.length]!);
  const peak = mixed.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return Int16Array.from(mixed, (value) => Math.round(value * Math.min(1, 32_000 / peak)));
}
