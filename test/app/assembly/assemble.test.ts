import { describe, expect, it } from 'vitest';
import { assemble } from '../../../src/app/assembly/assemble.js';
import type { Match } from '../../../src/domain/match.js';
import { followed, sampled, track } from '../../support/matches.js';

/** Rows as a person reads them: `start-end title`, with what is special about them. */
function rows(matches: Match[], end: number, musicless: Array<{ start: number; end: number }> = []): string[] {
  return assemble({ start: 0, end, matches, musicless }).map((e) => {
    const name = e.kind === 'track' ? e.track.title : 'ID';
    const marks = [
      e.transition ? `overlap ${e.transition.start}-${e.transition.end}` : '',
      e.kind === 'track' && e.layered ? 'layered' : '',
      ...e.alternatives.map((a) => `or ${a.track.title}`),
    ];
    return [`${e.start}-${e.end} ${name}`, ...marks.filter(Boolean)].join(', ');
  });
}

describe('followed tracks', () => {
  it.each<[string, Match[], number, string[]]>([
    ['one track fills the mix', [followed('A', 0, 200)], 200, ['0-200 A']],
    [
      'a crossfade: the new track takes over in its middle and the old one ends at its end',
      [followed('A', 0, 200), followed('B', 180, 400)],
      400,
      ['0-200 A', '190-400 B, overlap 180-200'],
    ],
    [
      'a short hole between two tracks belongs to both',
      [followed('A', 0, 200), followed('B', 208, 400, { at: 30 })],
      400,
      ['0-204 A', '204-400 B'],
    ],
    [
      'a track that is heard from its own beginning takes over there',
      [followed('A', 0, 200), followed('B', 208, 400, { at: 0 })],
      400,
      ['0-208 A', '208-400 B'],
    ],
    [
      'a long hole is an unknown track with its times',
      [followed('A', 0, 200), followed('B', 300, 500)],
      500,
      ['0-200 A', '200-300 ID', '300-500 B'],
    ],
    ['unknown tracks at both ends of the mix', [followed('A', 100, 300)], 500, ['0-100 ID', '100-300 A', '300-500 ID']],
    [
      'a fade-in and a fade-out belong to the first and the last track',
      [followed('A', 6, 200), followed('B', 190, 390)],
      400,
      ['0-200 A', '195-400 B, overlap 190-200'],
    ],
    [
      'a second play after another track is an entry of its own',
      [followed('A', 0, 200), followed('B', 190, 400), followed('A', 390, 600)],
      600,
      ['0-200 A', '195-400 B, overlap 190-200', '395-600 A, overlap 390-400'],
    ],
    [
      'loops and re-cues are one play',
      [
        followed('A', 0, 60),
        followed('A', 60, 68, { at: 52 }),
        followed('A', 68, 76, { at: 52 }),
        followed('A', 76, 200, { at: 52 }),
      ],
      200,
      ['0-200 A'],
    ],
    [
      'a track hidden for a while under a filter is one play when it goes on along its line',
      [followed('A', 0, 80), followed('A', 140, 260, { at: 140 })],
      260,
      ['0-260 A'],
    ],
    [
      'a track that stays away and starts again elsewhere is played twice',
      [followed('A', 0, 80), followed('A', 140, 260, { at: 10 })],
      260,
      ['0-80 A', '80-140 ID', '140-260 A'],
    ],
    [
      'the same track mixed into itself at another speed is played twice',
      [followed('A', 0, 200), followed('A', 190, 380, { speed: 1.05 })],
      380,
      ['0-200 A', '195-380 A, overlap 190-200'],
    ],
    [
      'a track laid over another one that goes on is a layer',
      [followed('A', 0, 400), followed('B', 100, 160), followed('C', 390, 600)],
      600,
      ['0-400 A', '100-160 B, layered', '395-600 C, overlap 390-400'],
    ],
    [
      'a version that owns little of its evidence is an alternative',
      [followed('A', 0, 200), followed('A (Remix)', 20, 180, { owned: 0.2, score: 0.8 })],
      200,
      ['0-200 A, or A (Remix)'],
    ],
    [
      'a version of the same title is an alternative even with evidence of its own',
      [
        followed('Song', 0, 200),
        followed('Song2', 10, 190, { score: 0.9, track: track('Song', { version: 'Extended Mix' }) }),
      ],
      200,
      ['0-200 Song, or Song'],
    ],
    [
      'a doubtful line is no entry but stays beside the unknown stretch',
      [followed('A', 50, 150, { score: 0.2 })],
      200,
      ['0-200 ID, or A'],
    ],
    ['nothing heard is one unknown stretch', [], 300, ['0-300 ID']],
    ['a mix shorter than an unknown is worth gives no row', [], 5, []],
  ])('%s', (_, matches, end, expected) => {
    expect(rows(matches, end)).toEqual(expected);
  });

  it('does not call silence an unknown track', () => {
    expect(rows([], 300, [{ start: 0, end: 300 }])).toEqual([]);
    expect(rows([followed('A', 0, 100)], 300, [{ start: 101, end: 250 }])).toEqual(['0-100 A', '250-300 ID']);
  });

  it('gives the same rows whatever the order of the matches', () => {
    const matches = [
      followed('A', 0, 200),
      followed('B', 190, 400),
      followed('C', 380, 600),
      followed('B2', 200, 390, { owned: 0.1 }),
    ];
    const expected = rows(matches, 600);
    expect(rows([...matches].reverse(), 600)).toEqual(expected);
    expect(rows([matches[2]!, matches[0]!, matches[3]!, matches[1]!], 600)).toEqual(expected);
  });

  it('keeps the speed of the longest line of a play', () => {
    const [entry] = assemble({
      start: 0,
      end: 200,
      matches: [followed('A', 0, 20, { speed: 1.02 }), followed('A', 20, 200, { at: 20, speed: 1.032 })],
    });
    expect(entry).toMatchObject({ kind: 'track', speed: 1.032 });
  });
});

