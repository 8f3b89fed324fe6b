import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, vi } from 'vitest';
import { SourceError } from '../../src/domain/errors.js';
import { parseTracklist, tracklistJsonSchema } from '../../src/domain/schema.js';
import { hardToShow, trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const parse = (value: unknown) => parseTracklist(JSON.stringify(value), 'mix.json');
const message = (value: unknown): string => {
  try {
    parse(value);
  } catch (error) {
    expect(error).toBeInstanceOf(SourceError);
    return (error as Error).message;
  }
  throw new Error('It was taken.');
};

describe('a saved tracklist', () => {
  it('reads back whole', () => {
    expect(parse(hardToShow())).toEqual(hardToShow());
    const rich = tracklistOf([
      trackEntry(0, 9, 'x', {
        track: {
          title: 'x',
          artists: [],
          album: 'a',
          label: 'l',
          releaseDate: '2020-01',
          isrc: 'i',
          duration: 200.5,
          genres: ['g'],
          ids: { spotify: 's' },
          urls: { spotify: 'https://host.example' },
          artwork: 'https://host.example/a.jpg',
          file: '/m/x.mp3',
        },
        enrichment: { openai: { deep: [1, null, { x: true }] } },
      }),
      unknownEntry(9, 20, { alternatives: [{ track: { title: 'y', artists: ['z'] }, confidence: 0.2, evidence: [] }] }),
    ]);
    expect(parse(rich)).toEqual(rich);
    expect(parseTracklist(`\ufeff${JSON.stringify(rich)}`, 'x')).toEqual(rich);
  });

  it('may be from a later minor version', () => {
    const later = {
      ...tracklistOf([{ ...unknownEntry(0, 9), mood: 'x' } as never]),
      schema: 'tracklistify/1.4',
      bpm: 1,
    };
    expect(parse(later)).toEqual(tracklistOf([unknownEntry(0, 9)]));
  });

  it('may be written by hand with no more than it needs', () => {
    const short = {
      schema: 'tracklistify/1',
      source: { name: 'mix' },
      duration: 60,
      entries: [
        { start: 0, end: 30, kind: 'track', track: { title: 'x' }, confidence: 1 },
        { start: 30, end: 60, kind: 'unknown' },
      ],
    };
    const { entries, complete } = parse(short);
    expect(entries).toEqual([
      trackEntry(0, 30, 'x', { track: { title: 'x', artists: [] }, confidence: 1, speed: null }),
      unknownEntry(30, 60),
    ]);
    expect(complete).toBe(true);
  });

  it('is refused with what is wrong and where', () => {
    const wrong = tracklistOf([unknownEntry(0, 9), trackEntry(9, 20, 'x')]);
    expect(message({ ...wrong, entries: [wrong.entries[0], { ...wrong.entries[1], start: 'soon' }] })).toMatch(
      /^mix\.json is damaged at entries\[1\]\.start: .*expected number, received string\.$/,
    );
    expect(message({ ...wrong, entries: [{ ...wrong.entries[0], kind: 'song' }] })).toMatch(/entries\[0\]\.kind/);
    expect(message({ ...wrong, duration: -1 })).toMatch(/duration/);
    expect(message({ ...wrong, createdAt: 'yesterday' })).toMatch(/createdAt.*ISO 8601/);
    expect(message({ ...wrong, schema: 'tracklistify/3' })).toMatch(/tracklistify\/2.*newest/);
    expect(message({ ...wrong, schema: undefined })).toMatch(/not a tracklist/);
    expect(message([])).toMatch(/not a tracklist/);
    expect(message(null)).toMatch(/not a tracklist/);
    expect(() => parseTracklist('{"schema', 'mix.json')).toThrow(
      /mix\.json is no saved tracklist, since it is not valid JSON: Unterminated string/,
    );
    expect(() => parseTracklist('', 'mix.json')).toThrow(SourceError);
  });

  it('may hold any times that sums can be made with, and no others', () => {
    const text = (end: string) => JSON.stringify(tracklistOf([unknownEntry(0, 9)])).replace('"end":9', `"end":${end}`);
    expect(() => parseTracklist(text('1e999'), 'x')).toThrow(/entries\[0\]\.end/);
    expect(() => parseTracklist(text('1e300'), 'x')).toThrow(/entries\[0\]\.end/);
    expect(parseTracklist(text('9e5'), 'x').entries[0]!.end).toBe(9e5);
  });

  it('cannot reach the prototypes of objects', () => {
    const text = JSON.stringify(
      tracklistOf([trackEntry(0, 9, 'x', { track: { title: 'x', artists: [], ids: { a: 'b' } } })]),
    ).replace('"a":"b"', '"__proto__":"b"');
    const { ids } = parseTracklist(text, 'x').entries[0]!.track!;
    expect(Object.getPrototypeOf(ids)).toBe(Object.prototype);
    expect(({} as { b?: unknown }).b).toBeUndefined();
  });
});

describe('a saved tracklist that somebody made to be a burden', () => {
  const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const withEnrichment = (levels: number): string =>
    JSON.stringify({ ...tracklistOf([{ ...trackEntry(0, 9, 'x'), enrichment: { a: 0 } }]) }).replace(
      '"enrichment":{"a":0}',
      `"enrichment":${nested(levels)}`,
    );

  it('is refused when it is nested deeper than anything of ours', () => {
    expect(parseTracklist(withEnrichment(20), 'mix.json').entries).toHaveLength(1);
    for (const levels of [40, 5_000, 1_000_000]) {
      expect(() => parseTracklist(withEnrichment(levels), 'mix.json')).toThrow(/more than 32 levels deep/);
    }
    expect(() => parseTracklist('['.repeat(1e6), 'mix.json')).toThrow(SourceError);
  });

  it('is refused when it holds more than any tracklist does', () => {
    expect(message({ ...tracklistOf([]), warnings: Array(1_000_001).fill('') })).toMatch(/more than any tracklist/);
    const entries = Array.from({ length: 20_001 }, (_, i) => unknownEntry(i, i + 1));
    expect(message(tracklistOf(entries))).toMatch(/damaged at entries/);
  });

  it('has its texts cut to the length of names, which is said once', () => {
    const long = 'x'.repeat(10 << 20);
    const warn = vi.fn();
    const text = JSON.stringify(tracklistOf([trackEntry(0, 9, long), trackEntry(9, 12, 'y')]));
    const { entries } = parseTracklist(text, 'mix.json', warn);
    expect(entries[0]!.track!.title).toBe(`${'x'.repeat(999)}…`);
    expect(entries[1]!.track!.title).toBe('y');
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/^mix\.json holds (a text|\d+ texts) far longer/)]]);
  });
});

describe('the JSON Schema', () => {
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(tracklistJsonSchema());

  it('accepts what is written, by a validator that is not ours', () => {
    for (const list of [hardToShow(), tracklistOf([]), tracklistOf([unknownEntry(0, 9)])]) {
      expect(validate(JSON.parse(JSON.stringify(list))), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it('refuses what is not', () => {
    const list = tracklistOf([trackEntry(0, 9, 'x')]);
    expect(validate({ ...list, schema: 'tracklistify/3' })).toBe(false);
    expect(validate({ ...list, warnings: undefined })).toBe(false);
    expect(validate({ ...list, entries: [{ ...list.entries[0], confidence: 2 }] })).toBe(false);
    expect(validate({ ...list, entries: [{ ...list.entries[0], kind: 'unknown' }] })).toBe(false);
  });

  it('lets later minor versions add keys', () => {
    expect(validate({ ...tracklistOf([]), mood: 'calm' })).toBe(true);
  });
});
