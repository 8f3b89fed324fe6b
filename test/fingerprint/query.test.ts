import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAN_INDEX, FAN_SAMPLE, FAN_THOROUGH, type Fan } from '../../src/fingerprint/constants.js';
import { detailOfHash, type Hash, keyOfHash } from '../../src/fingerprint/hash-key.js';
import { Hasher } from '../../src/fingerprint/hashes.js';
import { MemoryIndex } from '../../src/fingerprint/memory-index.js';
import { PeakList } from '../../src/fingerprint/peak-list.js';
import { Query } from '../../src/fingerprint/query.js';
import type { TrackPrint } from '../../src/fingerprint/types.js';
import { Votes } from '../../src/fingerprint/votes.js';

/** Few bands and short steps, so that hashes of different places come near each other. */
const anyPeaks = fc
  .array(fc.record({ step: fc.integer({ min: 4, max: 90 }), band: fc.integer({ min: 300, max: 700 }) }), {
    minLength: 3,
    maxLength: 40,
  })
  .map((steps) => {
    const peaks = new PeakList();
    let time = 0;
    for (const { step, band } of steps) {
      time += step;
      peaks.add(time, band, 100);
    }
    return peaks;
  });

/** The same peaks a little out of place: where the edges of cells and of tolerances matter. */
const anyAndMoved = anyPeaks.chain((peaks) =>
  fc
    .array(fc.record({ time: fc.integer({ min: -3, max: 3 }), band: fc.integer({ min: -6, max: 6 }) }), {
      minLength: peaks.length,
      maxLength: peaks.length,
    })
    .map((moves) => {
      const moved = new PeakList();
      moves.forEach(({ time, band }, i) => {
        moved.add(Math.max(0, peaks.times[i]! + time), peaks.bands[i]! + band, 100);
      });
      return { track: peaks, mix: moved };
    }),
);

function hashesOf(peaks: PeakList, fan: Fan): Hash[] {
  const hasher = new Hasher();
  const hashes: Hash[] = [];
  for (let i = 0; i < peaks.length; i++) hasher.hashesOf(peaks, i, fan, () => hashes.push({ ...hasher.hash }));
  return hashes;
}

function printOf(hashes: readonly Hash[]): TrackPrint {
  return {
    length: 10_000,
    seconds: 116,
    keys: Uint32Array.from(hashes, keyOfHash),
    positions: Uint32Array.from(hashes, (h) => h.time >> 2),
    details: Uint32Array.from(hashes, detailOfHash),
    peaks: new Uint8Array(0),
  };
}

function votesOf(mix: PeakList, prints: readonly TrackPrint[], fan = FAN_THOROUGH): string[] {
  const votes = new Votes(1);
  new Query().run(new MemoryIndex(prints), mix, 0, mix.length, fan, votes);
  const said = [];
  for (let i = 0; i < votes.length; i++) {
    said.push(`${votes.times[i]} ${votes.positions[i]} ${votes.speeds[i]} ${votes.pitches[i]}`);
  }
  return said.sort();
}

describe('a query', () => {
  it.each([FAN_THOROUGH, FAN_SAMPLE])(
    'casts the votes that comparing every hash with every posting gives, by %j',
    (fan) => {
      fc.assert(
        fc.property(anyAndMoved, ({ track, mix }) => {
          const known = hashesOf(track, FAN_INDEX);
          const expected: string[] = [];
          for (const m of hashesOf(mix, fan)) {
            for (const t of known) {
              const near =
                Math.abs(t.first - m.first) <= 36 &&
                Math.abs(t.span - m.span) <= 17 &&
                nearIn(t.second, m.second, 8, 6, fan.edge) &&
                nearIn(t.third, m.third, 8, 6, fan.edge) &&
                nearIn(t.ratio, m.ratio, 8, 4, fan.edge);
              if (near) expected.push(`${m.time} ${t.time} ${t.span - m.span} ${t.first - m.first}`);
            }
          }
          expect(votesOf(mix, [printOf(known)], fan)).toEqual(expected.sort());
        }),
      );
    },
  );

  it('finds all hashes of the track itself', () => {
    fc.assert(
      fc.property(anyPeaks, (track) => {
        const known = hashesOf(track, FAN_INDEX);
        const votes = new Set(votesOf(track, [printOf(known)]));
        for (const h of known) expect(votes.has(`${h.time} ${h.time} 0 0`)).toBe(true);
      }),
    );
  });

  it('says of a track the same wherever in the index it stands', () => {
    fc.assert(
      fc.property(anyPeaks, anyPeaks, anyPeaks, (one, other, mix) => {
        const [a, b] = [printOf(hashesOf(one, FAN_INDEX)), printOf(hashesOf(other, FAN_INDEX))];
        const move = (votes: string[], by: number): string[] =>
          votes
            .map((vote) => vote.replace(/ (\d+)/, (_, at: string) => ` ${(Number(at) + by + 80_000) % 80_000}`))
            .sort();
        expect(move(votesOf(mix, [a, b]), 0)).toEqual(move(votesOf(mix, [b, a]), 40_000));
      }),
    );
  });
});

/** Near enough by the details, and in a cell that is looked up: its own, or the next one when it lies near its edge. */
function nearIn(track: number, mix: number, cell: number, tolerance: number, edge: number): boolean {
  const at = Math.floor(track / cell);
  const looked = at >= Math.floor((mix - edge) / cell) && at <= Math.floor((mix + edge) / cell);
  return looked && Math.abs(track - mix) <= tolerance;
}
