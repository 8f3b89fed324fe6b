import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { engine } from '../../src/decks/engine/deck.js';
import { mixxx } from '../../src/decks/mixxx/deck.js';
import { serato } from '../../src/decks/serato/deck.js';
import { traktor } from '../../src/decks/traktor/deck.js';
import { virtualdj } from '../../src/decks/virtualdj/deck.js';
import type { Deck } from '../../src/domain/ports/deck.js';
import { fileOf, tracksIn } from '../support/deck-reading.js';
import { tempFolder } from '../support/temp.js';

const pipe = (...parts: string[]): string => {
  const path = join(tempFolder(), ...parts);
  mkdirSync(dirname(path), { recursive: true });
  execFileSync('mkfifo', [path]);
  return path;
};

it.each<[Deck, string[], up: number]>([
  [traktor, ['Traktor 3.1', 'collection.nml'], 1],
  [virtualdj, ['VirtualDJ', 'database.xml'], 1],
  [mixxx, ['mixxxdb.sqlite'], 0],
  [engine, ['Engine Library', 'Database2', 'm.db'], 2],
  [serato, ['_Serato_', 'Subcrates', 'a.crate'], 2],
])('waits for no pipe in the place of a file (%#)', async (deck, parts, up) => {
  const named = resolve(pipe(...parts), ...Array<string>(up).fill('..'));
  await expect(tracksIn(deck, named)).rejects.toThrow(/" is no file\.$/);
});

it('says why a file can not be read', async () => {
  const path = join(dirname(fileOf('a.txt', '')), 'gone.sqlite');
  await expect(tracksIn(mixxx, path)).rejects.toThrow(`"${path}" can't be read: `);
});
