import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ProgressModel } from '../../../src/cli/terminal/progress-model.js';
import { SourceError } from '../../../src/domain/errors.js';
import type { DeckTrack } from '../../../src/domain/ports/deck.js';
import { tempFolder } from '../../support/temp.js';
import { fakeTerminal } from '../../support/terminal.js';
import { Shelf, sound, write } from '../made-up.js';

let home: string;
let shelf: Shelf;
beforeEach(() => {
  home = tempFolder();
  shelf = new Shelf(home);
});
const at = (...names: string[]) => join(home, 'music', ...names);
const known = async () => {
  const library = await shelf.open();
  return library.known(await library.list());
};

describe('a collection', () => {
  it('brings in the files that it names, and what it says of them; again, only what has changed', async () => {
    const [one, two] = [write(at('01.wav'), sound(1)), write(at('Bo - Two.wav'), sound(2))];
    const tracks: Partial<DeckTrack>[] = [
      {
        file: one,
        title: 'Sea (Dub)',
        artists: ['Ann'],
        bpm: 124,
        key: 'Am',
        label: 'L',
        remixers: ['R'],
        crates: ['Peak time/Techno'],
      },
      { file: two, releaseDate: '2024-05' },
      { streamed: 'spotify:track:1', title: 'Cloud' },
    ];
    const first = await shelf.from(tracks);
    expect(first).toMatchObject({ added: 2, tracks: 3, found: 2, streamed: 1, missing: { count: 0 }, failures: [] });
    const [bo, ann] = await known();
    expect(ann).toMatchObject({
      ...{ title: 'Sea', version: 'Dub', artists: ['Ann'], namedBy: 'traktor', bpm: 124, key: 'Am', label: 'L' },
      ...{ remixers: ['R'], crates: ['Peak time/Techno'], decks: ['traktor'] },
    });
    expect(bo).toMatchObject({ title: 'Two', artists: ['Bo'], releaseDate: '2024-05' });
    expect((await (await shelf.open()).search('peak time')).map(({ title }) => title)).toEqual(['Sea']);
    const selected = await (await shelf.open()).select(home, 'ann sea peak');
    expect(selected).toMatchObject({ by: 'words', tracks: [{ file: { path: one } }] });
    // What is done with it is done with what its own tags say.
    expect(selected.tracks[0]).not.toHaveProperty('key');
    expect((await (await shelf.open()).stats()).decks).toEqual({ traktor: 2 });

    tracks[0] = { ...tracks[0], bpm: 125 };
    const again = await shelf.from(tracks.slice(0, 1));
    expect(again).toMatchObject({ added: 0, unchanged: 1, tracks: 1 });
    expect(await known()).toMatchObject([{ title: 'Two' }, { bpm: 125 }]);
    expect((await known())[0]).not.toHaveProperty('releaseDate');
  });

  it('lists what is missing, as many as there are, and names the folder that isn’t there', async () => {
    const here = write(at('a.wav'), sound(1));
    const lost = Array.from({ length: 500 }, (_, i) => ({ file: `/gone/Music/${i % 50}/${i}.wav` }));
    const { found, missing, added } = await shelf.from([...lost, { file: here }]);
    expect({ found, added, count: missing?.count, folder: missing?.folder }).toEqual({
      ...{ found: 1, added: 1, count: 500, folder: '/gone/Music' },
    });
    expect(missing?.first).toHaveLength(100);
    const { missing: misled } = await shelf.from(lost, { maps: [`/gone/Music=${at('Musik')}`] });
    expect(misled).toMatchObject({ folder: '/gone/Music', mapped: at('Musik') });
    expect((await shelf.from([{ file: at('b.wav') }])).missing?.folder).toBeNull();
  });

  it('none of whose files is found leaves what it has said of them before', async () => {
    const file = write(at('a.wav'), sound(1));
    await shelf.from([{ file, key: 'Am' }]);
    expect(await shelf.from([{ file: '/gone/a.wav', key: 'Bm' }])).toMatchObject({ found: 0 });
    expect(await known()).toMatchObject([{ key: 'Am', file: { path: file } }]);
  });

  it('keeps what it said of files that aren’t here now, as long as it names them', async () => {
    const [stick, left, here] = ['stick/a.wav', 'stick/b.wav', 'c.wav'].map((name, i) => write(at(name), sound(i + 1)));
    const said = (key: string) => [stick, left, here].map((file) => ({ file: file!, key }));
    await shelf.from([...said('Am'), { file: stick!, crates: ['One'] }]);
    renameSync(at('stick'), at('away'));
    expect(await shelf.from(said('Bm').filter(({ file }) => file !== left))).toMatchObject({
      ...{ found: 1, missing: { count: 1 }, remembered: 1 },
    });
    renameSync(at('away'), at('stick'));
    const { facts } = await shelf.open();
    expect(facts.of([stick!])).toMatchObject({ traktor: { key: 'Am', crates: ['One'] } });
    expect(facts.of([left!])).toEqual({});
    expect(facts.of([here!])).toMatchObject({ traktor: { key: 'Bm' } });
  });

  it('says how many of its tracks have been read, since nobody knows how many there are', async () => {
    const file = write(at('a.wav'), sound(1));
    await shelf.from(Array.from({ length: 150 }, () => ({ file })));
    const read = shelf.events.flatMap((event) => (event.type === 'count' && event.stage === 'read' ? [event] : []));
    expect(read.map(({ done }) => done)).toEqual([64, 128, 150]);
    const progress = new ProgressModel(() => 0);
    progress.apply(read[1]!);
    expect(progress.line(fakeTerminal().err, 80)).toBe('Reading 128 tracks of traktor');
  });

  it('of another system is said by disk, until a map leads here', async () => {
    const file = write(at('House', 'Caf\u00e9.WAV'), sound(1));
    const tracks = ['C:\\Music\\House\\Cafe\u0301.wav', 'D:/x/1.wav', 'C:/Music/b.wav', '\\\\nas\\m\\c.wav'].map(
      (path) => ({
        file: path,
      }),
    );
    const before = await shelf.from(tracks);
    expect(before).toMatchObject({ found: 0, missing: { count: 0 } });
    expect(before.elsewhere).toEqual([
      { folder: 'C:\\Music', count: 2 },
      { folder: 'D:\\x', count: 1 },
      { folder: '\\\\nas\\m', count: 1 },
    ]);
    const mapped = await shelf.from(tracks, { maps: [`c:/music=${at()}`] });
    expect(mapped).toMatchObject({ found: 1, added: 1, missing: { count: 1, first: ['C:/Music/b.wav'] } });
    expect(await shelf.paths()).toEqual([file]);
  });

  it('finds files whose names are written with accents apart, on the way to them too', async () => {
    const file = write(at('Cafe\u0301', 'U\u0308ber.wav'), sound(1));
    expect(await shelf.from([{ file: file.normalize('NFC'), key: 'Am' }])).toMatchObject({ found: 1, added: 1 });
    expect(await known()).toMatchObject([{ key: 'Am', file: { path: file } }]);
  });

  it('adds nothing but regular files of music, each once', async () => {
    const file = write(at('a.wav'), sound(1));
    write(at('notes.txt'), 'no');
    mkdirSync(at('folder.wav'));
    execFileSync('mkfifo', [at('pipe.wav')]);
    symlinkSync('/dev/zero', at('device.wav'));
    symlinkSync(at('loop.wav'), at('loop.wav'));
    const names = ['a.wav', 'a.wav', '../music/a.wav', 'notes.txt', 'folder.wav', 'pipe.wav', 'device.wav', 'loop.wav'];
    const report = await shelf.from([...names.map((name) => ({ file: `${at()}/${name}` })), { file: 'a.wav' }]);
    expect(report).toMatchObject({ added: 1, found: 3, others: 1, missing: { count: 5 }, failed: [] });
    expect(await shelf.paths()).toEqual([file]);
  });

  it('brings no file in that is left out of the library', async () => {
    write(at('Sets', 'a.wav'), sound(1));
    write(at('b.wav'), sound(2));
    const files = [{ file: at('Sets', 'a.wav') }, { file: at('b.wav') }];
    expect(await shelf.from(files, { paths: [at()], excluded: ['Sets'] })).toMatchObject({ added: 1, leftOut: 1 });
    expect(await shelf.from(files)).toMatchObject({ added: 0, leftOut: 1 });
  });

  it('says of a file that is no music as of any other, and adds the rest', async () => {
    write(at('no.wav'), 'no music');
    write(at('b.wav'), sound(2));
    const report = await shelf.from(['no', 'b'].map((name) => ({ file: at(`${name}.wav`) })));
    expect(report).toMatchObject({ added: 1, failed: [{ path: at('no.wav'), named: false }] });
  });

  it('that breaks off leaves what was known before, and the folders beside it are added', async () => {
    const file = write(at('a.wav'), sound(1));
    await shelf.from([{ file, key: 'Am' }]);
    write(at('b.wav'), sound(2));
    const broken = async function* () {
      yield { file, key: 'Bm' };
      throw new SourceError('It is no collection.');
    };
    const report = await shelf.from(broken(), { paths: [at()] });
    expect(report).toMatchObject({ added: 1, failures: ['It is no collection.'], from: [] });
    expect(await known()).toMatchObject([{ key: 'Am' }, {}]);
    expect(readdirSync(join(shelf.folder, 'facts'))).toHaveLength(1);
  });
});

