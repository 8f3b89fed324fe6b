import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packPeaks, unpackPeaks } from '../../src/fingerprint/peak-codec.js';
import { PeakList } from '../../src/fingerprint/peak-list.js';

const peak = fc.record({ step: fc.oneof(fc.nat(70), fc.nat(5000)), band: fc.nat(1495) });

describe('packed peaks', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(peak, { maxLength: 200 }), (steps) => {
        const peaks = new PeakList(4);
        let time = 0;
        for (const { step, band } of steps) {
          time += step;
          peaks.add(time, band, band % 256);
        }
        const back = unpackPeaks(packPeaks(peaks));
        expect([...back.times.subarray(0, back.length)]).toEqual([...peaks.times.subarray(0, peaks.length)]);
        expect([...back.levels.subarray(0, back.length)]).toEqual([...peaks.levels.subarray(0, peaks.length)]);
        expect([...back.bands.subarray(0, back.length)]).toEqual([...peaks.bands.subarray(0, peaks.length)]);
      }),
    );
  });

  it('are read as far as they go when they are damaged', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        expect(unpackPeaks(bytes).length).toBeLessThanOrEqual(bytes.length / 2);
      }),
    );
  });
});