describe('sampled tracks', () => {
  it('joins samples whose positions agree, and finds the played speed', () => {
    const matches = [0, 60, 120, 180].map((t) => sampled('A', 10 + t, 30 + t * 1.04));
    const [entry, ...rest] = assemble({ start: 0, end: 220, matches });
    expect(rest).toEqual([]);
    expect(entry).toMatchObject({ kind: 'track', start: 0, end: 220, speed: 1.04 });
    expect(entry!.confidence).toBeGreaterThan(0.98);
  });

  it('is surer of two samples that agree than of one, and less sure of one than its score says', () => {
    const one = assemble({ start: 0, end: 100, matches: [sampled('A', 10, 30)] })[0]!;
    const two = assemble({ start: 0, end: 100, matches: [sampled('A', 10, 30), sampled('A', 60, 80)] })[0]!;
    expect(one.confidence).toBeLessThan(0.95);
    expect(two.confidence).toBeGreaterThan(one.confidence!);
  });

  it('lets a track begin no earlier than its own beginning', () => {
    const matches = [sampled('A', 0, 20), sampled('A', 60, 80), sampled('B', 120, 10), sampled('B', 180, 70)];
    expect(rows(matches, 200)).toEqual(['0-115 A', '115-200 B']);
  });

  it('keeps a lone answer inside another play as an alternative', () => {
    const matches = [sampled('A', 0, 0), sampled('A', 60, 60), sampled('X', 90, 5), sampled('A', 120, 120)];
    expect(rows(matches, 140)).toEqual(['0-140 A, or X']);
  });

  it('takes two samples of a track whose positions contradict as two plays', () => {
    const matches = [sampled('A', 0, 0), sampled('A', 60, 60), sampled('B', 120, 30), sampled('A', 400, 10)];
    const titles = assemble({ start: 0, end: 420, matches }).map((e) => e.track?.title ?? 'ID');
    expect(titles.filter((t) => t === 'A')).toHaveLength(2);
  });
});

describe('several identifiers', () => {
  it('makes one entry of what two of them call the same recording, surer than either alone', () => {
    const lead = followed('Song', 0, 200, { score: 0.9 });
    const other = sampled('song', 60, 60, {
      track: track('Song (Original Mix)', { isrc: 'QZ1', artists: ['SOMEBODY'] }),
    });
    const entries = assemble({ start: 0, end: 200, matches: [lead, other] });
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ start: 0, end: 200, track: { title: 'Song', isrc: 'QZ1' } });
    expect(entries[0]!.confidence).toBeGreaterThan(0.9);
    expect(entries[0]!.evidence.map((e) => e.identifier)).toEqual(['library', 'acrcloud']);
  });

  it('loses confidence when another identifier names something else', () => {
    const alone = assemble({ start: 0, end: 200, matches: [followed('A', 0, 200, { score: 0.8 })] })[0]!;
    const disputed = assemble({
      start: 0,
      end: 200,
      matches: [followed('A', 0, 200, { score: 0.8 }), sampled('X', 60, 60)],
    });
    expect(disputed).toHaveLength(1);
    expect(disputed[0]!.confidence).toBeLessThan(alone.confidence!);
    expect(disputed[0]!.alternatives.map((a) => a.track.title)).toEqual(['X']);
  });
});

