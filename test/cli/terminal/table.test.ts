import { describe, expect, it } from 'vitest';
import { type Column, shownColumns, tableLines } from '../../../src/cli/terminal/table.js';
import { displayWidth } from '../../../src/cli/terminal/width.js';
import { fakeStream } from '../../support/terminal.js';

interface Row {
  name: string;
  note: string;
  size: number;
}

const columns: Column<Row>[] = [
  { header: 'Name', min: 6, weight: 2, cell: (r) => r.name },
  { header: 'Note', min: 6, drop: 1, cell: (r) => r.note },
  { header: 'Size', align: 'right', cell: (r) => String(r.size) },
];
const rows: Row[] = [
  { name: 'short', note: 'a note of some length', size: 7 },
  { name: '夜に駆ける and then a good deal more than that', note: 'n', size: 12_345 },
];
const lines = (width: number, options = {}, data = rows) =>
  tableLines({ columns, rows: data }, fakeStream({ columns: width, ...options }));

describe('a table', () => {
  it('is as wide as its content where there is room', () => {
    expect(lines(200)).toEqual([
      'Name                                            Note                    Size',
      '──────────────────────────────────────────────  ─────────────────────  ─────',
      'short                                           a note of some length      7',
      '夜に駆ける and then a good deal more than that  n                      12345',
    ]);
  });

  it('shares by weight the room that there is', () => {
    expect(lines(40)).toEqual([
      'Name                   Note         Size',
      '─────────────────────  ──────────  ─────',
      'short                  a note of…      7',
      '夜に駆ける and then…   n           12345',
    ]);
  });

  it('gives what a small column leaves to the others', () => {
    const data = [{ name: 'n'.repeat(40), note: 'tiny!', size: 1 }];
    expect(lines(30, {}, data)[2]).toBe(`${'n'.repeat(16)}…  tiny!     1`);
  });

  it('drops the least important column when it gets too narrow', () => {
    const stream = fakeStream({ columns: 18 });
    expect(shownColumns({ columns, rows }, stream).map((c) => c.header)).toEqual(['Name', 'Size']);
  });

  it.each([1, 5, 9, 18, 19, 20, 30, 59, 60, 80, 81, 200])('never passes %i columns', (width) => {
    for (const unicode of [true, false]) {
      for (const line of lines(width, { unicode })) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  it('is not cut when it goes to a file', () => {
    expect(lines(40, { bounded: false })).toEqual(lines(200));
  });

  it('leaves out a column that is empty in every row', () => {
    expect(lines(80, {}, [{ name: 'x', note: '', size: 1 }])[0]).toBe('Name  Size');
  });

  it('decorates in ASCII where nothing else is sure to show', () => {
    const text = tableLines({ columns, rows: rows.slice(0, 1) }, fakeStream({ columns: 30, unicode: false })).join(
      '\n',
    );
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text).toContain('...');
  });

  it('lets no control character through, nor a line break', () => {
    const text = lines(80, {}, [{ name: 'a\u001b[31mb\nc', note: '\u202ex', size: 1 }]);
    expect(text).toHaveLength(3);
    expect(text.join('')).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  it('paints after it has measured', () => {
    const painted = tableLines(
      { columns: [{ ...columns[0]!, paint: (text, _, style) => style.red(text) }, columns[2]!], rows },
      fakeStream({ columns: 30, colour: 1 }),
    );
    expect(painted[2]).toContain('\u001b[31mshort');
    for (const line of painted) expect(displayWidth(line)).toBeLessThanOrEqual(30);
  });

  it('tells a terminal where the next column begins after what terminals measure differently', () => {
    const data = [{ name: '👍🏽', note: 'n', size: 1 }];
    expect(lines(80, { interactive: true }, data)[2]).toBe('👍🏽    \u001b[7Gn        1');
    expect(lines(80, {}, data)[2]).toBe('👍🏽    n        1');
  });
});
