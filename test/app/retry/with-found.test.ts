import { describe, expect, it } from 'vitest';
import { openStretches } from '../../../src/app/retry/open-stretches.js';
import { withFound } from '../../../src/app/retry/with-found.js';
import { labelOf } from '../../../src/domain/corrections.js';
import { edited } from '../../../src/domain/editing.js';
import type { Match } from '../../../src/domain/match.js';
import type { Tracklist } from '../../../src/domain/tracklist.js';
import { trackEntry, tracklistOf, unknownEntry } from '../../support/tracklists.js';

const heard = (title: string, start: number, end: number, more: Partial<Match> = {}): Match => ({
  identifier: 'library',
  key: `library:${title}`,
  track: { title, artists: ['Somebody'] },
  mixTime: start,
  mixDuration: end - start,
  trackTime: 0,
  speed: 1,
  pitch: 1,
  score: 0.98,
  tracked: true,
  owned: 1,
  ...more,
});
const found = (...matches: Match[]) => ({ matches, identifiers: ['library'] });
const rows = ({ entries }: Tracklist): string[] =>
  entries.map(
    (entry) => `${Math.round(entry.start)}-${Math.round(entry.end)} ${labelOf(entry).replace('Somebody - ', '')}`,
  );

const mix = (): Tracklist =>
  tracklistOf([trackEntry(0, 300, 'One'), unknownEntry(300, 600), trackEntry(600, 900, 'Three')], {
    identifiers: ['library'],
  });

describe('what is looked at again', () => {
  it('is what nobody knows or is sure of, and nothing that a person said', () => {
    const tracklist = tracklistOf([
      trackEntry(0, 100, 'Sure', { confidence: 0.9 }),
      trackEntry(100, 200, 'Doubtful', { confidence: 0.6 }),
      unknownEntry(200, 300),
      unknownEntry(400, 500),
      unknownEntry(600, 700, { corrected: true }),
      trackEntry(700, 800, 'Theirs', { confidence: 0.1, corrected: true }),
    ]);
    expect(openStretches(tracklist)).toEqual([
      { start: 100, end: 300 },
      { start: 400, end: 500 },
    ]);
  });
});

