import { describe, expect, it } from 'vitest';
import type { HeardTempo, Section } from '../../src/domain/heard.js';
import { type BandColumns, Columns } from '../../src/sound/beats/columns.js';
import { columnsBetween } from '../../src/sound/form/band-levels.js';
import { energyOf } from '../../src/sound/form/energy.js';
import { sectionsOf } from '../../src/sound/form/sections.js';
import { vocalsOf } from '../../src/sound/form/vocals.js';
import { Resampler } from '../../src/sound/resample.js';
import { type Arranged, arrange } from '../bench/sound/form/arranged.js';
import { random, toInt16 } from '../support/audio.js';

const RATE = 11_025;

function columns(pcm: Int16Array): BandColumns {
  const made = new Columns(RATE);
  made.hear(pcm);
  return made;
}

function sound(seconds: number, at: (t: number, i: number) => number): BandColumns {
  return columns(toInt16(Float32Array.from({ length: seconds * RATE }, (_, i) => at(i / RATE, i))));
}

const sine = (hertz: number) => (t: number) => 0.5 * Math.sin(2 * Math.PI * hertz * t);
const noise = (): (() => number) => {
  const next = random(1);
  return () => next() - 0.5;
};

/** A kick on each beat and a hat between two. */
function drums(bpm: number): (t: number) => number {
  const next = random(2);
  return (t) => {
    const beat = ((t * bpm) / 60) % 1;
    const since = (beat * 60) / bpm;
    const hat = beat < 0.5 ? 0 : (next() - 0.5) * Math.exp(-(since - 30 / bpm) * 60);
    return 0.7 * Math.exp(-since * 12) * Math.sin(2 * Math.PI * 55 * since) + 0.5 * hat;
  };
}

/** Voiced syllables of uneven lengths and colours, as in speech.ts' test. */
function voice(): (t: number, i: number) => number {
  const next = random(5);
  let [end, start, pitch, formant, isVoiced] = [0, 0, 120, 700, true];
  return (_, i) => {
    if (i >= end) {
      start = i;
      end = i + (0.08 + 0.22 * next()) * RATE;
      [pitch, formant, isVoiced] = [100 + 50 * next(), 400 + 900 * next(), next() < 0.75];
    }
    if (!isVoiced) return 0;
    const t = (i - start) / RATE;
    const pulse = (t * pitch) % 1;
    const shape = Math.sin((Math.PI * (i - start)) / (end - start));
    return 0.5 * shape * Math.exp(-pulse * 4) * Math.sin((2 * Math.PI * formant * pulse) / pitch);
  };
}

let made: { truth: Arranged; bands: BandColumns; pcm: Int16Array; tempo: HeardTempo } | undefined;

/** A track of the demo's with its intro, main, break, drop and outro. */
function arranged(): NonNullable<typeof made> {
  if (made) return made;
  const truth = arrange(6);
  const pcm = new Resampler(32_000, RATE).push(toInt16(truth.sound));
  const tempo = { bpm: truth.tempo, confidence: 1, firstBeat: 0, downbeat: 0, beatsPerBar: 4 };
  made = { truth, bands: columns(pcm), pcm, tempo };
  return made;
}

const kinds = (sections: Section[]): string[] => sections.map(({ kind }) => kind);

