import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../src/domain/errors.js';
import { youtube } from '../../src/exporters/youtube.js';
import { exported } from '../support/exporting.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const at = (...starts: number[]) =>
  tracklistOf(starts.map((start, i) => trackEntry(start, (starts[i + 1] ?? start) + 60, `T${i}`)));
const lines = (list: ReturnType<typeof tracklistOf>) => exported(youtube, list).text.trimEnd().split('\n');

it('writes chapters with the time first', () => {
  const list = tracklistOf([
    trackEntry(0, 200, 'One', { track: { title: 'One', version: 'Dub', artists: ['A'], label: 'L' } }),
    unknownEntry(190.7, 3765),
    trackEntry(3765, 4000, 'Three', { confidence: 0.2 }),
  ]);
  expect(exported(youtube, list)).toMatchObject({
    name: 'mix.youtube.txt',
    text: '0:00 A - One (Dub)\n3:10 ID - ID\n1:02:45 Somebody - Three (?)\n',
    warnings: [],
  });
});

it('begins at 0:00, with an intro where there is room for one', () => {
  expect(lines(at(12, 60, 120))).toEqual([
    '0:00 Intro',
    '0:12 Somebody - T0',
    '1:00 Somebody - T1',
    '2:00 Somebody - T2',
  ]);
  expect(lines(at(9.9, 60, 120))[0]).toBe('0:00 Somebody - T0');
});

it('has no brackets, which descriptions refuse or misread', () => {
  const list = at(0, 60, 120);
  list.entries[0]!.track!.title = '<3 [ID] <b>';
  expect(lines(list)[0]).toBe('0:00 Somebody - ‹3 (ID) ‹b›');
});

describe('chapters of less than ten seconds', () => {
  it('stand in one line with the chapter before, and that is said', () => {
    const list = tracklistOf([
      trackEntry(0, 60, 'A'),
      trackEntry(60, 100, 'B'),
      trackEntry(65, 90, 'C', { layered: true }),
      trackEntry(69, 90, 'D'),
      trackEntry(120, 300, 'E'),
    ]);
    const { text, warnings } = exported(youtube, list);
    expect(text).toBe('0:00 Somebody - A\n1:00 Somebody - B w/ Somebody - C / Somebody - D\n2:00 Somebody - E\n');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/10 seconds: 2 /);
  });

  it('are counted by the seconds that are written', () => {
    expect(lines(at(0, 60.9, 70.1, 120))).toHaveLength(4);
    expect(lines(at(0, 60, 69.99, 120))).toHaveLength(3);
  });

  it('are found at the end of the mix too', () => {
    const list = tracklistOf([
      trackEntry(0, 60, 'A'),
      trackEntry(60, 90, 'B'),
      trackEntry(90, 120, 'C'),
      trackEntry(115, 120, 'D'),
    ]);
    expect(lines(list).at(-1)).toBe('1:30 Somebody - C / Somebody - D');
  });
});

it('says which rule cannot be met', () => {
  expect(() => exported(youtube, at(0, 60))).toThrow(ValidationError);
  expect(() => exported(youtube, at(0, 60))).toThrow(/at least 3 .*has 2/);
  expect(() => exported(youtube, at(0, 5, 60, 65))).toThrow(/has 2/);
});

it('warns when a description could not hold them', () => {
  const list = tracklistOf(Array.from({ length: 90 }, (_, i) => trackEntry(i * 60, i * 60 + 60, 'T'.repeat(60))));
  expect(exported(youtube, list).warnings.join()).toMatch(/holds 5000/);
});
