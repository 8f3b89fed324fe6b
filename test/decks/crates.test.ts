import { expect, it } from 'vitest';
import { Crates } from '../../src/decks/crates.js';

it('tells in which crates a track is, each once, in the order in which they were told', () => {
  const crates = new Crates();
  expect(crates.isEmpty).toBe(true);
  for (const [track, crate] of [
    ['/a.mp3', 'Techno'],
    [7, 'House'],
    ['/a.mp3', 'House'],
    ['/a.mp3', 'Techno'],
    ['7', 'Late'],
  ] as const)
    crates.add(track, crate);
  expect(crates.isEmpty).toBe(false);
  expect(crates.of('/a.mp3')).toEqual(['Techno', 'House']);
  expect(crates.of(7)).toEqual(['House']);
  expect(crates.of('7')).toEqual(['Late']);
  expect(crates.of('/b.mp3')).toBeUndefined();
});

it('keeps no more of a track than anybody has, nor longer names', () => {
  const crates = new Crates();
  for (let i = 0; i < 1000; i++) crates.add('/a.mp3', `Crate ${i}`);
  crates.add('/b.mp3', 'x'.repeat(100_000));
  expect(crates.of('/a.mp3')).toEqual(Array.from({ length: 64 }, (_, i) => `Crate ${i}`));
  expect(crates.of('/b.mp3')![0]).toHaveLength(1000);
  expect(crates.isFull).toBe(false);
});

it('says that there was more than it keeps, of crates and of what is in them', () => {
  const many = new Crates();
  for (let i = 0; i <= 20_000; i++) many.add(i, `Crate ${i}`);
  expect(many.isFull).toBe(true);
  expect(many.of(19_999)).toEqual(['Crate 19999']);
  expect(many.of(20_000)).toBeUndefined();

  const full = new Crates();
  for (let i = 0; i < 500_000; i++) full.add(i, 'One');
  expect(full.isFull).toBe(false);
  full.add('one more', 'One');
  expect(full.isFull).toBe(true);
});
