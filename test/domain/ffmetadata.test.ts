import { expect, it } from 'vitest';
import { ffmetadataText, parseFfmetadata } from '../../src/domain/ffmetadata.js';
import { HOSTILE_TITLES } from '../support/hostile-titles.js';

it('reads back what is written', () => {
  const titles = ['Ann Orr - Sea = Sky; #1 \\ Dub', 'two\nlines', ...HOSTILE_TITLES.slice(0, 20)];
  const chapters = titles.map((title, i) => ({ start: i * 10, end: i * 10 + 10, title }));
  const { tags, chapters: read } = parseFfmetadata(ffmetadataText(chapters, { comment: 'a=b\nc' }));
  expect(tags.get('COMMENT')).toBe('a=b\nc');
  expect(read.map(({ start }) => start)).toEqual(chapters.map(({ start }) => start));
  expect(read.map(({ title }) => title.trimEnd())).toEqual(titles.map((title) => title.trimEnd()));
});

it('takes nanoseconds where no base is said, the tags of a stream, and anything else', () => {
  const text =
    ';FFMETADATA1\n[CHAPTER]\nSTART=4000000000\nTITLE=Sea\n[STREAM]\nCUESHEET=x\nbroken\n[CHAPTER]\nSTART=?\n';
  const { tags, chapters } = parseFfmetadata(text);
  expect(chapters).toEqual([
    { start: 4, title: 'Sea' },
    { start: 0, title: '' },
  ]);
  expect(tags.get('CUESHEET')).toBe('x');
  expect(parseFfmetadata('')).toEqual({ tags: new Map(), chapters: [] });
});
