import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ClaimList } from '../../src/domain/claim.js';
import { UsageError } from '../../src/domain/errors.js';
import { createTracklistify } from '../../src/wiring/create.js';
import { knowingListener, toneSource } from '../support/fakes.js';
import { followed, track } from '../support/matches.js';
import { tempFolder } from '../support/temp.js';

const own: ClaimList = {
  kind: 'list',
  by: 'the radio',
  clock: 'mix',
  slack: 10,
  claims: [
    { track: track('A'), at: 5 },
    { track: track('B'), at: 100 },
  ],
};

it('takes lists from a program, by their files and as they are', async () => {
  const home = tempFolder();
  await writeFile(join(home, 'set.txt'), '0:00 Somebody - A\n1:00 Somebody - X\n');
  const door = createTracklistify({ env: { HOME: home }, cwd: home });
  const identifiers = [knowingListener([followed('A', 0, 200)])];
  const { tracklist } = await door.identify(toneSource(300), { identifiers, claims: ['set.txt', own] });
  expect(tracklist.claims!.map(({ by, track, heardAt }) => [by, track.title, heardAt])).toEqual([
    ['set.txt', 'A', 0],
    ['set.txt', 'X', null],
    ['the radio', 'A', 0],
    ['the radio', 'B', null],
  ]);
});

it('refuses what is no list before anything is opened', async () => {
  const door = createTracklistify({ env: { HOME: tempFolder() } });
  const wrong = { identifiers: [knowingListener([])], claims: [{ by: 'x' } as unknown as ClaimList] };
  await expect(door.identify('nowhere.mp3', wrong)).rejects.toThrow(UsageError);
});
