import { describe, expect, it } from 'vitest';
import { withCorrections, withoutRejected } from '../../src/domain/corrections.js';
import { tracklistOf as readLines, textOf } from '../../src/domain/edit-text.js';
import { edited, namedBy, rewritten } from '../../src/domain/editing.js';
import { UsageError } from '../../src/domain/errors.js';
import { parseTracklist } from '../../src/domain/schema.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { HOSTILE_TITLES } from '../support/hostile-titles.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const rival = { track: { title: 'Two', artists: ['Rival'] }, confidence: 0.6, evidence: [] };
const measured = (): Tracklist =>
  tracklistOf([
    trackEntry(0.4, 110, 'One'),
    trackEntry(100.6, 200, 'Two', { alternatives: [rival] }),
    unknownEntry(200, 300),
    trackEntry(300, 400, 'Four'),
  ]);
const say = (...words: string[]): Tracklist => edited(measured(), words[0]!, words.slice(1));
const rows = ({ entries }: Tracklist): string[] =>
  entries.map(({ start, end, track, corrected }) => {
    const name = track ? `${track.artists.join()} - ${track.title}` : 'ID';
    return `${start}–${end} ${name}${corrected ? ' *' : ''}`;
  });
const [ONE, TWO, ID, FOUR] = rows(measured());

describe('an edit', () => {
  it.each([
    [
      ['set', '3', 'Ann - Sea (Dub)'],
      [ONE, TWO, '200–300 Ann - Sea *', FOUR],
    ],
    [
      ['set', '3', 'Ann', '-', 'Sea'],
      [ONE, TWO, '200–300 Ann - Sea *', FOUR],
    ],
    [
      ['set', '3:25', 'Ann - Sea'],
      [ONE, TWO, '200–300 Ann - Sea *', FOUR],
    ],
    [
      ['set', '1', 'ID'],
      ['0.4–110 ID *', TWO, ID, FOUR],
    ],
    [
      ['accept', '1'],
      [`${ONE} *`, TWO, ID, FOUR],
    ],
    [
      ['reject', '1'],
      ['0.4–110 ID', TWO, ID, FOUR],
    ],
    [
      ['reject', '1:41'],
      [ONE, '100.6–200 Rival - Two', ID, FOUR],
    ],
    [
      ['move', '3', '2:30'],
      [ONE, TWO, '150–300 ID *', FOUR],
    ],
    [
      ['move', '1', '2:00'],
      [TWO, '120–229.6 Somebody - One *', ID, FOUR],
    ],
    [
      ['split', '2', '150', 'Ann - Sea'],
      [ONE, '100.6–150 Somebody - Two *', '150–200 Ann - Sea *', ID, FOUR],
    ],
    [
      ['merge', '4', '2'],
      [ONE, '100.6–400 Somebody - Two *'],
    ],
    [
      ['delete', '3'],
      [ONE, TWO, FOUR],
    ],
    [
      ['add', '4:10', 'Ann - Sea'],
      [ONE, TWO, ID, '250–300 Ann - Sea *', FOUR],
    ],
  ])('says what is meant: %j', (words, wanted) => {
    const after = say(...words);
    expect(rows(after)).toEqual(wanted);
    // Said again of the same measurement it comes to the same, and it can be read back.
    expect(rows(withCorrections(measured(), after.corrections!))).toEqual(wanted);
    expect(parseTracklist(JSON.stringify(after), 'it')).toEqual(after);
  });

  it('takes the mix’s own heading', () => {
    expect(say('title', 'Night', 'at the pier').source.title).toBe('Night at the pier');
    expect(say('artist', 'Ann').source.artist).toBe('Ann');
    const { source, corrections } = say('date', '2026-05');
    expect([source.date, corrections]).toEqual(['2026-05', [{ kind: 'heading', date: '2026-05' }]]);
  });

  it.each([
    [['set', '9', 'x'], 'There is no entry 9. The last one is: 4  5:00  Somebody - Four'],
    [['set', '0', 'x'], 'There is no entry 0.'],
    [['set'], 'Write it like this: set 4 "Artist - Title (Version)"'],
    [['set', '1'], 'Write it like this: set 4'],
    [['set', 'first', 'x'], '"first" is no time'],
    [['accept', '3'], '3  3:20  ID - ID: there is no name to accept'],
    [['reject', '3'], 'there is no name to reject'],
    [['accept', '1', '2'], 'Write it like this: accept 3'],
    [['move', '1', '9:00'], "9:00 is past the mix's end, which is 6:40"],
    [['split', '2', '3:30'], '2  1:40  Somebody - Two: 3:30 isn’t inside it'.replace('’', "'")],
    [['merge', '2', '2'], 'name two entries'],
    [['set', '1', ''], 'The name is empty.'],
    [['move', '1'], 'Write it like this: move 4 12:31'],
    [['date', 'May'], 'A date is written as'],
    [['date', '2026-13-45'], 'A date is written as'],
    [['date', '2026-02-31'], 'A date is written as'],
    [['date', '2026-00'], 'A date is written as'],
    [['constructor', '1'], 'There is no edit "constructor"'],
  ])('that makes no sense is refused in a sentence: %j', (words, sentence) => {
    expect(() => say(...words)).toThrow(UsageError);
    expect(() => say(...words)).toThrow(sentence);
  });

  it('that is said again changes nothing, so that undoing it has nothing to take back', () => {
    const once = say('set', '3', 'Ann - Sea');
    expect(edited(once, 'set', ['3', 'Ann - Sea'])).toBe(once);
    expect(edited(once, 'set', ['3', 'Ann - Seas'])).not.toBe(once);
    const titled = say('title', 'Night');
    expect(edited(titled, 'title', ['Night'])).toBe(titled);
  });

  it('takes days and months that the calendar has', () => {
    for (const date of ['2026', '2026-12', '2024-02-29', '']) expect(say('date', date).source.date ?? '').toBe(date);
  });

  it('keeps a rejected name away from its stretch, and from no other', () => {
    const { corrections } = say('reject', '1');
    const again = tracklistOf([
      trackEntry(5, 100, 'Other', { alternatives: [{ ...rival, track: { title: 'One', artists: ['Somebody'] } }] }),
      trackEntry(300, 400, 'One'),
    ]);
    const after = withCorrections(again, corrections!);
    expect(rows(after)).toEqual(['5–100 Somebody - Other', '300–400 Somebody - One']);
    expect(after.entries[0]!.alternatives).toEqual([]);
  });

  it('keeps it away however it is spelt, also from what completes names, and not from where it was named again', () => {
    const { corrections = [] } = tracklistOf([], {
      corrections: [{ kind: 'rejected', start: 0, end: 100, was: 'Somebody - One (Original Mix)' }],
    });
    const spelt = { ...rival, track: { title: 'ONE', artists: ['somebody', 'Ann'] } };
    const entries = [trackEntry(5, 100, 'Other', { alternatives: [spelt] }), trackEntry(300, 400, 'One')];
    const [first, second] = withoutRejected(entries, corrections);
    expect([first!.alternatives, second]).toEqual([[], entries[1]]);
    expect(withoutRejected([trackEntry(5, 100, 'One')], corrections)[0]!.kind).toBe('unknown');
    const yours = trackEntry(5, 100, 'One', { corrected: true });
    expect(withoutRejected([yours], corrections)).toEqual([yours]);
    const remix = trackEntry(5, 100, 'One', { track: { title: 'One', version: 'Dub', artists: ['Somebody'] } });
    expect(withoutRejected([remix], corrections)).toEqual([remix]);
  });

  it('reads names as people write them', () => {
    expect(namedBy(' Ann & Bob –  Sea (Dub Mix) ')).toEqual({
      title: 'Sea',
      version: 'Dub Mix',
      artists: ['Ann & Bob'],
    });
    expect(['ID', 'id - id', '', 'ID – ID'].map(namedBy)).toEqual([null, null, null, null]);
  });
});

