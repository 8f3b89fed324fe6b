import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { KeptId } from '../../../src/archive/ids/kept-id.js';
import { PrintsFolder } from '../../../src/archive/ids/prints-folder.js';
import { packPeaks } from '../../../src/fingerprint/index.js';
import { madeUpPeaks } from '../../support/made-up-peaks.js';

it('is opened though another process makes a larger part of one that was written just now', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'prints-'));
  const writing = join(folder, 'writing');
  await mkdir(writing);
  // What killed runs have left is looked at between writing a part and using it, which takes its time.
  await Promise.all(Array.from({ length: 600 }, (_, i) => writeFile(join(writing, `${i}.prints`), '')));
  const print: KeptId['print'] = { engine: '3', seconds: 40, peaks: packPeaks(madeUpPeaks(1, 40)) };
  const read = async (number: number): Promise<KeptId> => ({
    number,
    firstSeen: '2026-01-01T00:00:00.000Z',
    print,
    from: { mix: '0123456789ab', start: 0, end: 40 },
  });
  const opening = new PrintsFolder(folder, read, () => print.peaks).open([
    { number: 7, print: { engine: '3', seconds: 40, sum: 1 } },
  ]);
  let part: string | undefined;
  while (!part) part = (await readdir(folder)).find((name) => name.endsWith('.prints'));
  await rm(join(folder, part));
  const view = await opening;
  expect(view.trackCount).toBe(1);
  expect(view.numberOf(0)).toBe(7);
  view.close();
  await rm(folder, { recursive: true });
});
