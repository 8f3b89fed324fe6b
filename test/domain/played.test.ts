import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixedInWords, soundWords } from '../../src/domain/mixed-in-words.js';
import { camelotKey, keyName } from '../../src/domain/musical-key.js';
import { mixedAfter, playedKey, withPlayed } from '../../src/domain/played.js';
import type { Entry, TrackEntry, UnknownEntry } from '../../src/domain/tracklist.js';

const heard = (pitch: number | undefined, mixDuration = 60) => ({
  ...{ identifier: 'library', mixTime: 0, mixDuration, score: 1 },
  ...(pitch !== undefined && { pitch }),
});
const track = (start: number, end: number, more: Partial<TrackEntry> = {}): TrackEntry => ({
  ...{ kind: 'track', start, end, track: { title: `from ${start}`, artists: [] }, confidence: 1, speed: 1 },
  ...{ evidence: [], alternatives: [], transition: null, ...more },
});
const named = (key: string | undefined, bpm?: number) => ({
  ...{ title: 'One', artists: [], ...(key !== undefined && { key }), ...(bpm !== undefined && { bpm }) },
});
const unknown = (start: number, end: number): UnknownEntry => ({
  ...{ kind: 'unknown', start, end, track: null, confidence: null, speed: null, evidence: [], alternatives: [] },
  transition: null,
});

describe('the key as it was played', () => {
  it.each([
    [1, 'Am'],
    [2 ** (1 / 12), 'Bbm'],
    [2 ** (-2 / 12), 'Gm'],
    [1.012, 'Am'],
    // Between two keys.
    [2 ** (0.5 / 12), null],
  ])('is its own, moved by the pitch %s', (pitch, key) => {
    expect(playedKey(track(0, 60, { track: named('8A'), evidence: [heard(1.3, 5), heard(pitch)] }))).toBe(key);
  });

  it('is what the mix sounds like where the track has none, or its pitch is unknown', () => {
    const sounds = { key: 'Em' };
    expect(playedKey(track(0, 60, { track: named(undefined), sounds, evidence: [heard(1)] }))).toBe('Em');
    expect(playedKey(track(0, 60, { track: named('no key'), sounds }))).toBe('Em');
    expect(playedKey(track(0, 60, { track: named('Am'), sounds, evidence: [heard(undefined)] }))).toBe('Em');
    expect(playedKey(track(0, 60, { track: named('a minor') }))).toBe('Am');
    expect(playedKey(track(0, 60))).toBeNull();
  });

  it('moves by as many semitones as the pitch, from any key', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: -11, max: 11 }), (key, semitones) => {
        const entry = track(0, 60, { track: named(keyName(key)!), evidence: [heard(2 ** (semitones / 12))] });
        const back = track(0, 60, { track: named(playedKey(entry)!), evidence: [heard(2 ** (-semitones / 12))] });
        expect(playedKey(back)).toBe(keyName(key));
      }),
      { numRuns: 100 },
    );
  });
});

describe('what a track is mixed into', () => {
  it('is the one before it, without what was laid over that', () => {
    const entries = [track(0, 100), track(40, 60, { layered: true }), track(98, 200)];
    expect(entries.map((_, i) => mixedAfter(entries, i)?.start)).toEqual([undefined, undefined, 0]);
  });

  it('is nothing where something else lies between', () => {
    const entries: Entry[] = [track(0, 100), unknown(100, 130), track(130, 200), track(260, 300)];
    expect(entries.map((_, i) => mixedAfter(entries, i))).toEqual([null, null, null, null]);
  });
});

describe('the way from one track to the next', () => {
  const before = track(0, 110, { track: named('8A', 124), evidence: [heard(1)] });
  const next = track(100, 200, {
    ...{ track: named('9A', 126), speed: 0.99, evidence: [heard(1)], transition: { start: 95, end: 127 } },
    mixedIn: { after: 0, beatOffset: -12.4, gain: [0, -4.5, 1] },
  });

  it('says the step in tempo and key, and keeps what was measured', () => {
    const [, entry] = withPlayed([before, next]) as [TrackEntry, TrackEntry];
    expect(entry).toMatchObject({ playedBpm: 124.7, playedKey: 'Em' });
    expect(entry.mixedIn).toEqual({
      ...{ after: 0, tempo: 1.0056, keys: { from: '8A', to: '9A', steps: 1, fits: true } },
      ...{ beatOffset: -12.4, gain: [0, -4.5, 1] },
    });
    expect(mixedInWords(entry)).toEqual([
      ...['+0.6 % in tempo', '8A → 9A, +1, fits', 'beats 12 ms early', 'level +1.0 dB', 'dips 4.5 dB on the way'],
    ]);
    expect(soundWords(entry)).toEqual(['124.7 BPM in Em (9A)', `mixed over 32 s, ${mixedInWords(entry).join(', ')}`]);
  });

  it('forgets what was measured against another track', () => {
    const [, , entry] = withPlayed([before, track(50, 100, { track: named('1A') }), next]) as TrackEntry[];
    expect(entry!.mixedIn).toEqual({ after: 50, keys: { from: '1A', to: '9A', steps: -4, fits: false } });
    expect(mixedInWords(entry!)).toContain('1A → 9A, −4, clashes');
  });

  it('reckons the played tempo from the recording and the speed, else from the mix', () => {
    const bpmOf = (more: Partial<TrackEntry>) => (withPlayed([track(0, 100, more)])[0] as TrackEntry).playedBpm;
    expect(bpmOf({ track: named(undefined, 120), speed: 1.05, sounds: { bpm: 63 } })).toBe(126);
    expect(bpmOf({ track: named(undefined, 120), speed: null, sounds: { bpm: 125.8 } })).toBe(125.8);
    expect(bpmOf({ track: named(undefined, 120), speed: null })).toBeUndefined();
    expect(bpmOf({ speed: 1.05 })).toBeUndefined();
  });

  it('takes half and double for one pulse', () => {
    const [, entry] = withPlayed([
      track(0, 100, { track: named(undefined, 87) }),
      track(100, 200, { track: named(undefined, 174) }),
    ]) as TrackEntry[];
    expect(entry!.mixedIn).toEqual({ after: 0, tempo: 1 });
    expect(mixedInWords(entry!)).toEqual(['±0 % in tempo']);
  });

  it('says nothing where nothing is known, and the same when it is said again', () => {
    const entries = withPlayed([track(0, 100), track(100, 200), unknown(200, 300)]);
    expect(entries[1]).not.toHaveProperty('mixedIn');
    expect(soundWords(entries[1] as TrackEntry)).toEqual([]);
    const said = withPlayed([before, next]);
    expect(withPlayed(said)).toEqual(said);
    expect(camelotKey(0)).toBe('8B');
  });
});
