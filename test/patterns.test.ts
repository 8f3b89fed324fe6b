import { describe, expect, it } from 'vitest';
import { type Growth, growthOf } from './support/patterns/growth.js';
import { patternsIn } from './support/patterns/literals.js';

const { literals, makers } = patternsIn('src');

/** These read names that were cut to a thousand letters and have single blanks only: a square of that is a millisecond. */
const isGivenNames = (file: string): boolean => file.startsWith('domain/names/') || file === 'library/scan/tags.ts';

// Text from strangers goes through nearly all of them: tags, titles, pages, playlists, headers, answers, names of files.
describe('regular expressions', () => {
  it('read every text in a time that grows as the text does', () => {
    const found = new Map<string, Growth | null>();
    const slow = literals.flatMap(({ file, line, source, flags }) => {
      if (isGivenNames(file)) return [];
      // The same pattern stands in several places.
      const pattern = `/${source}/${flags}`;
      const growth = found.has(pattern) ? found.get(pattern)! : growthOf(source, flags);
      found.set(pattern, growth);
      return growth ? [{ at: `src/${file}:${line}`, pattern, ...growth }] : [];
    });
    expect(literals.length).toBeGreaterThan(250);
    expect(slow).toEqual([]);
  });

  it('are written out, so that they can be looked at, but for one of a fixed text and length', () => {
    expect(makers.filter((file) => !isGivenNames(file))).toEqual(['files/temp-owner.ts']);
  });
});

// What the test above would say of patterns that are known to be slow, and of such as only look so.
describe('the count of steps', () => {
  it.each([
    [/^(a+)+$/],
    [/<[^>]*>/g],
    [/[.\s]+$/],
    [/^(.*?)\s+-\s+(.*)$/],
    [/(?:x+y?)*z/],
    [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi],
    [/<think>[\s\S]*?<\/think>/gi],
    [/\B(?=(\d{3})+$)/g],
    [/^\s*file\d+\s*=/im],
    [/=\s*(.*)$/],
    [/model .* not found/],
    [/a.{0,2000}b/],
    [/"(?:[^"\\]|\\.)*"/g],
  ])('finds that %s is slow', (pattern) => expect(growthOf(pattern.source, pattern.flags)).not.toBeNull());

  it.each([
    [/<[^<>]*>/g],
    [/\s+/g],
    [/^[.\s]+/],
    [/^"((?:[^"\\]|\\.)*)"/],
    [/(?:^|;)\s*Title\s*=\s*'/i],
    [/\S\s+-\s+(?=\S)/],
  ])('finds that %s is not', (pattern) => expect(growthOf(pattern.source, pattern.flags)).toBeNull());

  it('refuses what it can not count', () => {
    expect(() => growthOf('<(a|b)>[^]*</\\1>', '')).toThrow(/refers back/);
  });
});
