import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { history } from '../../../src/decks/serato/sessions.js';
import type { ClaimList } from '../../../src/domain/claim.js';
import { eventsOf, recorder } from '../../support/fakes.js';
import { play, session } from '../../support/serato.js';
import { tempFolder } from '../../support/temp.js';

async function read(bytes: Buffer): Promise<{ lists: ClaimList[]; warnings: string[] }> {
  const path = join(tempFolder(), '12.session');
  writeFileSync(path, bytes);
  const context = recorder();
  const lists = await history(path, context);
  return { lists, warnings: eventsOf(context, 'warning').map(({ message }) => message) };
}

const T = 1_718_000_000;
/** A track that lay on a deck from one time to another. */
const on = (
  row: number,
  deck: number,
  from: number,
  to: number | null,
  more: Record<number, string | number> = {},
): Buffer =>
  play({
    1: row,
    2: `/Users/ann/Music/${row}.mp3`,
    6: `Title ${row}`,
    7: 'Ann Orr',
    28: T + from,
    ...(to === null ? {} : { 29: T + to, 45: to - from }),
    31: deck,
    39: 0,
    50: 1,
    ...more,
  });
const times = ([list]: ClaimList[]) =>
  list!.claims.map(({ track, at, until }) => [track.title, at && at - T, until && until - T]);

it('tells a play for the middle of when it was loaded and when the one before was taken off', async () => {
  const { lists, warnings } = await read(
    session(on(1, 1, 0, 400), on(2, 2, 100, 700), on(3, 1, 400, 1000), on(4, 2, 700, null)),
  );
  expect(warnings).toEqual([]);
  expect(lists).toEqual([
    expect.objectContaining({ kind: 'history', by: 'Serato history', clock: 'world', slack: 185 }),
  ]);
  expect(times(lists)).toEqual([
    // Nothing was before it: at some time on its deck, but for the last half minute.
    ['Title 1', 185, 400],
    ['Title 2', 250, 700],
    ['Title 3', 550, 1000],
    ['Title 4', 850, undefined],
  ]);
  // Each could have begun anywhere between the two.
  for (const [i, [from, to]] of [
    [0, 370],
    [100, 400],
    [400, 700],
    [700, 1000],
  ].entries()) {
    const at = lists[0]!.claims[i]!.at! - T;
    expect(at - from!).toBeLessThanOrEqual(lists[0]!.slack);
    expect(to! - at).toBeLessThanOrEqual(lists[0]!.slack);
  }
});

it('reads all that is said of a track', async () => {
  const { lists } = await read(
    session(on(1, 1, 0, 300, { 8: 'Tides', 9: 'House', 15: 126, 17: 'mine', 21: 'Small', 23: '2019', 51: '8A' })),
  );
  expect(lists[0]!.claims[0]!.track).toEqual({
    title: 'Title 1',
    artists: ['Ann Orr'],
    album: 'Tides',
    genres: ['House'],
    label: 'Small',
    releaseDate: '2019',
    bpm: 126,
    key: 'Am',
    file: '/Users/ann/Music/1.mp3',
  });
});

it('takes the last of rows that are written again, whatever their order', async () => {
  const { lists } = await read(session(on(2, 2, 100, null), on(1, 1, 0, 300), on(2, 2, 100, 600), on(1, 1, 0, 300)));
  expect(times(lists).map(([title, , until]) => [title, until])).toEqual([
    ['Title 1', 300],
    ['Title 2', 600],
  ]);
});

it('passes over what was not played, was heard before only, or lay there less than half a minute', async () => {
  const { lists } = await read(
    session(
      on(1, 1, 0, 300),
      on(2, 2, 10, 200, { 50: 0 }),
      on(3, 2, 200, 229),
      on(4, 2, 230, 260),
      on(5, 2, 260, 900, { 39: 1 }),
    ),
  );
  expect(times(lists).map(([title]) => title)).toEqual(['Title 1', 'Title 4']);
});

it('tells only the order of what may have begun at any time in half an hour', async () => {
  const { lists } = await read(session(on(1, 1, 0, 3000), on(2, 2, 100, 4000), on(3, 1, 3000, 4500)));
  expect(times(lists)).toEqual([
    ['Title 1', null, undefined],
    ['Title 2', null, undefined],
    ['Title 3', 3500, 4500],
  ]);
  expect(lists[0]!.slack).toBe(500);
});

it('names a track without tags by its file, and one without times by its order', async () => {
  const { lists } = await read(
    session(play({ 1: 1, 2: 'C:\\Music\\Bo - Rain.mp3' }), play({ 1: 2, 6: 'Sun' }), play({ 1: 3 })),
  );
  expect(lists).toEqual([
    {
      kind: 'history',
      by: 'Serato history',
      clock: null,
      slack: 0,
      claims: [
        { track: { title: 'Rain', artists: ['Bo'], file: 'C:\\Music\\Bo - Rain.mp3' }, at: null },
        { track: { title: 'Sun', artists: [] }, at: null },
      ],
    },
  ]);
});

it('uses what stands before a cut in a row, and says so', async () => {
  const whole = session(on(1, 1, 0, 300), on(2, 2, 100, 600));
  for (const cut of [1, 20, 60]) {
    const { lists, warnings } = await read(whole.subarray(0, whole.length - cut));
    expect(times(lists).map(([title]) => title)).toEqual(['Title 1']);
    expect(warnings).toEqual([
      expect.stringMatching(/12\.session" can be read up to byte \d+ only; what stands before that is used\.$/),
    ]);
  }
});

it('survives lengths that lie, at every place of a file', async () => {
  const whole = session(on(1, 1, 0, 300), on(2, 2, 100, 600));
  for (let at = 0; at + 4 <= whole.length; at += 3) {
    const bytes = Buffer.from(whole);
    bytes.writeUInt32BE(0xfffffff0, at);
    const { lists } = await read(bytes);
    for (const { claims } of lists) expect(claims.length).toBeLessThanOrEqual(2);
  }
});

it('reads the sessions of a folder, a list each', async () => {
  const folder = tempFolder();
  const sessions = join(folder, '_Serato_', 'History', 'Sessions');
  mkdirSync(sessions, { recursive: true });
  writeFileSync(join(sessions, '10.session'), session(on(2, 1, 5000, 5300)));
  writeFileSync(join(sessions, '9.session'), session(on(1, 1, 0, 300)));
  writeFileSync(join(sessions, '11.session'), session());
  writeFileSync(join(sessions, '._9.session'), 'junk of the Finder');
  const lists = await history(join(folder, '_Serato_'), recorder());
  expect(lists.map(({ claims }) => claims.map(({ track }) => track.title))).toEqual([['Title 1'], ['Title 2']]);
  mkdirSync(join(folder, 'empty', '_Serato_'), { recursive: true });
  expect(await history(join(folder, 'empty', '_Serato_'), recorder())).toEqual([]);
  await expect(history(join(folder, 'none'), recorder())).rejects.toThrow(/none" can't be read: there is no such file/);
});
