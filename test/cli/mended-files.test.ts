import { expect, it } from 'vitest';
import type { Staying } from '../../src/app/mending.js';
import { stayingLines, writtenLines } from '../../src/cli/mended-files.js';
import { WriteError } from '../../src/domain/errors.js';

const changed = (name: string, document = '/mixes/set.json'): Staying => ({
  file: `/mixes/${name}`,
  document,
  format: name.slice(name.lastIndexOf('.') + 1),
  why: 'changed',
});

it('has a line for each of two files of a result, and one for many', () => {
  expect(writtenLines('/mixes', ['/mixes/a.json', '/mixes/a.csv'])).toEqual(['wrote a.json', 'wrote a.csv']);
  const many = ['a.json', 'a.csv', 'a.txt', 'b.json'].map((name) => `/mixes/${name}`);
  expect(writtenLines('/mixes', many)).toEqual(['wrote a.json and 2 files beside it', 'wrote b.json']);
});

it('says once of all files of a result that they were changed by hand, and how they are made anew', () => {
  expect(
    stayingLines(
      '/mixes',
      ['set.csv', 'set.txt', 'set.cue'].map((name) => changed(name)),
    ),
  ).toEqual([
    'set.csv, set.txt and set.cue were changed by hand, so they stay. For new ones beside them: tracklistify export set.json -f csv,txt,cue',
  ]);
  expect(stayingLines('/mixes', [changed('set.csv'), changed('b.csv', '/mixes/b.json')])).toEqual([
    'set.csv was changed by hand, so it stays. For a new one beside it: tracklistify export set.json -f csv',
    'b.csv was changed by hand, so it stays. For a new one beside it: tracklistify export b.json -f csv',
  ]);
});

it('says of a document what becomes of it, and of a file that can’t be written why', () => {
  const full = new WriteError('No.', { cause: Object.assign(new Error('x'), { code: 'ENOSPC' }) });
  expect(stayingLines('/mixes', [changed('set.json'), { ...changed('set.txt'), why: full }])).toEqual([
    expect.stringMatching(/^set\.json was changed by hand, so it stays\. When its mix is identified again/),
    expect.stringMatching(/^set\.txt couldn't be written: .*disk/),
  ]);
});
