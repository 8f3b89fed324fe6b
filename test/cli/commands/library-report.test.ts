import { expect, it } from 'vitest';
import { sayFrom } from '../../../src/cli/commands/library/report.js';
import type { CollectionReport } from '../../../src/library/from/bring-in.js';
import { fakeTerminal } from '../../support/terminal.js';

const report: CollectionReport = {
  ...{ program: 'traktor', title: 'Traktor', path: '/nml/collection.nml' },
  ...{ tracks: 640, found: 100, streamed: 3, others: 2, leftOut: 1, remembered: 30 },
  missing: {
    count: 500,
    first: Array.from({ length: 100 }, (_, i) => `/gone/${i}\u001b[31m.mp3`),
    folder: '/gone',
    mapped: null,
  },
  elsewhere: [{ folder: 'C:\\Music', count: 34 }],
};

it('names ten files that are missing and counts the others, with what may be done about it', () => {
  const terminal = fakeTerminal();
  sayFrom(terminal, report);
  const lines = terminal.err.text.split('\n');
  expect(lines.filter((line) => line.startsWith('missing:'))).toHaveLength(11);
  expect(terminal.err.text).not.toContain('\u001b[31m.mp3');
  expect(lines).toContain('missing: 490 more');
  expect(lines).toContain(
    '34 files lie in C:\\Music on another system. If that is here too: --map "C:\\Music=/path/here"',
  );
  expect(lines).toContain('/gone isn\'t there. If it is somewhere else now: --map "/gone=/path/here"');
  expect(terminal.err.text.replace(/\s+/g, ' ')).toContain(
    'Traktor names 640 tracks in /nml/collection.nml, 100 of them here, 500 missing, 34 on another system, what is known of 30 of those stays, ' +
      '3 streamed and without a file, 2 no music by their names, 1 that you left out',
  );
});

it('says of a map that leads nowhere where it leads', () => {
  const terminal = fakeTerminal();
  sayFrom(terminal, { ...report, missing: { ...report.missing, mapped: '/here/Musik' } });
  expect(terminal.err.text).toContain(
    '/here/Musik, where --map leads, isn\'t there. If it is somewhere else now: --map "/gone=/path/here"',
  );
});
