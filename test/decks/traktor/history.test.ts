import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { history } from '../../../src/decks/traktor/history.js';
import type { ClaimList } from '../../../src/domain/claim.js';
import { eventsOf, recorder } from '../../support/fakes.js';
import { entry, nml, nmlFile } from '../../support/nml.js';
import { tempFolder } from '../../support/temp.js';

async function read(path: string): Promise<{ lists: ClaimList[]; warnings: string[] }> {
  const context = recorder();
  return { lists: await history(path, context), warnings: eventsOf(context, 'warning').map(({ message }) => message) };
}

/** A play as Traktor writes it, at a local time. */
function played(name: string, time: Date | null, more = 'DURATION="300.5" PLAYEDPUBLIC="1"'): string {
  const date = time ? (time.getFullYear() << 16) | ((time.getMonth() + 1) << 8) | time.getDate() : 0;
  const second = time ? time.getHours() * 3600 + time.getMinutes() * 60 + time.getSeconds() : 0;
  return `<ENTRY><PRIMARYKEY TYPE="TRACK" KEY="osx/:Users/:ann/:${name}"></PRIMARYKEY><EXTENDEDDATA DECK="1" ${more} EXTENDEDTYPE="HistoryData" STARTDATE="${date}" STARTTIME="${second}"></EXTENDEDDATA></ENTRY>`;
}
const protocol = (plays: readonly string[]): string =>
  `<NODE TYPE="PLAYLIST" NAME="HISTORY"><PLAYLIST ENTRIES="${plays.length}" TYPE="PROTOCOL" UUID="x">${plays.join('\n')}</PLAYLIST></NODE>`;

const NIGHT = new Date(2013, 5, 24, 23, 58, 10);
const later = (seconds: number): Date => new Date(NIGHT.getTime() + seconds * 1000);
const at = (seconds: number): number => NIGHT.getTime() / 1000 + seconds;

it('reads when what was played began: ten seconds before Traktor stamped it, over midnight', async () => {
  const text = nml(
    [
      entry(
        'osx',
        '/:Users/:ann/:',
        'sea.mp3',
        '<INFO GENRE="House" PLAYTIME="372" REMIXER="Bo"></INFO><MUSICAL_KEY VALUE="21"></MUSICAL_KEY>',
        'Sea',
      ),
    ],
    protocol([
      played('sea.mp3', NIGHT),
      played('heard before.mp3', later(100), 'DURATION="28" PLAYEDPUBLIC="0"'),
      played('Bo - Rain.mp3', later(290), 'DURATION="0.000000" PLAYEDPUBLIC="1"'),
      played('sea.mp3', later(700), 'DURATION="61"'),
      played('when.mp3', null),
    ]),
  );
  const { lists, warnings } = await read(nmlFile(text, 'history_2013y06m24d_07h32m50s.nml'));
  expect(warnings).toEqual([]);
  const sea = {
    title: 'Sea',
    artists: ['Ann Orr'],
    remixers: ['Bo'],
    genres: ['House'],
    key: 'Am',
    duration: 372,
    file: '/Users/ann/sea.mp3',
  };
  expect(lists).toEqual([
    {
      kind: 'history',
      by: 'Traktor history',
      clock: 'world',
      slack: 5,
      claims: [
        { track: sea, at: at(-10), until: at(290.5) },
        { track: { title: 'Rain', artists: ['Bo'], file: '/Users/ann/Bo - Rain.mp3' }, at: at(280) },
        { track: sea, at: at(690), until: at(751) },
        { track: { title: 'when', artists: [], file: '/Users/ann/when.mp3' }, at: null },
      ],
    },
  ]);
});

it('reads the date that Traktor packs into a number', async () => {
  const play = played('a.mp3', null).replace('STARTDATE="0" STARTTIME="0"', 'STARTDATE="131925528" STARTTIME="27170"');
  const { lists } = await read(nmlFile(nml([], protocol([play]))));
  expect(lists[0]!.claims[0]!.at).toBe(new Date(2013, 5, 24, 7, 32, 50).getTime() / 1000 - 10);
});

it.each([
  'STARTDATE="x" STARTTIME="y"',
  'STARTDATE="1" STARTTIME="5"',
  'STARTDATE="131925528" STARTTIME="-1"',
  'STARTDATE="131925528" STARTTIME="1e9"',
  'STARTDATE="131927297" STARTTIME="5"',
  '',
])('tells the order only where the time is none: %s', async (times) => {
  const play = played('a.mp3', null).replace('STARTDATE="0" STARTTIME="0"', times);
  const { lists } = await read(nmlFile(nml([], protocol([play]))));
  expect(lists).toMatchObject([{ clock: null, claims: [{ at: null }] }]);
});

it('reads every session of a folder, and of a file, a list each', async () => {
  const folder = join(tempFolder(), 'Traktor 3.11.1');
  mkdirSync(join(folder, 'History'), { recursive: true });
  const file = (name: string, ...sessions: string[][]) =>
    writeFileSync(
      join(folder, 'History', name),
      nml([], sessions.map((names) => protocol(names.map((one) => played(one, NIGHT)))).join('')),
    );
  file('history_2014y01m01d_00h00m00s.nml', ['c.mp3']);
  file('history_2013y01m01d_00h00m00s.nml', ['a.mp3'], ['b.mp3', 'b2.mp3']);
  file('history_2015y01m01d_00h00m00s.nml');
  writeFileSync(join(folder, 'History', '._x.nml'), 'junk of the Finder');
  const { lists } = await read(folder);
  expect(lists.map(({ claims }) => claims.map(({ track }) => track.title))).toEqual([['a'], ['b', 'b2'], ['c']]);
  expect((await read(join(folder, 'History'))).lists).toHaveLength(3);
  await expect(read(tempFolder())).rejects.toThrow(/History" can't be read: there is no such file/);
});

it('finds no session in a collection', async () => {
  expect((await read(nmlFile(nml([entry('C:', '/:', 'a.mp3')])))).lists).toEqual([]);
});

it('uses the plays before a cut, and says where it is', async () => {
  const text = nml([], protocol([played('a.mp3', NIGHT), played('b.mp3', later(300))]));
  const { lists, warnings } = await read(nmlFile(text.slice(0, text.indexOf('b.mp3') + 2)));
  expect(lists[0]!.claims.map(({ track }) => track.title)).toEqual(['a']);
  expect(warnings).toEqual([expect.stringMatching(/collection\.nml" is damaged in line \d+: it breaks off within </)]);
});

it('keeps as much of a file of endless names as fits in the memory, and says so', async () => {
  const endless = 'x'.repeat(4_000_000);
  const tracks = Array.from({ length: 12 }, (_, i) => entry('osx', '/:Users/:ann/:', `${i}.mp3`, '', `${i}${endless}`));
  const { lists, warnings } = await read(nmlFile(nml(tracks, protocol([played('0.mp3', NIGHT)]))));
  expect(lists).toEqual([]);
  expect(warnings).toEqual([
    expect.stringMatching(/" holds more than 9 tracks and plays of usual length; the rest isn't/),
  ]);
});
