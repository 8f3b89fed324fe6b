import { describe, expect, it } from 'vitest';
import {
  hearingSchema,
  judgementSchema,
  judgementsSchema,
  wireSchema,
} from '../../../src/domain/enrichment/answers.js';
import { isEnglish } from '../../../src/domain/enrichment/english.js';

const good = {
  n: 3,
  artists: ['Ann'],
  title: 'Blue',
  version: null,
  remixer: 'Unknown',
  label: null,
  year: null,
  genre: null,
  subgenre: null,
  mood: [],
  energy: null,
  score: 0.5,
  reason: 'Not known to me.',
};

describe('a judgement', () => {
  it('takes what a model says, and "unknown" for nothing', () => {
    expect(judgementSchema.parse(good)).toMatchObject({ n: 3, remixer: null, score: 0.5 });
  });

  it.each([
    ['a score above 1', { score: 7 }],
    ['an energy of words', { energy: 'high' }],
    ['a year of the future', { year: 3000 }],
    ['a missing field', { title: undefined }],
    ['a field more', { isrc: 'GBAYE0000001' }],
    ['an address', { label: 'see https://evil.example/x' }],
    ['markup', { title: '<script>alert(1)</script>' }],
    ['a novel', { reason: 'a '.repeat(400) }],
    ['a reason in Chinese', { reason: '这首歌的风格与相邻的曲目一致' }],
    ['a reason in Spanish', { reason: 'Este tema parece estar bien escrito y encaja con los otros temas del set' }],
  ])('refuses %s', (_, more) => {
    expect(judgementSchema.safeParse({ ...good, ...more }).success).toBe(false);
  });

  it('holds no control character', () => {
    expect(judgementSchema.parse({ ...good, title: 'Blue\u001b[31m\u202e' }).title).toBe('Blue [31m');
  });
});

it('knows English from other languages, whatever is quoted', () => {
  expect(isEnglish('rolling techno, about 128 BPM')).toBe(true);
  expect(isEnglish("the title '夜に駆ける' is a known song of this artist")).toBe(true);
  expect(isEnglish('夜に駆ける is')).toBe(false);
  expect(isEnglish('Ein treibender Titel mit weiblicher Stimme und viel Hall darauf')).toBe(false);
});

it('makes a schema that strict servers take', () => {
  const wire = wireSchema(judgementsSchema);
  const check = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) check(item);
    if (Array.isArray(node) || typeof node !== 'object' || node === null) return;
    const { type, properties, required, additionalProperties } = node as Record<string, unknown>;
    if (type === 'object') {
      expect(required).toEqual(Object.keys(properties as object));
      expect(additionalProperties).toBe(false);
    }
    for (const [key, value] of Object.entries(node)) {
      expect(['minimum', 'maximum', 'maxLength', 'pattern', '$schema', 'default', '$ref']).not.toContain(key);
      check(key === 'properties' ? Object.values(value as object) : value);
    }
  };
  check(wire);
  check(wireSchema(hearingSchema));
  expect(JSON.stringify(wire)).toContain('"remixer":{"type":["string","null"]}');
});
