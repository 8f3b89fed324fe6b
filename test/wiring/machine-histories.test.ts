import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import type { ClaimList } from '../../src/domain/claim.js';
import { SourceError } from '../../src/domain/errors.js';
import type { Deck } from '../../src/domain/ports/deck.js';
import { sessionsOf } from '../../src/wiring/machine-histories.js';
import type { World } from '../../src/wiring/world.js';
import { recorder } from '../support/fakes.js';
import { track } from '../support/matches.js';
import { registry } from '../support/settings.js';
import { tempFolder } from '../support/temp.js';
import { worldIn } from '../support/world.js';

const BEGUN = 1_700_000_000;
let home: string;
let world: World;
let read: string[];

const session = (start: number): ClaimList => ({
  kind: 'history',
  by: 'Wax history',
  clock: 'world',
  slack: 5,
  claims: [{ track: track('A'), at: start, until: start + 300 }],
});

/** A file says when its session began, or that it is damaged. */
const wax: Deck = {
  name: 'wax',
  title: 'Wax',
  owns: ({ path }) => (path.endsWith('.wax') ? { history: true } : null),
  places: () => [join(home, '*.wax')],
  load: async () => ({
    async history(path) {
      const name = path.slice(home.length + 1, -'.wax'.length);
      read.push(name);
      if (name === 'damaged') throw new SourceError('It is damaged.');
      return [session(BEGUN + Number(name)), session(BEGUN - 86_400)];
    },
  }),
};
const put = (name: string, changed: number): void => {
  writeFileSync(join(home, `${name}.wax`), '');
  utimesSync(join(home, `${name}.wax`), BEGUN + changed, BEGUN + changed);
};
const found = async () => {
  const lists = await sessionsOf(world, { at: BEGUN, slack: 30 }, 3600, recorder());
  return lists.map(({ claims }) => claims[0]!.at! - BEGUN);
};

beforeEach(() => {
  home = tempFolder();
  read = [];
  world = worldIn(home, { registry: { ...registry, decks: [wax] } });
});

it('reads what was changed since the recording began, and takes the sessions of its time', async () => {
  put('600', 3700);
  put('-200', 100);
  put('-9000', -5000);
  put('9000', 12_000);
  expect(await found()).toEqual([-200, 600]);
  expect(read).not.toContain('-9000');
});

it('is not stopped by a damaged file, and reads no more of hundreds than may be of that time', async () => {
  put('damaged', 50);
  put('60', 70);
  for (let i = 0; i < 100; i++) put(String(100_000 + i), 200_000 + i);
  expect(await found()).toEqual([60]);
  expect(read.length).toBe(12);
});

it('comes to nothing on a machine without DJ programs', async () => {
  expect(await found()).toEqual([]);
});
