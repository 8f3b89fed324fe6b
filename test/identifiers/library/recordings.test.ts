import { describe, expect, it } from 'vitest';
import { assemble } from '../../../src/app/assembly/assemble.js';
import { trackLabel } from '../../../src/domain/track.js';
import type { FoundLine } from '../../../src/fingerprint/index.js';
import { toMatches } from '../../../src/identifiers/library/recordings.js';
import type { TrackRecord } from '../../../src/library/store/records.js';

/** A record; its file is named after its id, which is made of a digit. */
function record(digit: number, more: Partial<TrackRecord> = {}): TrackRecord {
  const id = String(digit).repeat(20);
  const file = { path: `/music/${digit}.mp3`, size: 1, mtime: digit };
  return { id, file, addedAt: '2026-01-01T00:00:00Z', title: `T${digit}`, artists: ['A'], duration: 300, ...more };
}

function line(track: number, mixStart: number, mixEnd: number, more: Partial<FoundLine> = {}): FoundLine {
  return {
    ...{
      track,
      mixStart,
      mixEnd,
      trackStart: 0,
      speed: 1,
      pitch: 1,
      score: 0.97,
      hits: 500,
      clarity: 0.8,
      z: 60,
      owned: 1,
    },
    ...more,
  };
}

const matches = (lines: readonly FoundLine[], records: readonly (TrackRecord | null)[]) =>
  toMatches(lines, (track) => records[track] ?? null);

/** Rows of the tracklist: what leads, `=` its other names, `/` other edits. */
function rows(lines: readonly FoundLine[], records: readonly (TrackRecord | null)[], end = 300): string[] {
  return assemble({ start: 0, end, matches: matches(lines, records) }).map((entry) => {
    if (entry.kind === 'unknown') return `${entry.start}-${entry.end} ID`;
    const others = (entry.otherNames ?? []).map((name) => `= ${trackLabel(name)}`);
    const edits = entry.alternatives.map((a) => `${a.sameSound ? '/' : 'or'} ${trackLabel(a.track)}`);
    const layered = entry.layered ? ['layered'] : [];
    return [`${entry.start}-${entry.end} ${trackLabel(entry.track)}`, ...others, ...edits, ...layered].join(' ');
  });
}

const told = { album: 'Own', label: 'L', releaseDate: '1999', isrc: 'GBAAA9900001' };
const twin = { twin: 0, owned: 0 };

