import { describe, expect, it } from 'vitest';
import { BinCounts } from '../../src/fingerprint/bin-counts.js';
import { seeded } from './synthetic.js';

describe('counts in bins', () => {
  it.each([10, 1000, 50_000])('are those of a plain map, %i times over', (most) => {
    const counts = new BinCounts();
    for (const seed of [1, 2, 3]) {
      const random = seeded(seed);
      const plain = new Map<number, number>();
      const slots: [number, number][] = [];
      counts.begin(most);
      for (let i = 0; i < most; i++) {
        // Some alone and far apart, some together.
        const bin = Math.floor(random() ** 3 * 100_000_000);
        plain.set(bin, (plain.get(bin) ?? 0) + 1);
        slots.push([counts.add(bin), bin]);
      }
      expect(counts.length).toBe(plain.size);
      expect(slots.filter(([slot, bin]) => counts.binIn(slot) !== bin || counts.slotOf(bin) !== slot)).toEqual([]);
      const found = Array.from({ length: counts.length }, (_, i) => counts.slotAt(i));
      expect(new Map(found.map((slot) => [counts.binIn(slot), counts.countIn(slot)]))).toEqual(plain);
      expect([...plain.keys()].filter((bin) => counts.countOf(bin + 1) !== (plain.get(bin + 1) ?? 0))).toEqual([]);
    }
  });

  it('know nothing of a bin that none was counted in, nor of one below the first', () => {
    const counts = new BinCounts();
    counts.begin(2);
    counts.add(0);
    expect([counts.countOf(0), counts.countOf(1), counts.countOf(-1)]).toEqual([1, 0, 0]);
  });

  it('stop at what their room holds', () => {
    const counts = new BinCounts();
    counts.begin(70_000);
    for (let i = 0; i < 70_000; i++) counts.add(5);
    expect(counts.countOf(5)).toBe(65_535);
  });
});