describe('a tracklist as lines', () => {
  const change = (turn: (lines: string) => string): Tracklist => {
    const before = measured();
    return rewritten(before, readLines(turn(textOf(before)), before));
  };

  it('that nobody changed says nothing new', () => {
    expect(change((lines) => lines).corrections).toBeUndefined();
    expect(change((lines) => lines.replaceAll('\n', '\r\n')).corrections).toBeUndefined();
  });

  it('says what was changed, added and deleted, and leaves the rest as it was measured', () => {
    const after = change((lines) =>
      lines
        .replace('Title:', 'Title: Night')
        .replace('3:20  ID', '3:20  Ann - Sea (Dub)')
        .replace(/ {0,9}0:00 .*\n/, '')
        .replace('5:00  Somebody - Four', '4:50  Somebody - Four\n6:10  Bob - End'),
    );
    expect(after.source.title).toBe('Night');
    expect(rows(after)).toEqual([TWO, '200–300 Ann - Sea *', '290–400 Somebody - Four *', '370–400 Bob - End *']);
  });

  it('names the line that can’t be understood', () => {
    expect(() => change((lines) => `${lines}\nno time here`)).toThrow(/^Line 13 doesn't begin with a time/);
    expect(() => change((lines) => `${lines}\n59:00 Ann - Sea`)).toThrow("past the mix's end");
  });

  it('holds names of every kind', () => {
    const before = tracklistOf(HOSTILE_TITLES.map((title, i) => trackEntry(i * 60, i * 60 + 60, title)));
    expect(rewritten(before, readLines(textOf(before), before)).corrections).toBeUndefined();
  });
});