describe('files with the same sound', () => {
  it('are one entry under the best name, whichever was heard best', () => {
    const records = [record(1, { title: 'track 01', artists: [] }), record(2, { title: 'Strings', ...told })];
    const lines = [line(0, 0, 300), line(1, 0, 299, twin)];
    expect(rows(lines, records)).toEqual(['0-300 A - Strings = track 01']);
    const [entry] = assemble({ start: 0, end: 300, matches: matches(lines, records) });
    // The others take nothing from it.
    expect(entry!.confidence).toBe(0.97);
    expect(entry!.alternatives).toEqual([]);
  });

  it('are one entry when each is heard alone for a while', () => {
    const records = [record(1), record(2, told)];
    const lines = [line(0, 0, 150), line(1, 0, 149, twin), line(0, 160, 300, { trackStart: 160 })];
    expect(rows(lines, records)).toEqual(['0-300 A - T2 = A - T1']);
  });

  it('are told in the time of the file that names them, which may begin later', () => {
    const records = [record(1), record(2, told)];
    const [match, ...rest] = matches(
      [line(0, 10, 200, { trackStart: 30 }), line(1, 12, 200, { ...twin, trackStart: 35 })],
      records,
    );
    expect(rest).toEqual([]);
    expect(match).toMatchObject({ key: `library:${records[1]!.id}`, mixTime: 10, trackTime: 33 });
  });

  it.each<[string, Partial<TrackRecord>, Partial<TrackRecord>]>([
    ['tags that say more', { ...told, file: { path: '/z', size: 1, mtime: 0 } }, { duration: 304 }],
    ['an artist before an album', {}, { ...told, artists: [] }],
    ['an album of its own rather than a compilation', { ...told, duration: 296 }, { ...told, album: 'Now 44 Hits' }],
    ['what its tags call a compilation', told, { ...told, compilation: true, duration: 304 }],
    ['the longer one', { duration: 304, file: { path: '/z', size: 1, mtime: 0 } }, {}],
    ['the newer one', { file: { path: '/z', size: 1, mtime: 99 } }, {}],
  ])('go by %s', (_, better, worse) => {
    const records = [record(1, { title: 'Worse', ...worse }), record(2, { title: 'Better', ...better })];
    expect(rows([line(0, 0, 300), line(1, 0, 300, twin)], records)).toEqual([
      expect.stringMatching(/^0-300 (A - )?Better = (A - )?Worse$/),
    ]);
  });

  it('in two libraries at once are one file when they are the same', () => {
    const records = [record(1), record(1)];
    expect(rows([line(0, 0, 300), line(1, 0, 300, twin)], records)).toEqual(['0-300 A - T1']);
  });

  it('stand side by side where they are two edits', () => {
    const records = [
      record(1, { title: 'Song', version: 'Extended Mix', duration: 420 }),
      record(2, { title: 'Song', version: 'Radio Edit', duration: 210 }),
      record(3, { title: 'Song', version: 'Radio Edit', duration: 210, ...told }),
    ];
    const lines = [line(0, 0, 200), line(1, 0, 200, twin), line(2, 0, 200, twin)];
    expect(rows(lines, records, 200)).toEqual(['0-200 A - Song (Extended Mix) / A - Song (Radio Edit)']);
    const [entry] = assemble({ start: 0, end: 200, matches: matches(lines, records) });
    expect(entry).toMatchObject({ confidence: 0.97, alternatives: [{ confidence: 0.485, track: { album: 'Own' } }] });
  });

  it('of which one has lost its record leave the other as it was', () => {
    expect(rows([line(0, 0, 300), line(1, 0, 300, twin)], [record(1), null])).toEqual(['0-300 A - T1']);
    expect(rows([line(0, 0, 300), line(1, 0, 300, twin)], [null, record(2)])).toEqual(['0-300 A - T2']);
  });
});

describe('recordings of mixes', () => {
  const set = record(9, { title: 'Live at the Dock', duration: 3600 });
  const alsoIn = (lines: readonly FoundLine[], records: readonly TrackRecord[], end: number) =>
    assemble({ start: 0, end, matches: matches(lines, records) }).map(
      ({ track, alsoIn = [] }) =>
        `${track?.title ?? 'ID'}: ${alsoIn.map((a) => `${a.track.title} ${a.start}-${a.end} @${a.trackTime}`).join(', ')}`,
    );

  it('are told beside the tracks, and are all that is known of a stretch without becoming its name', () => {
    const lines = [
      line(0, 0, 200),
      line(1, 100, 500, { witness: true, owned: 0.5, trackStart: 1000, speed: 1.02 }),
      line(1, 505, 508, { witness: true, trackStart: 9 }),
    ];
    expect(alsoIn(lines, [record(1), set], 600)).toEqual([
      'T1: Live at the Dock 100-200 @1000',
      'ID: Live at the Dock 200-500 @1102',
    ]);
  });

  it('are no news where they are the mix itself, faster or in two parts', () => {
    const lines = [
      line(0, 10, 300),
      line(1, 0, 290, { witness: true, speed: 1.03 }),
      line(1, 300, 590, { witness: true, speed: 1.03, trackStart: 309 }),
    ];
    const itself = record(9, { title: 'Itself', duration: 600 });
    expect(alsoIn(lines, [record(1), itself], 600)).toEqual(['T1: ', 'ID: ']);
    // An hour of which this is an excerpt is news.
    expect(alsoIn(lines, [record(1), set], 600)[0]).toContain('Live at the Dock');
  });
});