describe('a tracklist with what was found', () => {
  it('has the new name in the place of the unknown, from the middle of the transition on, and its neighbours as they were', () => {
    const before = mix();
    const after = withFound(before, found(heard('Two', 280, 620)));
    expect(rows(after)).toEqual(['0-300 One', '290-620 Two', '600-900 Three']);
    expect(after.entries[1]).toMatchObject({ confidence: 0.98, transition: { start: 280, end: 300 } });
    expect(after.entries[0]).toBe(before.entries[0]);
    expect(after.entries[2]).toBe(before.entries[2]);
  });

  it('keeps what is still unknown beside it, with its number where it is most of it', () => {
    const before = tracklistOf([trackEntry(0, 300, 'One'), unknownEntry(300, 800, { number: 417 })]);
    const after = withFound(before, found(heard('Two', 300, 400)));
    expect(rows(after)).toEqual(['0-300 One', '300-400 Two', '400-800 ID - ID']);
    expect(after.entries[2]).toMatchObject({ number: 417 });
    const most = withFound(before, found(heard('Two', 300, 700)));
    expect(most.entries.at(-1)).not.toHaveProperty('number');
  });

  it('lets the entry before it go on until it takes over, and no other, and none that a person set', () => {
    const before = tracklistOf([trackEntry(0, 300, 'One'), unknownEntry(300, 600), trackEntry(600, 900, 'Three')]);
    const answers = [350, 450, 550].map((time) =>
      heard('Two', time, time + 8, { identifier: 'shazam', trackTime: time - 310, tracked: false }),
    );
    const after = withFound(before, found(...answers));
    expect(after.entries.map(({ start }) => start)).toEqual([0, expect.closeTo(325, 0), 600]);
    expect(after.entries[0]!.end).toBe(after.entries[1]!.start);
    expect(after.entries[2]).toBe(before.entries[2]);
    const theirs = {
      ...before,
      entries: before.entries.map((entry, i) => (i === 0 ? { ...entry, corrected: true } : entry)),
    };
    const [first, ...rest] = withFound(theirs, found(...answers)).entries;
    expect(first).toBe(theirs.entries[0]);
    expect(rest.map(({ kind }) => kind)).toEqual(['unknown', 'track', 'track']);
  });

  it('is the same where nothing is said of its stretches, or nothing new', () => {
    const before = mix();
    expect(withFound(before, found())).toBe(before);
    // The end of its neighbour, under its own name and under another one.
    expect(withFound(before, found(heard('One', 255, 304)))).toBe(before);
    expect(withFound(before, found(heard('Somebody elses One', 255, 330)))).toBe(before);
    expect(withFound(before, found(heard('Three', 590, 645)))).toBe(before);
    // Another mix has this sound, too: that names nothing.
    expect(withFound(before, found(heard('A set', 255, 645, { witness: true })))).toBe(before);
  });

  it('says the same when it is asked again, and of a document that says so already', () => {
    const once = withFound(mix(), found(heard('Two', 280, 620)));
    expect(withFound(once, found(heard('Two', 280, 620)))).toBe(once);
    const doubtful = found(heard('Two', 280, 620, { score: 0.7 }));
    const twice = withFound(mix(), doubtful);
    expect(rows(twice)).toEqual(['0-300 One', '290-620 Two', '600-900 Three']);
    expect(withFound(twice, doubtful)).toBe(twice);
  });

  it('never has a name again that a person has rejected there, nor one in the place of what they said', () => {
    const named = withFound(mix(), found(heard('Two', 280, 620)));
    const rejected = edited(named, 'reject', ['2']);
    expect(rows(rejected)[1]).toMatch(/ID - ID$/);
    expect(withFound(rejected, found(heard('Two', 280, 620)))).toBe(rejected);
    expect(rows(withFound(rejected, found(heard('Other', 280, 620))))[1]).toMatch(/Other$/);
    const theirs = edited(mix(), 'set', ['2', 'Somebody - Theirs']);
    expect(withFound(theirs, found(heard('Two', 280, 620)))).toBe(theirs);
    const nobodys = edited(mix(), 'set', ['2', 'ID']);
    expect(withFound(nobodys, found(heard('Two', 280, 620)))).toBe(nobodys);
  });

  it('has another name in the place of a doubtful one only where that is heard for most of it', () => {
    const evidence = [{ identifier: 'shazam', mixTime: 400, mixDuration: 8, score: 0.6 }];
    const before = tracklistOf(
      [
        trackEntry(0, 300, 'One'),
        trackEntry(300, 600, 'Guess', { confidence: 0.45, evidence }),
        trackEntry(600, 900, 'Three'),
      ],
      { identifiers: ['library', 'shazam'] },
    );
    const after = withFound(before, found(heard('Two', 300, 600)));
    expect(rows(after)).toEqual(['0-300 One', '300-600 Two', '600-900 Three']);
    expect(after.entries[1]!.alternatives.map(({ track }) => track.title)).toEqual(['Guess']);
    const little = withFound(before, found(heard('Two', 520, 600)));
    expect(rows(little)).toContainEqual(expect.stringMatching(/Guess$/));
  });

  it('is surer of a doubtful name that another one says as well', () => {
    const evidence = [{ identifier: 'shazam', mixTime: 400, mixDuration: 8, trackTime: 100, score: 0.6 }];
    const before = tracklistOf([trackEntry(300, 600, 'Two', { confidence: 0.45, evidence })], { duration: 600 });
    const after = withFound(before, found(heard('Two', 300, 600)));
    expect(after.entries).toHaveLength(1);
    expect(after.entries[0]!.confidence).toBeGreaterThan(0.98);
    expect(after.entries[0]!.evidence.map(({ identifier }) => identifier)).toEqual(['library', 'shazam']);
    expect(after.identifiers).toEqual(['library']);
  });

  it('keeps what models said of an entry that is only surer now', () => {
    const evidence = [{ identifier: 'shazam', mixTime: 400, mixDuration: 8, trackTime: 100, score: 0.6 }];
    const judged = { enrichment: { mood: 'dark' }, evidence, confidence: 0.45 };
    const before = tracklistOf([trackEntry(300, 600, 'Two', judged)], { duration: 600 });
    const [entry] = withFound(before, found(heard('Two', 300, 600))).entries;
    expect(entry!.enrichment).toEqual({ mood: 'dark' });
  });
});
