import { expect, it } from 'vitest';
import { clearest } from '../../src/app/clip.js';
import { trackEntry, unknownEntry } from '../support/tracklists.js';

const wave = (levelAt: (second: number) => number, seconds = 300) => {
  const low = Uint8Array.from({ length: seconds }, (_, i) => levelAt(i));
  return { start: 0, musicless: [], waveform: { perSecond: 1, low, mid: low, high: low } };
};

it('is cut where no neighbour sounds, from the middle where nothing is known of the sound', () => {
  const unknown = unknownEntry(100, 200);
  const entries = [
    trackEntry(0, 120, 'One'),
    unknown,
    trackEntry(190, 300, 'Two', { transition: { start: 180, end: 195 } }),
  ];
  expect(clearest(unknown, entries, null)).toMatchObject({ start: 140, end: 160 });
});

it('is loud and steady', () => {
  const unknown = unknownEntry(0, 300);
  const loud = wave((second) => (second >= 200 && second < 225 ? 250 : 100));
  expect(clearest(unknown, [unknown], loud)!.start).toBeGreaterThanOrEqual(200);
  expect(clearest(unknown, [unknown], loud)!.end).toBeLessThanOrEqual(225);
  const wavering = wave((second) => (second < 150 ? (second % 2) * 250 : 140));
  expect(clearest(unknown, [unknown], wavering)!.start).toBeGreaterThanOrEqual(150);
});

it('is shorter where there is less, none where there is too little, and never without music', () => {
  const unknown = unknownEntry(0, 12);
  expect(clearest(unknown, [unknown], null)).toMatchObject({ start: 0, end: 12 });
  expect(clearest(unknown, [unknown, trackEntry(4, 50, 'One')], null)).toBeNull();
  const talk = { ...wave(() => 200), musicless: [{ start: 0, end: 280 }] };
  const long = unknownEntry(0, 300);
  expect(clearest(long, [long], talk)).toMatchObject({ start: 280, end: 300 });
});