describe('a takeover between tracks that were only sampled', () => {
  const matches = [
    sampled('A', 60, 60, { track: track('A', { duration: 300 }) }),
    sampled('A', 210, 210, { track: track('A', { duration: 300 }) }),
    sampled('B', 330, 70, { track: track('B', { duration: 300 }) }),
  ];
  const listening = (answer: number | null) => {
    const asked: unknown[][] = [];
    const entries = assemble({
      start: 0,
      end: 430,
      matches,
      sound: {
        isStrange: () => null,
        takeover(...question) {
          asked.push(question);
          return answer;
        },
      },
    });
    return { asked, entries };
  };

  it('is placed where the sound changes', () => {
    const { entries, asked } = listening(281);
    expect(entries.map((e) => [e.track?.title, e.start])).toEqual([
      ['A', 0],
      ['B', 281],
    ]);
    expect(entries[0]!.end).toBe(281);
    // Between the new track's own beginning, which its offset tells, and where it was first heard.
    expect(asked).toEqual([[{ start: 260, end: 330 }, { start: 15, end: 260 }, { start: 330, end: 470 }, 275]]);
  });

  it('is placed by the offsets where the sound does not tell', () => {
    expect(listening(null).entries[1]!.start).toBe(275);
  });
});

describe('one lone answer between two tracks', () => {
  const between = (lengthOfA: number) =>
    assemble({
      start: 0,
      end: 500,
      matches: [
        sampled('A', 20, 20, { track: track('A', { duration: lengthOfA }) }),
        sampled('A', 120, 120, { track: track('A', { duration: lengthOfA }) }),
        sampled('X', 180, 44),
        sampled('B', 240, 90),
        sampled('B', 400, 250),
      ],
    });

  it('is an alternative where their own lengths leave no room for it', () => {
    const entries = between(260);
    expect(entries.filter((e) => e.kind === 'track').map((e) => e.track.title)).toEqual(['A', 'B']);
    expect(entries.flatMap((e) => e.alternatives.map((a) => a.track.title))).toEqual(['X']);
  });

  it('is a track where they leave room', () => {
    expect(between(180).map((e) => e.track?.title)).toContain('X');
  });
});

it('lets a track that was only sampled end where the sound changes to what nobody named', () => {
  const between: unknown[] = [];
  const entries = assemble({
    start: 0,
    end: 600,
    matches: [
      sampled('A', 20, 20, { track: track('A', { duration: 300 }) }),
      sampled('A', 120, 120, { track: track('A', { duration: 300 }) }),
    ],
    sound: {
      isStrange: () => null,
      takeover(where) {
        between.push(where);
        return 250;
      },
    },
  });
  expect(entries.map((e) => [e.kind, e.start, e.end])).toEqual([
    ['track', 0, 250],
    ['unknown', 250, 600],
  ]);
  // From where it was last heard to its own end.
  expect(between).toEqual([{ start: 132, end: 300 }]);
});

describe('the time between two tracks that were only sampled', () => {
  const between = (lengthOfA: number, more: Partial<Parameters<typeof assemble>[0]> = {}) =>
    assemble({
      start: 0,
      end: 500,
      matches: [
        sampled('A', 20, 20, { track: track('A', { duration: lengthOfA }) }),
        sampled('B', 300, 60, { track: track('B', { duration: 300 }) }),
      ],
      ...more,
    }).map((e) => e.track?.title ?? null);

  it('belongs to them where their own lengths reach across it', () => {
    expect(between(310)).toEqual(['A', 'B']);
    expect(between(150)).toEqual(['A', null, 'B']);
  });

  it('belongs to another one where samples of it had no name', () => {
    const samples = [80, 150, 200].map((start) => ({ start, end: start + 12 }));
    expect(between(310, { unnamed: samples.slice(0, 2) })).toEqual(['A', null, 'B']);
    // One is missed now and then, unless it sounds like neither.
    expect(between(310, { unnamed: samples.slice(0, 1) })).toEqual(['A', 'B']);
    const sound = { takeover: () => null, isStrange: () => true };
    expect(between(310, { unnamed: samples.slice(0, 1), sound })).toEqual(['A', null, 'B']);
  });
});
