import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { SourceError, UsageError } from '../../src/domain/errors.js';
import type { Deck, DeckTools } from '../../src/domain/ports/deck.js';
import { removeTempFolders } from '../../src/files/temp-folder.js';
import { deckFor } from '../../src/wiring/decks.js';
import { machineOf } from '../../src/wiring/machine.js';
import type { World } from '../../src/wiring/world.js';
import { registry } from '../support/settings.js';
import { tempFolder } from '../support/temp.js';
import { worldIn } from '../support/world.js';

let home: string;
let handed: DeckTools[];
let world: World;

/** Owns files that begin with its name. */
const madeUp = (name: string, title: string): Deck => ({
  name,
  title,
  owns: ({ head }) => (Buffer.from(head).toString().startsWith(name) ? { collection: true } : null),
  places: () => [],
  load: async (tools) => {
    handed.push(tools);
    return {};
  },
});

beforeEach(() => {
  home = tempFolder();
  handed = [];
  world = worldIn(home, { registry: { ...registry, decks: [madeUp('wax', 'Wax'), madeUp('reel', 'Reel Pro')] } });
});

describe('what a user names as a collection or a history', () => {
  it('goes to the program that owns it, whose reader is loaded when it is asked for', async () => {
    writeFileSync(join(home, 'mine'), 'reel 1');
    const found = await deckFor(world, 'mine');
    expect(found).toMatchObject({ deck: { name: 'reel' }, path: join(home, 'mine'), holds: { collection: true } });
    expect(handed).toEqual([]);
    const atExit: Array<() => void> = [];
    await (await deckFor({ ...world, atExit: (act) => void atExit.push(act) }, 'mine')).load();
    // Copies of databases go when the process does.
    expect(atExit).toEqual([removeTempFolders]);
    expect(handed).toEqual([{ tempFolder: home }]);
  });

  it('may be a folder that holds the one', async () => {
    writeFileSync(join(home, 'a.cfg'), 'other');
    writeFileSync(join(home, 'b.db'), 'wax 1');
    expect((await deckFor(world, home)).path).toBe(join(home, 'b.db'));
  });

  it('is no empty name', async () => {
    await expect(deckFor(world, ' ')).rejects.toThrow(/^The name of a collection or history is missing\./);
  });

  it('is to be told where a folder holds several', async () => {
    for (const name of ['1', '2', '3']) writeFileSync(join(home, name), 'wax');
    await expect(deckFor(world, home)).rejects.toThrow(
      new UsageError(
        `The folder "${home}" holds several collections or histories. Name one: "${join(home, '1')}", "${join(home, '2')}" and 1 more.`,
      ),
    );
  });

  it('is refused where nobody knows it, and named where it is known and not read', async () => {
    writeFileSync(join(home, 'x.txt'), 'hello');
    await expect(deckFor(world, 'x.txt')).rejects.toThrow(
      '"x.txt" is no collection or history of a DJ program that is known here (Wax, Reel Pro).',
    );
    mkdirSync(join(home, 'djay Media Library.djayMediaLibrary'));
    for (const [name, content, says] of [
      [
        'master.db',
        'noise',
        'a database of rekordbox, which encrypts it. In rekordbox, choose File › Export Collection',
      ],
      ['exportLibrary.db', 'noise', 'a database of rekordbox'],
      ['export.pdb', '\0\0\0\0', 'for players on a stick'],
      ['MediaLibrary.db', 'SQLite format 3\0', 'the library of djay'],
      ['djay Media Library.djayMediaLibrary', null, 'the library of djay'],
      ['p.db', 'SQLite format 3\0', 'Name the m.db beside it'],
      ['Library.xml', '<?xml version="1.0"?>\n<!DOCTYPE plist PUBLIC', "of Apple's Music or iTunes"],
    ] as const) {
      if (content !== null) writeFileSync(join(home, name), content);
      const refused = deckFor(world, name);
      await expect(refused).rejects.toThrow(says);
      await expect(refused).rejects.toThrow(join(home, name));
      await expect(refused).rejects.toBeInstanceOf(UsageError);
    }
  });

  it('is refused by what is in it where that is known and not read', async () => {
    mkdirSync(join(home, 'rekordbox'));
    writeFileSync(join(home, 'rekordbox', 'master.db'), 'noise');
    await expect(deckFor(world, 'rekordbox')).rejects.toThrow('a database of rekordbox, which encrypts it');
  });

  it('is said where it is not there', async () => {
    const missing = deckFor(world, 'gone.xml');
    await expect(missing).rejects.toThrow('Can\'t read "gone.xml": there is no such file or folder.');
    await expect(missing).rejects.toBeInstanceOf(SourceError);
  });
});

describe('the machine', () => {
  it('is the one that the world says, or this one with its other disks', async () => {
    expect(await machineOf(world)).toMatchObject({ home, volumes: [] });
    const here = await machineOf({ env: { HOME: home } });
    expect(here).toMatchObject({ platform: process.platform, home, env: { HOME: home } });
    for (const volume of here.volumes) expect(() => readdirSync(volume)).not.toThrow(/ENOENT/);
  });
});
