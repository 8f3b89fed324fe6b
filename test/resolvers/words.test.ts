import { expect, it } from 'vitest';
import { listedTitle, queriesFor } from '../../src/resolvers/words.js';

it.each([
  [{ title: 'Night Drive', artists: ['Ada', 'Bob'] }, ['Ada Night Drive']],
  [{ title: 'Night Drive (Original Mix)', artists: ['Ada'] }, ['Ada Night Drive']],
  [{ title: 'Night Drive', version: 'Kay Remix', artists: ['Ada'] }, ['Ada Night Drive Kay Remix', 'Ada Night Drive']],
  [{ title: 'Night Drive [Kay Remix]', artists: ['Ada'] }, ['Ada Night Drive Kay Remix', 'Ada Night Drive']],
  [{ title: 'Night Drive (feat. Bob)', artists: ['Ada'] }, ['Ada Night Drive feat. Bob', 'Ada Night Drive']],
  [{ title: 'track:"Re-Wind" - Part 2', artists: ['AC/DC & R&S'] }, ['AC/DC R&S track Re-Wind Part 2']],
  [{ title: '(Interlude)', artists: ['Ada'] }, ['Ada Interlude']],
  // Not taken apart into accents and jamo, which search engines wouldn't put together again.
  [{ title: 'ガラス', artists: ['Björk'.normalize('NFD')] }, ['Björk ガラス']],
  [{ title: '한국', artists: ['A'] }, ['A 한국']],
  [{ title: 'Night Drive', artists: [] }, []],
  [{ title: '"', artists: ['Ada'] }, []],
  [{ title: 'Night Drive', artists: ['"'] }, []],
])('searches for %j by words that find it', (track, queries) => expect(queriesFor(track)).toEqual(queries));

it('lists a title without a version that says nothing', () => {
  expect(listedTitle({ title: 'Strings (Original Mix)', artists: [] })).toBe('Strings');
  expect(listedTitle({ title: 'Strings', version: 'Remastered 2011', artists: [] })).toBe('Strings');
  expect(listedTitle({ title: 'Strings', version: 'Live', artists: [] })).toBe('Strings (Live)');
});
