import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/app/assembly/assemble.js';
import { versionWords } from '../../src/domain/doubt-words.js';
import { edited } from '../../src/domain/editing.js';
import { tracklistJsonSchema, tracklistSchema } from '../../src/domain/schema.js';
import type { Track } from '../../src/domain/track.js';
import type { Alternative, TrackEntry } from '../../src/domain/tracklist.js';
import { withRecording } from '../../src/domain/which-recording.js';
import { followed, sampled, track } from '../support/matches.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';

const other = (more: Partial<Track>, confidence = 0.6, rest: Partial<Alternative> = {}): Alternative => ({
  track: track('One', more),
  confidence,
  evidence: [],
  ...rest,
});
const entry = (more: Partial<TrackEntry>): TrackEntry => withRecording(trackEntry(0, 300, 'One', more));
const answer = (mixTime: number, trackTime: number, identifier = 'shazam') => {
  return { identifier, mixTime, mixDuration: 12, trackTime, score: 0.9 };
};

describe('the recording is less sure than the work', () => {
  it.each<[string, Partial<TrackEntry>, number | undefined, string | undefined]>([
    ['not by itself', {}, undefined, undefined],
    ['not for another piece', { alternatives: [other({ title: 'Two' })] }, undefined, undefined],
    ['not for a remaster', { alternatives: [other({ version: 'Remastered 2011' })] }, undefined, undefined],
    ['where a remix was named, too', { alternatives: [other({ version: 'Dub' })] }, 0.928, 'Somebody - One (Dub) was'],
    ['hardly where that is hardly likely', { alternatives: [other({ version: 'Dub' }, 0.1)] }, undefined, undefined],
    [
      'where an edit sounds the same',
      { alternatives: [other({ version: 'Radio Edit' }, 0.5, { sameSound: true })] },
      0.485,
      'One (Radio Edit) sounds the same there',
    ],
    [
      'where it is heard past its end',
      { track: track('One', { duration: 180 }), evidence: [answer(10, 30), answer(220, 240)] },
      0.194,
      'heard at 4:00 of the track, past its end',
    ],
    [
      'not where a service that never heard it told its length',
      { track: track('One', { duration: 180 }), toldBy: { duration: 'deezer' }, evidence: [answer(220, 240)] },
      undefined,
      undefined,
    ],
    [
      'where positions are at odds',
      { evidence: [answer(10, 90), answer(60, 30)] },
      0.485,
      "the positions that were told don't",
    ],
    [
      'also those of two services',
      { evidence: [answer(10, 90), answer(11, 30, 'audd')] },
      0.485,
      "the positions that were told don't",
    ],
    ['not where they advance', { evidence: [answer(10, 90), answer(60, 140), answer(80, 20)] }, undefined, undefined],
    [
      'not where what was followed is cued anew',
      {
        evidence: [
          { ...answer(0, 0), mixDuration: 80 },
          { ...answer(90, 10), mixDuration: 80 },
        ],
      },
      undefined,
      undefined,
    ],
  ])('%s', (_, more, expected, words) => {
    const it = entry({ confidence: 0.97, ...more });
    expect([it.confidence, it.recordingConfidence]).toEqual([0.97, expected]);
    expect(versionWords(it).slice(1).join()).toContain(words ?? '');
    expect(versionWords(it).length > 0).toBe(expected !== undefined);
  });

  it('and as sure again where the doubt is gone', () => {
    const doubted = entry({ alternatives: [other({ version: 'Dub' })] });
    expect(doubted).toHaveProperty('recordingConfidence');
    expect(withRecording({ ...doubted, alternatives: [] })).not.toHaveProperty('recordingConfidence');
  });

  it('until a person says what it is, or what it isn’t', () => {
    const doubted = entry({ alternatives: [other({ version: 'Dub' })], recurring: { asked: 1, lone: 1, rejected: 0 } });
    const [accepted] = edited(tracklistOf([doubted]), 'accept', ['1']).entries;
    expect(accepted).toMatchObject({ confidence: 1, corrected: true });
    expect(accepted).not.toHaveProperty('recordingConfidence');
    expect(accepted).not.toHaveProperty('recurring');
    const rejected = edited(
      tracklistOf([{ ...doubted, track: track('One', { version: 'Dub' }), alternatives: [other({})] }]),
      'reject',
      ['1'],
    );
    expect(rejected.entries[0]).toMatchObject({ kind: 'track', track: { title: 'One' }, confidence: 0.6 });
    expect(rejected.entries[0]).not.toHaveProperty('recordingConfidence');
  });
});

it('is told for what identifiers say, where the work stays as sure as it was', () => {
  const dub = track('One', { version: 'Dub' });
  const original = [20, 70, 120].map((at) => sampled('One', at, at));
  const alone = assemble({ start: 0, end: 300, matches: original })[0] as TrackEntry;
  const remix = [30, 80].map((at) => sampled('One (Dub)', at, at, { identifier: 'audd', track: dub }));
  const both = assemble({ start: 0, end: 300, matches: [...original, ...remix] })[0] as TrackEntry;
  expect([alone.recordingConfidence, both.confidence]).toEqual([undefined, alone.confidence]);
  expect(both.recordingConfidence).toBeLessThan(both.confidence - 0.05);
  const edits = [
    followed('One', 0, 300),
    followed('One', 0, 300, { key: 'b', track: dub, sameSound: true, owned: 0, score: 0.4 }),
  ];
  const [first] = assemble({ start: 0, end: 300, matches: edits }) as TrackEntry[];
  expect(first).toMatchObject({ confidence: 0.97, recordingConfidence: 0.485 });
  const list = tracklistOf([first!]);
  expect(tracklistSchema.parse(JSON.parse(JSON.stringify(list)))).toEqual(list);
  expect(JSON.stringify(tracklistJsonSchema())).toContain('recordingConfidence');
});
