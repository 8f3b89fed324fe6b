import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../../src/domain/enrichment/answers.js';
import { measuredTrack, withHearing, withJudgement } from '../../../src/domain/enrichment/merge.js';
import { questionsOf } from '../../../src/domain/enrichment/question.js';
import { enrichmentOf } from '../../../src/domain/enrichment/saved.js';
import { trackEntry, unknownEntry } from '../../support/tracklists.js';

const source = { provider: 'openai', model: 'm-1', prompt: '1' };
const judgement = (more: Partial<Judgement> = {}): Judgement => ({
  n: 0,
  artists: ['Ann', 'Bob'],
  title: 'Blue',
  version: 'Cy Remix',
  remixer: 'Cy',
  label: 'Small Label',
  year: 2011,
  genre: 'House',
  subgenre: null,
  mood: ['warm'],
  energy: 6,
  score: 0.9,
  reason: 'It exists.',
  ...more,
});
const entry = (track = {}) =>
  trackEntry(0, 300, 'x', {
    track: {
      artists: ['Ann feat. Bob'],
      title: 'Blue (Cy Remix)',
      isrc: 'GBAYE0000001',
      ids: { spotify: 's' },
      ...track,
    },
    speed: 1.03,
  });

describe('merging a judgement', () => {
  it('splits names, keeps the measured spelling, and fills gaps', () => {
    const merged = withJudgement(entry(), judgement(), source);
    expect(merged.track).toMatchObject({ artists: ['Ann', 'Bob'], title: 'Blue', version: 'Cy Remix' });
    expect(merged.track).toMatchObject({ label: 'Small Label', releaseDate: '2011', genres: ['House'] });
    const kept = enrichmentOf(merged);
    expect(kept.original).toEqual({ artists: ['Ann feat. Bob'], title: 'Blue (Cy Remix)' });
    expect(kept.filled).toEqual(['label', 'releaseDate', 'genres']);
    expect(kept.validation).toMatchObject({ ...source, remixer: 'Cy', score: 0.9, doubtful: false });
  });

  it('changes nothing that was measured', () => {
    const measured = { label: 'Real Label', releaseDate: '1999-05', genres: ['Techno'], duration: 301, album: 'A' };
    const before = entry(measured);
    const { enrichment: _, track, ...after } = withJudgement(before, judgement(), source);
    const { track: original, ...rest } = before;
    expect(after).toEqual(rest);
    expect(track).toEqual({ ...original, artists: ['Ann', 'Bob'], title: 'Blue', version: 'Cy Remix' });
  });

  it.each([
    ['another title', { title: 'Red' } as Partial<Judgement>],
    ['another artist', { artists: ['Ann', 'Rick'] }],
    ['an artist less', { artists: ['Ann'] }],
    ['another version', { version: 'Extended Mix' }],
    ['no version', { version: null }],
    ['no artist at all', { artists: [], title: 'Ann feat. Bob Blue' }],
  ])('does not take %s', (_, more) => {
    const merged = withJudgement(entry(), judgement(more), source);
    expect(merged.track).toEqual(entry().track);
    expect(enrichmentOf(merged).original).toBeUndefined();
    expect(enrichmentOf(merged).validation?.otherwise).toContain(more.title ?? 'Blue');
  });

  it('mends a typing error, and takes nothing from a model that doubts the entry', () => {
    const typo = entry({ artists: ['Anne Clrak'], title: 'Blue' });
    const told = judgement({ artists: ['Anne Clark'], version: null });
    expect(withJudgement(typo, told, source).track.artists).toEqual(['Anne Clark']);
    const doubted = withJudgement(entry(), judgement({ score: 0.1 }), source);
    expect(doubted.track.label).toBeUndefined();
    expect(enrichmentOf(doubted).validation?.doubtful).toBe(true);
  });

  it('asks the same question when asked again, and another one after a correction by hand', () => {
    const before = entry();
    const merged = withJudgement(before, judgement(), source);
    expect(questionsOf([merged])).toEqual(questionsOf([before]));
    expect(measuredTrack(merged)).toEqual(before.track);
    expect(withJudgement(merged, judgement(), source)).toEqual(merged);
    const mended = { ...merged, track: { ...merged.track, title: 'Blues' } };
    expect(questionsOf([mended])[0]?.about.title).toBe('Blues');
  });

  it('keeps what else stands in the enrichment', () => {
    const before = { ...entry(), enrichment: { other: 1, validation: 'damaged' } };
    expect(withJudgement(before, judgement(), source).enrichment).toMatchObject({
      other: 1,
      validation: { score: 0.9 },
    });
  });
});

it('tells of an entry nothing but names and figures', () => {
  const entries = [
    trackEntry(0, 100, 'A', {
      track: { title: 'A', artists: ['Ann'], file: '/home/me/a.mp3', urls: { x: 'https://x' } },
    }),
    unknownEntry(100, 200),
    trackEntry(200, 300, 'B'),
  ];
  expect(questionsOf(entries)).toEqual([
    { index: 0, about: { artists: ['Ann'], title: 'A', playedSpeed: 1, heardFor: 100 }, before: null, after: null },
    {
      index: 2,
      about: { artists: ['Somebody'], title: 'B', playedSpeed: 1, heardFor: 100 },
      before: null,
      after: null,
    },
  ]);
});

it('keeps what was heard beside what was judged', () => {
  const hearing = {
    genre: 'techno',
    subgenre: null,
    mood: ['dark'],
    energy: 8,
    bpm: 128,
    instruments: ['drums'],
    vocal: 'female' as const,
    words: 'higher',
    language: null,
    description: 'rolling techno, about 128 BPM',
  };
  const clip = { start: 120, end: 140 };
  const unknown = withHearing(unknownEntry(100, 200), hearing, source, clip);
  expect(enrichmentOf(unknown).heard).toMatchObject({
    ...clip,
    description: 'rolling techno, about 128 BPM',
    bpm: 128,
  });
  const both = withJudgement(withHearing(entry(), hearing, source, clip), judgement(), source);
  expect(enrichmentOf(both)).toMatchObject({ heard: { bpm: 128 }, validation: { score: 0.9 } });
});
