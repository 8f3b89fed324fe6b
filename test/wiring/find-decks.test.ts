import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Deck } from '../../src/domain/ports/deck.js';
import { deckFiles, findDecks } from '../../src/wiring/find-decks.js';
import type { World } from '../../src/wiring/world.js';
import { makeDatabase } from '../support/databases.js';
import { registry } from '../support/settings.js';
import { tempFolder } from '../support/temp.js';
import { worldIn } from '../support/world.js';

let home: string;
let stick: string;
beforeEach(() => {
  home = tempFolder();
  stick = tempFolder();
});

const worldOf = (decks: readonly Deck[] = registry.decks, platform = 'linux'): World =>
  worldIn(home, {
    registry: { ...registry, decks },
    machine: async () => ({ platform, home, env: {}, volumes: [stick] }),
  });
const at = (path: string, content = 'x', day = 1): string => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  utimesSync(path, new Date(2024, 5, day, 12), new Date(2024, 5, day, 12));
  return path;
};

/** Writes a collection, and a history for each evening in a folder of it. */
const wax: Deck = {
  name: 'wax',
  title: 'Wax',
  owns({ path, isFolder, head }) {
    if (isFolder) return path.endsWith('Evenings') ? { history: true } : null;
    if (path.endsWith('.night')) return { history: true };
    return Buffer.from(head).toString().startsWith('wax') ? { collection: true } : null;
  },
  places: ({ home: where, volumes }) => [
    `${where}/Wax/main.wax`,
    `${where}/Wax/Evenings/*.night`,
    ...volumes.map((volume) => `${volume}/main.wax`),
  ],
  load: async () => ({
    async *collection(path, { emit }) {
      yield { file: '/1' };
      yield { file: '/2' };
      if (path.startsWith(stick)) emit({ type: 'warning', message: 'a scratch' });
    },
  }),
};

describe('the DJ software of a machine', () => {
  it('is found where it usually lies, with how much is there and when it was changed', async () => {
    const main = at(join(home, 'Wax', 'main.wax'), 'wax', 3);
    at(join(home, 'Wax', 'Evenings', '1.night'), 'x', 4);
    at(join(home, 'Wax', 'Evenings', '2.night'), 'x', 9);
    at(join(home, 'Wax', 'Evenings', 'notes.txt'));
    const other = at(join(stick, 'main.wax'), 'wax', 5);
    const { found, unread } = await findDecks(worldOf([wax]));
    const about = { deck: 'wax', title: 'Wax', files: 1 };
    const on = (day: number): string => new Date(2024, 5, day, 12).toISOString();
    expect(found).toEqual([
      { ...about, path: main, collection: true, history: false, tracks: 2, changedAt: on(3) },
      {
        ...about,
        path: join(home, 'Wax', 'Evenings'),
        collection: false,
        history: true,
        tracks: null,
        files: 2,
        changedAt: on(9),
      },
      { ...about, path: other, collection: true, history: false, tracks: 2, changedAt: on(5), problem: 'a scratch' },
    ]);
    expect(unread).toEqual([]);
  });

  it('has each thing once, and not what only has the name', async () => {
    at(join(home, 'Wax', 'main.wax'), 'other');
    at(join(home, 'Wax', 'Evenings', '1.night'));
    symlinkSync(join(home, 'Wax', 'Evenings', '1.night'), join(home, 'Wax', 'Evenings', '2.night'));
    expect((await deckFiles(worldOf([wax]))).map(({ holds }) => holds)).toEqual([{ history: true }]);
  });

  it('is read with the decks of the house: what is damaged is told, and what is not read gets a sentence', async () => {
    const mixxx = join(home, '.mixxx', 'mixxxdb.sqlite');
    mkdirSync(dirname(mixxx));
    makeDatabase(mixxx, {
      track_locations: { columns: 'id INTEGER PRIMARY KEY, location', rows: [[1, '/m/1.mp3']] },
      library: { columns: 'id INTEGER PRIMARY KEY, title, location', rows: [[1, 'B', 1]] },
    });
    at(join(stick, 'Engine Library', 'Database2', 'm.db'), 'not SQLite', 7);
    at(join(stick, 'PIONEER', 'rekordbox', 'export.pdb'));
    mkdirSync(join(home, 'Music', 'djay', 'djay Media Library.djayMediaLibrary'), { recursive: true });
    const { found, unread } = await findDecks(worldOf());
    expect(found).toEqual([
      expect.objectContaining({
        ...{ deck: 'engine', path: join(stick, 'Engine Library'), collection: true, history: true, tracks: null },
        changedAt: new Date(2024, 5, 7, 12).toISOString(),
        problem: expect.stringContaining('is no SQLite database, though it has the name of one'),
      }),
      expect.objectContaining({
        deck: 'mixxx',
        title: 'Mixxx',
        path: mixxx,
        collection: true,
        history: true,
        tracks: 1,
      }),
    ]);
    expect(unread).toEqual([
      expect.stringMatching(/export\.pdb" is what rekordbox writes for players on a stick\. In rekordbox, choose File/),
      expect.stringMatching(/djayMediaLibrary" is the library of djay/),
    ]);
  });

  it('is not there on most machines', async () => {
    expect(await findDecks(worldOf())).toEqual({ found: [], unread: [] });
    at(join(home, 'Library', 'Pioneer', 'rekordbox', 'master.db'));
    const { unread } = await findDecks(worldOf(registry.decks, 'darwin'));
    expect(unread).toEqual([expect.stringContaining('master.db" is a database of rekordbox, which encrypts it')]);
  });
});
