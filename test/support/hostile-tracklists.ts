import fc from 'fast-check';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { trackEntry, tracklistOf, unknownEntry } from './tracklists.js';

/** What has broken tracklists, and everything else that a string can hold. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom('"', "'", '\\', '\r', '\n', '\r\n', '\t', ',', ';', '|', '<', '>', '&', '=', '+', '-', '@', '#', '[', ']', '/', '..', '\u0000', '\u001b[31m', '\u009b', '\u2028', '\u202e', '\ufeff', '\ud800', '👩‍👩‍👧', 'é', '日', ' ', 'a'), // biome-ignore format: a list
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);
const times = fc.tuple(fc.double({ min: 0, max: 500_000, noNaN: true }), fc.double({ min: 0, max: 900, noNaN: true }));
const entries = fc.oneof(
  { weight: 1, arbitrary: times.map(([start, length]) => unknownEntry(start, start + length)) },
  {
    weight: 6,
    arbitrary: fc
      .record({
        times,
        title: hostile,
        version: hostile,
        label: hostile,
        artists: fc.array(hostile, { maxLength: 3 }),
        file: hostile,
        confidence: fc.double({ min: 0, max: 1, noNaN: true }),
        layered: fc.boolean(),
      })
      .map(({ times: [start, length], confidence, layered, ...track }) =>
        trackEntry(start, start + length, track.title, { track, confidence, layered }),
      ),
  },
);
const tracklists: fc.Arbitrary<Tracklist> = fc
  .record({ entries: fc.array(entries, { maxLength: 12 }), name: hostile, location: hostile, title: hostile })
  .map(({ entries, ...source }) => tracklistOf(entries, { source: { kind: 'file', ...source } }));

/** A property of every tracklist, whatever its tracks are called and wherever they begin. */
export function holds(property: (tracklist: Tracklist) => void, numRuns = 300): void {
  fc.assert(fc.property(tracklists, property), { numRuns });
}

/** Some of them, for what has to be waited for; the same ones each time. */
export const sampleOfHostile = (count: number): Tracklist[] => fc.sample(tracklists, { numRuns: count, seed: 14 });

/** What no output may hold; line breaks are looked at where they count. */
export const CONTROLS =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u;