describe('what it says', () => {
  it('goes with a file under any of its paths, and is the program’s that was read last', async () => {
    const file = write(at('a.wav'), sound(1));
    const copy = write(at('copy.wav'), readFileSync(file));
    await shelf.add(at());
    await shelf.from([{ file: copy, key: 'Am', crates: ['One'] }]);
    expect(await known()).toMatchObject([{ key: 'Am', crates: ['One'] }]);
    const later = await (await shelf.openAt(Date.UTC(2027, 0, 1))).add([], shelf.tools, shelf.context, {
      from: {
        collections: [
          { program: 'mixxx', title: 'Mixxx', path: '/mixxx', tracks: one({ file, key: 'Bm', crates: ['Two'] }) },
        ],
        maps: { here: (path: string) => path } as never,
        failed: () => {},
      },
    });
    expect(later.from).toMatchObject([{ found: 1 }]);
    expect(await known()).toMatchObject([{ key: 'Bm', decks: ['mixxx', 'traktor'], crates: ['Two', 'One'] }]);
  });

  it('that is damaged is said, checked and made anew', async () => {
    const file = write(at('a.wav'), sound(1));
    await shelf.from([{ file, key: 'Am' }]);
    const [name] = readdirSync(join(shelf.folder, 'facts'));
    writeFileSync(join(shelf.folder, 'facts', name!), 'something else');
    expect((await known())[0]).not.toHaveProperty('key');
    expect(shelf.warnings.join()).toContain("'tracklistify library add --from");
    const verified = await (await shelf.open()).verify(shelf.context);
    expect(verified.badFacts).toHaveLength(1);
    await shelf.from([{ file, key: 'Am' }]);
    expect(await known()).toMatchObject([{ key: 'Am' }]);
    expect((await (await shelf.open()).verify(shelf.context)).badFacts).toEqual([]);
  });

  it('is answered with, and never taken for the file’s own tags', async () => {
    const file = write(at('03 Track.wav'), sound(1));
    await shelf.from([{ file, title: 'Sea', artists: ['Ann'], key: 'Am' }]);
    const library = await shelf.open();
    const index = await library.index();
    expect(index.known(0)).toMatchObject({ title: 'Sea', key: 'Am' });
    expect(index.read(0)).toMatchObject({ title: 'Sea', key: 'Am' });
    expect(index.record(0)).not.toHaveProperty('key');
    index.close();
    expect(library.fitToHandOn(await library.list(), 'acoustid', false).fit).toEqual([]);
    renameSync(file, at('moved.wav'));
    await shelf.add(at());
    expect((await known())[0]).toMatchObject({ title: 'moved' });
  });
});

async function* one(track: DeckTrack): AsyncIterable<DeckTrack> {
  yield track;
}
