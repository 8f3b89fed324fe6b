import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { serato } from '../../../src/decks/serato/deck.js';
import { collection } from '../../../src/decks/serato/library.js';
import { rootOfDisk } from '../../../src/decks/serato/paths.js';
import type { DeckTrack } from '../../../src/domain/ports/deck.js';
import { eventsOf, recorder } from '../../support/fakes.js';
import { chunk, crate, database, row } from '../../support/serato.js';
import { tempFolder } from '../../support/temp.js';

/** A disk with a `_Serato_` folder at its root. */
function disk(files: Readonly<Record<string, Buffer>>): string {
  const root = tempFolder();
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(root, '_Serato_', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  return root;
}

async function readAll(path: string): Promise<{ tracks: DeckTrack[]; warnings: string[] }> {
  const context = recorder();
  const tracks: DeckTrack[] = [];
  for await (const track of collection(path, context)) tracks.push(track);
  return { tracks, warnings: eventsOf(context, 'warning').map(({ message }) => message) };
}

const sea = row({
  ttyp: 'mp3',
  pfil: 'Users/ann/Music/Sea – été.mp3',
  tsng: 'Sea & Sky',
  tart: 'Ann Orr',
  talb: 'Tides',
  tgen: 'House',
  tlen: '06:22.93',
  tsiz: '14.6MB',
  tbpm: '126.00',
  tcom: 'for later',
  tlbl: 'Small',
  tkey: 'C#m',
  ttyr: '2019',
  bmis: Buffer.from([0]),
  uadd: Buffer.from([1, 2, 3, 4]),
});

it('reads a library with its crates, crates of crates, smart crates and what is only in a crate', async () => {
  const root = disk({
    'database V2': database(sea, row({ pfil: 'bare.mp3' }), row({ tsng: 'nowhere' })),
    // A crate spells its accents as the disk does.
    'Subcrates/Peak.crate': crate('Users/ann/Music/Sea – été.mp3'.normalize('NFD'), 'other.mp3'),
    'Subcrates/Peak%%Late.crate': crate('Users/ann/Music/Sea – été.mp3'),
    'Subcrates/._Peak.crate': Buffer.from('junk of the Finder'),
    'SmartCrates/House.scrate': Buffer.concat([
      chunk('vrsn', '1.0/Serato ScratchLive Smart Crate'),
      chunk('rurt', Buffer.concat([chunk('trft', 'cond_con_str'), chunk('trpt', 'House')])),
      row({ ptrk: 'bare.mp3' }),
    ]),
  });
  const { tracks, warnings } = await readAll(join(root, '_Serato_'));
  expect(warnings).toEqual([]);
  expect(tracks).toEqual([
    {
      file: join(root, 'Users/ann/Music/Sea – été.mp3'),
      title: 'Sea & Sky',
      artists: ['Ann Orr'],
      album: 'Tides',
      label: 'Small',
      genre: 'House',
      comment: 'for later',
      releaseDate: '2019',
      bpm: 126,
      key: 'C#m',
      duration: 382.93,
      crates: ['Peak/Late', 'Peak'],
    },
    { file: join(root, 'bare.mp3'), crates: ['House'] },
    { file: join(root, 'other.mp3'), crates: ['Peak'] },
  ]);
});

it('reads a database or a crate alone', async () => {
  const root = disk({ 'database V2': database(sea), 'Subcrates/A%%B.crate': crate('x.mp3', 'tidal:track:5') });
  expect((await readAll(join(root, '_Serato_', 'database V2'))).tracks).toHaveLength(1 + 2);
  expect((await readAll(join(root, '_Serato_', 'Subcrates', 'A%%B.crate'))).tracks).toEqual([
    { file: join(root, 'x.mp3'), crates: ['A/B'] },
    { file: null, streamed: 'tidal:track:5', crates: ['A/B'] },
  ]);
});

it('reads a crate that lies elsewhere as one of its disk', async () => {
  const path = join(tempFolder(), 'mix.crate');
  writeFileSync(path, crate('Users/ann/a.mp3'));
  expect((await readAll(path)).tracks).toEqual([{ file: '/Users/ann/a.mp3', crates: ['mix'] }]);
});

it.each([
  ['/Users/ann/Music/_Serato_', '/'],
  ['/Volumes/My Stick/_Serato_', '/Volumes/My Stick/'],
  ['/Volumes/My Stick/Music/_Serato_', '/Volumes/My Stick/'],
  ['/media/ann/STICK/_Serato_', '/media/ann/STICK/'],
  ['/backup/of stick/_Serato_', '/backup/of stick/'],
  ['/_Serato_', '/'],
  ['C:\\Users\\ann\\Music\\_Serato_', 'C:\\'],
  ['d:/_Serato_', 'd:\\'],
])('knows whose disk %s is on', (folder, root) => expect(rootOfDisk(folder)).toBe(root));

it('knows its own folders and files by their names and first bytes, and says where they are', () => {
  const file = (head: Buffer) => serato.owns({ path: '/x/anything', isFolder: false, head: head.subarray(0, 4096) });
  const folder = (path: string) => serato.owns({ path, isFolder: true, head: new Uint8Array() });
  expect(file(database(sea))).toEqual({ collection: true });
  expect(file(crate('a.mp3'))).toEqual({ collection: true });
  expect(file(chunk('vrsn', '1.0/Serato ScratchLive Smart Crate'))).toEqual({ collection: true });
  expect(file(chunk('vrsn', '1.0/Serato Scratch LIVE Review'))).toEqual({ history: true });
  expect(file(chunk('vrsn', 'something else'))).toBeNull();
  expect(file(Buffer.from('vrsn\xff\xff\xff\xff', 'latin1'))).toBeNull();
  expect(file(Buffer.from('vrs'))).toBeNull();
  expect(file(Buffer.from('<?xml version="1.0"?>'))).toBeNull();
  expect(folder('/Users/ann/Music/_Serato_')).toEqual({ collection: true, history: true });
  expect(folder('D:\\_Serato_')).toEqual({ collection: true, history: true });
  expect(folder('/music/not_Serato_')).toBeNull();
  const machine = { env: {}, volumes: [] };
  expect(serato.places({ ...machine, platform: 'darwin', home: '/Users/ann', volumes: ['/Volumes/X'] })).toEqual([
    '/Users/ann/Music/_Serato_',
    '/Volumes/X/_Serato_',
    '/Users/ann/Library/Application Support/Serato/Library/master.sqlite',
  ]);
  const windows = {
    ...machine,
    env: { APPDATA: 'C:\\R' },
    platform: 'win32',
    home: 'C:\\Users\\ann',
    volumes: ['D:\\'],
  };
  expect(serato.places(windows)).toEqual([
    'C:\\Users\\ann\\Music\\_Serato_',
    'D:\\_Serato_',
    'C:\\R\\Serato\\Library\\master.sqlite',
  ]);
});

const titles = (tracks: readonly DeckTrack[]): Array<string | null> =>
  tracks.map(({ file }) => file?.slice(-5) ?? null);

it('reads on behind damage, and says where it was', async () => {
  const rows = ['1.mp3', '2.mp3', '3.mp3', '4.mp3'].map((pfil) => row({ pfil }));
  const bytes = database(...rows);
  const start = database(rows[0]!).length;
  bytes.writeUInt32BE(0xffffffff, start + 4);
  const root = disk({ 'database V2': bytes });
  const { tracks, warnings } = await readAll(join(root, '_Serato_'));
  expect(titles(tracks)).toEqual(['1.mp3', '3.mp3', '4.mp3']);
  expect(warnings).toEqual([
    `"${join(root, '_Serato_', 'database V2')}" is damaged at byte ${start}; the rest of it is used.`,
  ]);
});

it('uses what stands before a cut', async () => {
  const whole = database(row({ pfil: '1.mp3' }), row({ pfil: '2.mp3' }));
  const root = disk({ 'database V2': whole.subarray(0, whole.length - 3) });
  const { tracks, warnings } = await readAll(join(root, '_Serato_'));
  expect(titles(tracks)).toEqual(['1.mp3']);
  expect(warnings).toEqual([
    expect.stringMatching(/can be read up to byte \d+ only; what stands before that is used\.$/),
  ]);
});

it('finds the next row across the border of what is read at a time', async () => {
  const first = database(row({ pfil: '1.mp3' }));
  for (const gap of [(1 << 20) - 3, (1 << 20) + 1, (2 << 20) - 2]) {
    const root = disk({ 'database V2': Buffer.concat([first, Buffer.alloc(gap), row({ pfil: '2.mp3' })]) });
    expect(titles((await readAll(join(root, '_Serato_'))).tracks)).toEqual(['1.mp3', '2.mp3']);
  }
});

it('gives up on what is no file of Serato', async () => {
  const root = disk({ 'database V2': Buffer.concat([database(sea), Buffer.alloc(4 * 20_000, 'otrk')]) });
  const { tracks, warnings } = await readAll(join(root, '_Serato_'));
  expect(tracks).toHaveLength(1);
  expect(warnings).toEqual([
    expect.stringMatching(/is damaged at byte \d+, and at 9999 more places; /),
    expect.stringMatching(/can be read up to byte \d+ only; /),
  ]);
});

it('survives lengths that lie inside of a row', async () => {
  const lying = row({ pfil: '1.mp3', tsng: 'x' });
  lying.writeUInt32BE(0xfffffff0, lying.length - 6);
  const root = disk({ 'database V2': database(lying, row({ pfil: '2.mp3' })) });
  expect(titles((await readAll(join(root, '_Serato_'))).tracks)).toEqual(['1.mp3', '2.mp3']);
});

it('says that a folder is empty, or not there', async () => {
  const root = disk({ 'Subcrates/x.txt': Buffer.alloc(0) });
  await expect(readAll(join(root, '_Serato_'))).rejects.toThrow(/neither a file "database V2" nor a crate/);
  await expect(readAll(join(root, 'no.crate'))).rejects.toThrow(/no\.crate" can't be read: there is no such file/);
});

it('reads many rows with a piece of the file in memory, and never writes', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) =>
    row({ pfil: `music/${i}.mp3`, tsng: `Title ${i}`, tcom: 'x'.repeat(400) }),
  );
  const bytes = database(...rows);
  const root = disk({ 'database V2': bytes });
  const { tracks, warnings } = await readAll(join(root, '_Serato_'));
  expect(tracks).toHaveLength(5000);
  expect(tracks[4999]).toMatchObject({ file: join(root, 'music/4999.mp3'), title: 'Title 4999' });
  expect(warnings).toEqual([]);
  expect(readFileSync(join(root, '_Serato_', 'database V2')).equals(bytes)).toBe(true);
});
