import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PeakList, packPeaks, unpackPeaks } from '../../src/fingerprint/peaks.js';

it('packs peaks and gives them back to an eighth of a frame and of a band', () => {
  const peak = fc.tuple(fc.double({ min: 0, max: 5e5, noNaN: true }), fc.double({ min: 0, max: 186, noNaN: true }));
  fc.assert(
    fc.property(fc.array(peak, { maxLength: 200 }), (list) => {
      const peaks = new PeakList();
      for (const [time, band] of [...list].sort((a, b) => a[0] - b[0])) peaks.add(time, band, 0);
      const again = unpackPeaks(packPeaks(peaks));
      expect(again.count).toBe(peaks.count);
      for (let i = 0; i < peaks.count; i++) {
        expect(Math.abs(again.time[i]! - peaks.time[i]!)).toBeLessThanOrEqual(0.0626);
        expect(Math.abs(again.band[i]! - peaks.band[i]!)).toBeLessThanOrEqual(0.0626);
      }
    }),
  );
});

it('reads any bytes without failing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(unpackPeaks(bytes).count).toBeLessThanOrEqual(bytes.length);
    }),
  );
});
