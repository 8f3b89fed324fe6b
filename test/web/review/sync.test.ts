import { expect, it } from 'vitest';
import { Sync, trackTimeOf } from '../../../src/web/review/sync.js';

const OWN = { url: 'own', speed: 1.02, keepsPitch: false, trackTimeAtZero: -300 };

it('is where the mix is, at the speed that it was played at', () => {
  expect(trackTimeOf(OWN, 400)).toBeCloseTo(108);
  expect(new Sync().correction(OWN, 400, 108.04)).toBeNull();
});

it('jumps where it is more than fifty milliseconds off', () => {
  expect(new Sync().correction(OWN, 400, 108.06)).toBeCloseTo(108);
  expect(new Sync().correction(OWN, 400, 12)).toBeCloseTo(108);
});

it('comes to rest where each jump takes a fifth of a second, as soon as it has seen that', () => {
  const sync = new Sync();
  let [mix, own, jumps] = [400, 0, 0];
  for (let frame = 0; frame < 100; frame++) {
    const jump = sync.correction(OWN, mix, own);
    if (jump === null) break;
    own = jump;
    // The mix goes on while the file isn't ready yet.
    mix += 0.2;
    jumps++;
  }
  expect(jumps).toBeLessThan(5);
  expect(Math.abs(sync.drift(OWN, mix, own))).toBeLessThan(0.05);
});

it('takes no jump of the person for lateness', () => {
  const sync = new Sync();
  sync.correction(OWN, 400, 0);
  sync.moved();
  expect(sync.correction(OWN, 900, 108)).toBeCloseTo(trackTimeOf(OWN, 900));
});