describe('sections', () => {
  it('are those of the arrangement, on its bars', () => {
    const { truth, bands, tempo } = arranged();
    const found = sectionsOf(bands, tempo);
    expect(kinds(found)).toEqual(['intro', 'main', 'break', 'drop', 'outro']);
    for (const [i, { start }] of found.entries()) expect(start).toBeCloseTo(truth.sections[i]!.start, 2);
    for (const [i, { end }] of found.entries()) expect(end).toBe(found[i + 1]?.start ?? bands.count / bands.rate);
  });

  it('are on bars that begin elsewhere, and change their length', () => {
    const { bands, tempo, truth } = arranged();
    const bar = 240 / truth.tempo;
    const later = columnsBetween(bands, 0.4 * bar, 1000);
    const downbeat = 0.6 * bar;
    const drop = sectionsOf(later, { ...tempo, downbeat }).find(({ kind }) => kind === 'drop')!;
    expect((drop.start - downbeat) / bar).toBeCloseTo(Math.round((drop.start - downbeat) / bar), 5);
    const grids = [
      { start: 0, bpm: truth.tempo },
      { start: 20 * bar, bpm: truth.tempo / 2 },
    ];
    expect(kinds(sectionsOf(bands, { ...tempo, grids }))).toEqual(['intro', 'main', 'break', 'drop', 'outro']);
  });

  it('without a beat are cut by the second, and nothing drops', () => {
    const { bands, truth } = arranged();
    const found = sectionsOf(bands, null);
    expect(kinds(found)).toEqual(['intro', 'main', 'break', 'main', 'outro']);
    for (const [i, { start }] of found.entries()) expect(Math.abs(start - truth.sections[i]!.start)).toBeLessThan(1.1);
  });

  it('are none in silence, and one where nothing changes or all is short', () => {
    expect(sectionsOf(columns(new Int16Array(0)), null)).toEqual([]);
    expect(sectionsOf(columns(new Int16Array(RATE * 60)), null)).toEqual([]);
    expect(kinds(sectionsOf(sound(60, noise()), null))).toEqual(['main']);
    expect(kinds(sectionsOf(sound(60, drums(128)), null))).toEqual(['main']);
    expect(kinds(sectionsOf(columnsBetween(arranged().bands, 38, 48), null))).toEqual(['main']);
  });
});

describe('energy', () => {
  it('is higher in a drop than in the break before it', () => {
    const { bands, truth } = arranged();
    const [, , pause, drop] = truth.sections.map(({ start, end }) => energyOf(columnsBetween(bands, start, end))!);
    expect(drop).toBeGreaterThan(pause! + 2);
  });

  it('rises with the tempo of the same drums, and is least of what stands still', () => {
    const [slow, fast] = [80, 160].map((bpm) => energyOf(sound(20, drums(bpm)))!);
    expect(fast).toBeGreaterThan(slow! + 1);
    for (const still of [sine(110), sine(440), () => 0.5]) expect(energyOf(sound(20, still))).toBeLessThan(1.5);
    expect(energyOf(sound(20, noise()))).toBeLessThan(3);
  });

  it('is the same however loud it is played', () => {
    const { pcm, bands } = arranged();
    const soft = columns(pcm.map((value) => Math.round(value / 8)));
    expect(energyOf(soft)).toBeCloseTo(energyOf(bands)!, 1);
  });

  it('is none of silence and of what is too short to tell', () => {
    expect(energyOf(columns(new Int16Array(RATE * 20)))).toBeNull();
    expect(energyOf(sound(1, noise()))).toBeNull();
    expect(energyOf(columns(new Int16Array(0)))).toBeNull();
  });
});

describe('vocals', () => {
  it('are likely where somebody speaks, over drums as well, and not where nobody does', () => {
    const [alone, above, beat] = [voice(), voice(), drums(120)];
    expect(vocalsOf(sound(24, alone))).toBeGreaterThan(0.8);
    expect(vocalsOf(sound(24, (t, i) => 0.5 * above(t, i) + 0.3 * beat(t)))).toBeGreaterThan(0.6);
    for (const none of [drums(120), sine(440), sine(900), noise(), () => 0.5]) {
      expect(vocalsOf(sound(24, none))).toBeLessThan(0.1);
    }
  });

  it('are no more or less likely in what is played softer', () => {
    const { pcm, bands } = arranged();
    const soft = columns(pcm.map((value) => Math.round(value / 8)));
    expect(vocalsOf(bands)).toBeLessThan(0.5);
    expect(vocalsOf(soft)).toBeCloseTo(vocalsOf(bands)!, 1);
  });

  it('are unknown in silence and in what is too short', () => {
    expect(vocalsOf(columns(new Int16Array(RATE * 20)))).toBeNull();
    expect(vocalsOf(sound(2, noise()))).toBeNull();
  });
});
