import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as constants from '../../src/fingerprint/constants.js';
import * as layout from '../../src/fingerprint/hash-key.js';

const folder = resolve(import.meta.dirname, '../../src/fingerprint');
const readme = readFileSync(join(folder, 'README.md'), 'utf8');
const section = (title: string): string => readme.split(`\n## ${title}\n`)[1]!.split('\n## ')[0]!;
const rowsOf = (text: string): string[][] =>
  [...text.matchAll(/^\| (`.*) \|$/gm)].map(([, row]) => row!.split(' | ').map((cell) => cell.trim()));
const bare = (cell: string): string => cell.replaceAll('`', '');

describe('the engine’s README', () => {
  it('explains each constant, with the value that it has', () => {
    const told = new Map(rowsOf(section('Constants')).map(([name, value]) => [bare(name!), value!]));
    expect([...told.keys()]).toEqual(Object.keys(constants).sort((a, b) => placeOf(a) - placeOf(b)));
    for (const [name, value] of Object.entries(constants)) {
      const numbers = [
        ...told
          .get(name)!

          .matchAll(/\d*\.?\d[\d,]*/g),
      ].map(([number]) => number.replace(/,(?=\d{3})/g, '').replace(/,$/, ''));
      const values = typeof value === 'number' ? [value] : Object.values(value as object);
      // As many digits as are told.
      const rounded = values.map((v: number, i) => v.toFixed((numbers[i]!.split('.')[1] ?? '').length));
      expect(
        numbers.map((number) => (number.startsWith('.') ? `0${number}` : number)),
        name,
      ).toEqual(rounded);
    }
  });

  it('tells thresholds as they stand in their files', () => {
    const rows = rowsOf(section('Thresholds')).filter(([file]) => bare(file!).endsWith('.ts'));
    expect(rows.length).toBeGreaterThan(20);
    for (const [file, name, value] of rows) {
      const source = readFileSync(join(folder, bare(file!)), 'utf8');
      expect(source, `${file} ${name}`).toMatch(`const ${bare(name!)} = ${bare(value!)};`);
    }
  });

  it('names each file, and none that isn’t there', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
    const sources = files.filter((file) => file.endsWith('.ts'));
    const unnamed = sources.filter(
      (file) => !new RegExp(`(^|[\\s\`(])${file.replaceAll('.', '\\.')}`, 'm').test(readme),
    );
    expect(unnamed).toEqual([]);
    const named = [...readme.matchAll(/`([\w/-]+(?:\.as|\.d)?\.ts)`/g)].map(([, file]) => file!);
    expect(named.filter((file) => !sources.includes(file) && !file.startsWith('test/'))).toEqual([]);
  });

  it('draws keys and details as the source does', () => {
    const source = readFileSync(join(folder, 'hash-key.ts'), 'utf8');
    const drawn = (text: string): string[] => text.match(/(key {5}|detail {2})[a-z]+ \d · .*$/gm) ?? [];
    expect(drawn(source)).toHaveLength(2);
    expect(drawn(readme)).toEqual(drawn(source));
    const { FIRST_BITS, SPAN_BITS, RATIO_BITS, AWAY_BITS, TIME_BITS } = layout;
    const { FIRST_CELL_BITS, SPAN_CELL_BITS, RATIO_CELL_BITS, AWAY_CELL_BITS } = constants;
    const widths = (line: string): number[] => [...line.split('   (')[0]!.matchAll(/\d+/g)].map(Number);
    expect(drawn(readme).map(widths)).toEqual([
      [AWAY_BITS, AWAY_BITS, RATIO_BITS, SPAN_BITS, FIRST_BITS],
      [FIRST_CELL_BITS, SPAN_CELL_BITS, AWAY_CELL_BITS, AWAY_CELL_BITS, RATIO_CELL_BITS, TIME_BITS],
    ]);
  });
});

/** Where in the source a constant stands. */
const source = readFileSync(join(folder, 'constants.ts'), 'utf8');
function placeOf(name: string): number {
  return source.search(new RegExp(`export const ${name}\\b`));
}
