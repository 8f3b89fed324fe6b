import type { WriteStream } from 'node:tty';
import { expect, it } from 'vitest';
import { erasingDownwards } from '../../../src/cli/terminal/redraw.js';

it('takes a terminal that says that it has no columns for a usual one, on which no line takes endlessly many rows', () => {
  const tty = { columns: 0, write: () => true } as unknown as WriteStream;
  const stream = erasingDownwards(tty);
  expect(stream.columns).toBe(80);
  tty.columns = 120;
  expect(stream.columns).toBe(120);
});
