import { expect, it } from 'vitest';
import { renderVerdict } from '../../../src/cli/terminal/demo-table.js';
import { judge } from '../../../src/demo/judge.js';
import { truthOf } from '../../../src/demo/set.js';
import { fakeStream } from '../../support/terminal.js';
import { trackEntry, unknownEntry } from '../../support/tracklists.js';

const truths = truthOf();
const entries = truths.map(({ score, start, end, speed }) =>
  score
    ? trackEntry(start, end, score.title, { track: { title: score.title, artists: [score.artist] }, speed })
    : unknownEntry(start, end),
);

it('shows what was found beside what was played, and says whether all of it is right', () => {
  const text = renderVerdict(judge(truths, entries), fakeStream({ columns: 120 }));
  expect(text).toMatch(/Nora Quill - Harbour Glass +0:00 +0:00 +0\.0 s +\+3\.3 % +\+3\.3 % +vinyl +yes/);
  expect(text).toMatch(/\nAll right: 6 tracks named, 1 unknown left unnamed\.\n$/);
});

it('names what is wrong', () => {
  const text = renderVerdict(judge(truths, entries.slice(1)), fakeStream({ columns: 120 }));
  expect(text).toMatch(/Harbour Glass.* no: not found\n/);
  expect(text).toContain('1 of 7 wrong');
});
