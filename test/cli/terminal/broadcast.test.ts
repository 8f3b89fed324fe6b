import { describe, expect, it } from 'vitest';
import { startBroadcast } from '../../../src/cli/terminal/broadcast.js';
import { broadcastRow, gapRow } from '../../../src/cli/terminal/broadcast-row.js';
import { renderExplanation } from '../../../src/cli/terminal/explain.js';
import { renderSummary } from '../../../src/cli/terminal/summary.js';
import { displayWidth } from '../../../src/cli/terminal/width.js';
import { type CheckedHint, hintOf } from '../../../src/domain/hint.js';
import { fakeStream } from '../../support/terminal.js';
import { hardToShow, trackEntry } from '../../support/tracklists.js';

const said = (from: CheckedHint['from'], agrees: boolean | null): CheckedHint => ({
  ...hintOf(from, 10, 'Ann Other - Opening\u001b[2J'),
  agrees,
});

describe('a row of a broadcast', () => {
  it.each([20, 40, 80])('is never wider than a terminal of %d columns, whatever is in it', (columns) => {
    for (const unicode of [true, false]) {
      const stream = fakeStream({ columns, unicode });
      for (const entry of hardToShow().entries) {
        const row = broadcastRow(entry, stream, 'corrected:');
        expect(displayWidth(row)).toBeLessThan(columns);
        expect(row).not.toContain('\u001b');
      }
      expect(displayWidth(gapRow(5000, 100, 'x'.repeat(300), stream))).toBeLessThan(columns);
    }
  });

  it('goes to a pipe once it is settled, and again when it was wrong', async () => {
    const [out, err] = [fakeStream(), fakeStream()];
    const { emit } = await startBroadcast({ out, err, verbosity: 0, events: false }, { rows: true });
    const entry = trackEntry(60, 200, 'First');
    emit({ type: 'entry', state: 'playing', entry });
    emit({ type: 'entry', state: 'settled', entry });
    emit({ type: 'gap', mixTime: 100, seconds: 65, reason: 'gone' });
    emit({ type: 'entry', state: 'corrected', entry: trackEntry(60, 200, 'Second') });
    const rows = out.text.split('\n');
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatch(/^ +1:00 .*First/);
    expect(rows[1]).toMatch(/^ +1:40 .* 1:05 not heard: gone$/);
    expect(rows[2]).toMatch(/^ +1:00 +corrected: .*Second/);
  });

  it('stays away where a program reads standard output', async () => {
    const [out, err] = [fakeStream(), fakeStream()];
    const { emit } = await startBroadcast({ out, err, verbosity: 0, events: false }, { rows: false });
    emit({ type: 'entry', state: 'settled', entry: trackEntry(60, 200, 'First') });
    expect(out.text).toBe('');
  });
});

it('what was deleted by hand is counted at the end, as it has no row', () => {
  const corrections = [1, 2].map((start) => ({ kind: 'removed' as const, start, end: start + 1, was: 'X' }));
  const text = (count: number) =>
    renderSummary({ ...hardToShow(), corrections: corrections.slice(0, count) }, fakeStream({ columns: 200 }));
  expect(text(0)).not.toContain('deleted');
  expect(text(1)).toContain(', 1 left out, as you deleted it, ');
  expect(text(2)).toContain(', 2 left out, as you deleted them, ');
});

describe('what was said to play', () => {
  const summary = (hints: CheckedHint[]) => renderSummary({ ...hardToShow(), hints }, fakeStream({ columns: 100 }));

  it('is counted by who said it and whether it agrees', () => {
    expect(summary([said('station', true), said('station', true), said('station', false)])).toContain(
      "\nthe station says 3 titles: 2 agree with what was heard, 1 doesn't\n",
    );
    expect(summary([said('chapter', false), said('description', null)])).toContain(
      "\nchapters say 1 title: 1 doesn't agree with what was heard\nthe description says 1 title: 1 can't be told\n",
    );
  });

  it('stands with the entry that it is about', () => {
    const text = renderExplanation({ ...hardToShow(), hints: [said('station', true)] }, fakeStream({ columns: 100 }));
    expect(text.split('\n\n')[0]).toMatch(/the station says "Ann Other - Opening \[2J" at 0:10, which agrees$/);
  });
});

describe('what was missed', () => {
  it('is told in one phrase, and how to go on with a part', () => {
    const unheard = [
      { start: 10, end: 40, reason: 'x' },
      { start: 100, end: 135, reason: 'x' },
    ];
    const options = { goOn: 'To go on: that way' };
    const text = renderSummary({ ...hardToShow(), unheard, complete: false }, fakeStream({ columns: 100 }), options);
    expect(text).toContain('1:05 not heard in 2 stretches');
    expect(text).toMatch(/\nTo go on: that way\n$/);
    const narrow = fakeStream({ columns: 20 });
    expect(
      renderSummary({ ...hardToShow(), complete: false }, narrow, { goOn: `To go on: ${'x'.repeat(40)}` }),
    ).toContain(`To go on: ${'x'.repeat(40)}\n`);
  });
});
