import { describe, expect, it } from 'vitest';
import { renderExplanation } from '../../../src/cli/terminal/explain.js';
import { renderSummary } from '../../../src/cli/terminal/summary.js';
import { timeStrip } from '../../../src/cli/terminal/time-strip.js';
import { renderTracklist } from '../../../src/cli/terminal/tracklist-table.js';
import { displayWidth } from '../../../src/cli/terminal/width.js';
import { fakeStream } from '../../support/terminal.js';
import { hardToShow, trackEntry, tracklistOf, unknownEntry } from '../../support/tracklists.js';

const row = (text: string, number: number) => text.split('\n').find((line) => line.startsWith(`${number} `)) ?? '';

describe.each([60, 80, 200])('at %i columns', (columns) => {
  it.each([
    ['table', renderTracklist],
    ['explanation', renderExplanation],
    ['summary', renderSummary],
  ] as const)('no line of the %s is wider, in Unicode or ASCII', (_, render) => {
    for (const unicode of [true, false]) {
      for (const line of render(hardToShow(), fakeStream({ columns, unicode })).split('\n')) {
        expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('start, artist, title, speed and confidence are there', () => {
    const text = renderTracklist(hardToShow(), fakeStream({ columns }));
    expect(row(text, 1)).toMatch(/0:00 {2}Ann Other +Opening.* \+3\.2 % {2}97 %$/);
  });
});

describe('the table', () => {
  const text = renderTracklist(hardToShow(), fakeStream({ columns: 120 }));

  it('marks doubt without colour', () => {
    expect(row(text, 2)).toMatch(/62 % \?$/);
    expect(row(text, 3)).toMatch(/34 % \?\?$/);
  });

  it('never claims a certainty that nobody has', () => {
    expect(row(text, 6)).toMatch(/99 %$/);
  });

  it('marks what is layered over another track', () => {
    expect(row(text, 3)).toContain('w/ DJ 🎧');
  });

  it('keeps what nobody could name', () => {
    expect(row(text, 4)).toMatch(/^4 {2}11:40 {2}ID +ID$/);
  });

  it('moves the version into the title when it has no room of its own', () => {
    const list = tracklistOf([trackEntry(0, 60, 'T', { track: { title: 'T', artists: ['A'], version: 'Dub' } })]);
    expect(row(renderTracklist(list, fakeStream({ columns: 80 })), 1)).toMatch(/ T {6}Dub /);
    const wide = hardToShow();
    expect(renderTracklist(wide, fakeStream({ columns: 60 }))).toContain('夜に駆ける (リ');
  });

  it('has the tempo as it was played and the key where there is room', () => {
    const track = { title: 'T', artists: ['A'], bpm: 124, key: 'F#m', label: 'L', releaseDate: '1998-05' };
    const list = tracklistOf([trackEntry(0, 60, 'T', { track, speed: 1.032 })]);
    expect(row(renderTracklist(list, fakeStream({ columns: 120 })), 1)).toMatch(/128\.0 {2}F#m {2}\+3\.2 %/);
    expect(renderTracklist(list, fakeStream({ columns: 40 }))).not.toContain('F#m');
    const because = renderExplanation(list, fakeStream({ columns: 120 }));
    expect(because).toContain('124 BPM, played at 128');
    expect(because).toContain('in F#m');
    expect(because).toContain('L, 1998');
  });

  it('says in plain words why a name is taken for a phantom', () => {
    const recurring = { asked: 6, lone: 5, rejected: 1 };
    const evidence = [{ identifier: 'shazam', mixTime: 10, mixDuration: 12, trackTime: 61, score: 0.9 }];
    const ghost = { track: { title: 'T', artists: ['A'] }, confidence: 0.1, recurring, evidence };
    const unsure = trackEntry(60, 99, 'U', { confidence: 0.6, recurring: { asked: 1, lone: 1, rejected: 0 } });
    const list = tracklistOf([unknownEntry(0, 60, { alternatives: [ghost] }), unsure]);
    const text = renderExplanation(list, fakeStream({ columns: 200 }));
    expect(text).toContain('also named in 5 of 6 other mixes by answers that nothing bears out');
    expect(text).toContain('which you rejected in 1');
    expect(text.match(/likely a phantom/g)).toHaveLength(1);
    expect(text).toContain('also named in 1 of 1 other mix by');
  });

  it('marks where the work is surer than the version of it, and says what the mark means', () => {
    const dub = { track: { title: 'T', version: 'Dub', artists: ['Somebody'] }, confidence: 0.9, evidence: [] };
    const list = tracklistOf([trackEntry(0, 60, 'T', { recordingConfidence: 0.48, alternatives: [dub] })]);
    const table = renderTracklist(list, fakeStream({ columns: 120 }));
    expect(row(table, 1)).toMatch(/97 % ~$/);
    const meaning = '~ surely this track, less surely this version of it (--explain says why)';
    expect(table.split('\n').slice(-3)).toEqual(['', meaning, '']);
    expect(renderTracklist(hardToShow(), fakeStream({ columns: 120 }))).not.toContain('~');
    const yours = tracklistOf([trackEntry(0, 60, 'T', { recordingConfidence: 0.48, corrected: true })]);
    expect(renderTracklist(yours, fakeStream({ columns: 120 }))).not.toContain('~');
    const because = renderExplanation(list, fakeStream({ columns: 120 }));
    expect(because).toMatch(/97 % ~\n/);
    expect(because).toContain('48 % that it is this very version, Somebody - T (Dub) was named there, too');
  });

  it('colours by confidence and dims the unknown', () => {
    const coloured = renderTracklist(hardToShow(), fakeStream({ columns: 120, colour: 1 }));
    expect(coloured).toContain('\u001b[32m97 %');
    expect(coloured).toContain('\u001b[33m62 % ?');
    expect(coloured).toContain('\u001b[31m34 % ??');
    expect(coloured).toContain('\u001b[2mID');
  });

  it('says something sensible about nothing', () => {
    expect(renderTracklist(tracklistOf([]), fakeStream())).not.toContain('NaN');
  });
});

describe('the time line', () => {
  const list = tracklistOf([
    trackEntry(0, 330, 'a'),
    trackEntry(300, 600, 'b', { transition: { start: 270, end: 330 } }),
    unknownEntry(600, 900),
    trackEntry(960, 1200, 'c'),
  ]);

  it('shows blocks in proportion, overlaps, unknowns and gaps', () => {
    expect(timeStrip(list, fakeStream({ columns: 40 }))).toEqual([
      '1████████▒▒2▓▓▓▓▓▓▓▓3░░░░░░░░░  4▓▓▓▓▓▓▓',
      '╵0:00               ╵10:00',
    ]);
  });

  it('reads without colour and Unicode', () => {
    expect(timeStrip(list, fakeStream({ columns: 40, unicode: false }))).toEqual([
      '1========xx2--------3.........  4-------',
      '|0:00               |10:00',
    ]);
  });

  it('shows even the shortest entry', () => {
    const short = tracklistOf([trackEntry(0, 1000, 'a'), trackEntry(500, 500.5, 'b', { layered: true })]);
    expect(timeStrip(short, fakeStream({ columns: 20, unicode: false }))[0]).toBe('1=========x=========');
  });

  it('paints neighbours in different colours', () => {
    const [strip] = timeStrip(list, fakeStream({ columns: 40, colour: 1 }));
    expect(strip).toContain('\u001b[36m█');
    expect(strip).toContain('\u001b[35m█');
    expect(strip).not.toContain('▓');
  });

  it('is left out where there is no room for it or nothing in it', () => {
    expect(timeStrip(list, fakeStream({ columns: 19 }))).toEqual([]);
    expect(timeStrip(tracklistOf([]), fakeStream())).toEqual([]);
  });
});

describe('the explanation', () => {
  const text = renderExplanation(hardToShow(), fakeStream({ columns: 100, unicode: false }));

  it('says who heard what where, at which speed', () => {
    expect(text).toContain('library heard 0:00-5:38, from 0:12 of the track, speed +3.2 % with key-lock, score 0.98');
  });

  it('lists what else it might be, with its own evidence', () => {
    expect(text).toMatch(/or ヨアソビ - 夜に駆ける \(インストゥルメンタル\) {2}31 % \?\?\n {6}acrcloud heard/);
  });

  it('breaks between phrases where a line is too long', () => {
    const narrow = renderExplanation(hardToShow(), fakeStream({ columns: 60, unicode: false }));
    expect(narrow).toContain('from 0:12 of the track,\n      speed +3.2 % with key-lock');
  });
});

describe('the summary', () => {
  const text = renderSummary(hardToShow(), fakeStream({ columns: 100 }), { written: ['mix.json', 'mix.csv'] });

  it('counts tracks, time and calls, and names files and warnings', () => {
    expect(text).toBe(
      [
        '6 tracks identified, 1 unknown, 1:02:05 of mix in 24 s (155 × real time)',
        'acrcloud: 31 calls, 4 from the cache, 93 spared by planning, 1 failed',
        'wrote mix.json, mix.csv',
        'warning: The sound breaks off at 1:02:05.',
        '',
      ].join('\n'),
    );
  });

  it('says when there is more to be had', () => {
    expect(renderSummary({ ...hardToShow(), complete: false }, fakeStream())).toContain('This is a part.');
  });
});

describe('what else is known of a sound', () => {
  const version = (name: string) => ({ title: 'Song', artists: ['A'], version: name });
  const set = { title: 'Live at the Dock', artists: ['B'] };
  const alsoIn = [{ track: set, start: 60, end: 200, trackTime: 3725 }];
  const list = tracklistOf([
    trackEntry(0, 60, 'Song', {
      track: version('Extended Mix'),
      alternatives: [{ track: version('Radio Edit'), confidence: 0.48, evidence: [], sameSound: true }],
      otherNames: [{ title: 'track 01', artists: [], file: '/music/01.mp3' }],
    }),
    { ...unknownEntry(60, 200), alsoIn },
  ]);

  it('is in the table: edits side by side, and where else an unknown track is', () => {
    const text = renderTracklist(list, fakeStream({ columns: 160 }));
    expect(row(text, 1)).toContain('Extended Mix / Radio Edit');
    expect(row(text, 2)).toContain('ID (also in B - Live at the Dock at 1:02:05)');
  });

  it('is in the explanation', () => {
    const text = renderExplanation(list, fakeStream({ columns: 160 }));
    expect(text).toContain('    also named track 01, /music/01.mp3\n');
    expect(text).toContain('or A - Song (Radio Edit)  48 % ??\n      another edit, which sounds the same there');
    expect(text).toContain('    also in B - Live at the Dock, at 1:02:05 (1:00–3:20 here)\n');
  });
});

it('is a sentence where there are no rows', () => {
  const empty = tracklistOf([], { duration: 600 });
  expect(renderTracklist(empty, fakeStream())).toBe('No music was heard in it, so there is no tracklist to show.\n');
  expect(renderTracklist({ ...empty, complete: false }, fakeStream())).toMatch(
    /^It ended before any music was heard.*\n$/,
  );
});

it('says how a track was mixed in with the signs that all figures have, which a plain terminal can show', () => {
  const keys = { from: '8A', to: '4B', steps: -4, fits: false };
  const mixed = (tempo: number) => ({ mixedIn: { after: 0, tempo, keys, gain: [0, -3] } });
  const track = { title: 'B', artists: ['A'], key: 'Abm' };
  const list = tracklistOf([trackEntry(0, 60, 'One'), trackEntry(60, 120, 'Two', { ...mixed(0.716), track })]);
  const [fine, plain] = [true, false].map((unicode) => fakeStream({ columns: 200, unicode }));
  expect(row(renderTracklist(list, fine!), 2)).toContain('8A→4B ! -28.4 %');
  expect(row(renderTracklist(list, plain!), 2)).toContain('8A->4B ! -28.4 %');
  expect(renderExplanation(list, fine!)).toContain(
    '-28.4 % in tempo, 8A → 4B, -4, clashes, level -3.0 dB, in Abm (1A)',
  );
  expect(renderExplanation(list, plain!)).toContain('8A -> 4B, -4, clashes');
});
