import { describe, expect, it } from 'vitest';
import { type NameReading, readName, readPath } from '../../../src/domain/names/read-name.js';
import { SHAPES } from './shapes.js';

function asText({ artists, title, version, ...more }: NameReading): string {
  const extra = [
    more.album && `album ${more.album}`,
    more.label && `label ${more.label}`,
    more.catalogueNumber && `number ${more.catalogueNumber}`,
    more.bpm && `bpm ${more.bpm}`,
    more.key && `key ${more.key}`,
  ].filter(Boolean);
  const names = [artists.join(' + ') || '-', title, version].filter((part) => part !== undefined).join(' | ');
  return extra.length > 0 ? `${names} # ${extra.join(', ')}` : names;
}

describe('the name of a file', () => {
  it.each(SHAPES)('%s', (path, reading) => expect(asText(readPath(path))).toBe(reading));

  it('is read in 200 shapes', () => expect(SHAPES.length).toBeGreaterThanOrEqual(200));

  it('is never empty, and never without end', () => {
    for (const name of [
      '',
      ' ',
      '-',
      ' - ',
      '()',
      '[]',
      '01',
      '01 - ',
      'A1',
      'VA - ',
      '8A - 124 - ',
      '(1)',
      '\u0000',
    ]) {
      expect(readName(name).artists).toEqual([]);
    }
    expect(readName('a - b '.repeat(100_000)).title.length).toBeLessThan(1_100);
  });
});
