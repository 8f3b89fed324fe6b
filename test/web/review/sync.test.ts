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
  for (let frame = 0; frame < 600; frame++) {
    const jump = sync.correction(OWN, mix, own);
    if (jump !== null) {
      own = jump;
      // The mix goes on while the file isn't ready yet.
      mix += 0.2;
      jumps++;
    }
    mix += 1 / 60;
    own += sync.rate(OWN, mix, own) / 60;
  }
  expect(jumps).toBeLessThan(4);
  expect(Math.abs(sync.drift(OWN, mix, own))).toBeLessThan(0.02);
});

it('catches up by a speed that nobody hears, and then plays at the mix’s', () => {
  const sync = new Sync();
  const at = (drift: number) => sync.rate(OWN, 400, 108 + drift * OWN.speed) / OWN.speed;
  expect(at(0.04)).toBeCloseTo(0.995);
  expect(at(-0.04)).toBeCloseTo(1.005);
  expect(at(0.005)).toBe(1);
});

it('takes no jump of the person for lateness', () => {
  const sync = new Sync();
  sync.correction(OWN, 400, 0);
  sync.moved();
  expect(sync.correction(OWN, 900, 108)).toBeCloseTo(trackTimeOf(OWN, 900));
});
