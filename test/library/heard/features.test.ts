import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Heard } from '../../../src/domain/heard.js';
import { keyNumber } from '../../../src/domain/musical-key.js';
import { HEARD, MIX, NO_KEY, NO_LOUDNESS, NO_VOCALS } from '../../../src/domain/ports/features.js';
import { tempFolder } from '../../support/temp.js';
import { heardNothing, Shelf, sound, write } from '../made-up.js';

const heard: Heard = {
  seconds: 30,
  tempo: { bpm: 127.98, confidence: 0.9, firstBeat: 0.1, downbeat: 0.1, beatsPerBar: 4 },
  key: { key: keyNumber('8A')!, confidence: 0.5, second: keyNumber('8B')!, tuning: 3 },
  loudness: { integrated: -8.25, range: 5, truePeak: -0.3 },
  energy: 7.2,
  timbre: Array.from({ length: 16 }, (_, i) => (i - 8) / 8),
  sections: [{ kind: 'intro', start: 0, end: 10 }],
  vocals: 0.5,
};
async function libraryOf(count: number) {
  const folder = tempFolder();
  const shelf = new Shelf(folder);
  const files = Array.from({ length: count }, (_, i) => write(join(folder, 'm', `Ärtist - T${i}.wav`), sound(i + 1)));
  await shelf.add(join(folder, 'm'));
  const library = await shelf.open();
  const ids = (await library.list()).map(({ id }) => id);
  return { shelf, folder, files, library, ids, file: join(shelf.folder, 'features') };
}

async function numbersOf(shelf: Shelf, id: string) {
  const features = await (await shelf.open()).heard.features();
  const at = features.indexOf(id);
  const { timbre, ...rest } = features.columns;
  const numbers = Object.fromEntries(Object.entries(rest).map(([name, column]) => [name, column[at]!]));
  const track = features.track(at);
  features.close();
  return { numbers, timbre: [...timbre.subarray(at * 16, at * 16 + 16)], track, count: features.count };
}

const heardFiles = ({ folder }: Shelf): string[] =>
  readdirSync(join(folder, 'heard'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('what was heard', () => {
  it('is kept for the sound, and is there in columns beside what is known of all tracks', async () => {
    const { shelf, library, ids, files } = await libraryOf(3);
    expect(library.heard.of(ids[1]!)).toBeNull();
    expect((await numbersOf(shelf, ids[1]!)).numbers).toMatchObject({
      flags: 0,
      bpm: 0,
      key: NO_KEY,
      loudness: NO_LOUDNESS,
    });
    await library.heard.put(ids[1]!, heard);
    await library.heard.renew();
    expect((await shelf.open()).heard.of(ids[1]!)).toEqual(heard);
    const { numbers, ...more } = await numbersOf(shelf, ids[1]!);
    expect(more.count).toBe(3);
    expect(numbers).toMatchObject({ flags: HEARD, key: 21, energy: 72, loudness: -825 });
    expect(numbers).toMatchObject({ bpm: Math.fround(127.98), bpmConfidence: 230, keyConfidence: 128, vocals: 127 });
    expect(more.timbre[0]).toBe(-127);
    expect(more.track).toEqual({ id: ids[1], path: files[1], title: 'T1', artists: ['Ärtist'] });
    expect((await numbersOf(shelf, ids[0]!)).numbers).toMatchObject({
      flags: 0,
      artist: numbers['artist'],
      vocals: NO_VOCALS,
    });
  });

  it('stays when tracks come, go or are marked, without being read again', async () => {
    const { shelf, folder, library, ids } = await libraryOf(3);
    for (const id of ids) await library.heard.put(id, id === ids[2] ? heardNothing : heard);
    await library.heard.renew();
    // What the file of features has needn't be there any more.
    for (const file of heardFiles(shelf)) writeFileSync(file, 'damaged');
    write(join(folder, 'm', 'Another - One.wav'), sound(9));
    await shelf.add(join(folder, 'm'));
    await (await shelf.open()).remove([ids[0]!]);
    await (await shelf.open()).mark([ids[1]!], 'mix');
    expect(await numbersOf(shelf, ids[1]!)).toMatchObject({
      count: 3,
      numbers: { flags: HEARD | MIX, energy: 72, key: 21 },
    });
    expect((await numbersOf(shelf, ids[2]!)).numbers).toMatchObject({ flags: HEARD, energy: 0, key: NO_KEY });
    expect(shelf.warnings).toEqual([]);
  });

  it('goes when it is damaged, said once, as if it had never been heard', async () => {
    const { shelf, library, ids } = await libraryOf(2);
    for (const id of ids) await library.heard.put(id, heard);
    const [first = '', second = ''] = heardFiles(shelf);
    truncateSync(first, 40);
    // Another's in its place.
    writeFileSync(second, readFileSync(second, 'utf8').replace(ids.find((id) => second.endsWith(id))!, '0'.repeat(20)));
    expect(ids.map((id) => library.heard.of(id))).toEqual([null, null]);
    expect(heardFiles(shelf)).toEqual([]);
    expect(shelf.warnings).toEqual([expect.stringContaining("'tracklistify analyse --library' hears it again")]);
  });

  it.each(['columns', 'beginning', 'end', 'everything'])('makes its columns anew whose %s is damaged', async (what) => {
    const { shelf, library, ids, file } = await libraryOf(2);
    await library.heard.put(ids[0]!, heard);
    await library.heard.renew();
    const bytes = readFileSync(file);
    if (what === 'end') truncateSync(file, 300);
    else if (what === 'everything') writeFileSync(file, '');
    else {
      bytes[what === 'columns' ? 200 : 18]! ^= 1;
      writeFileSync(file, bytes);
    }
    expect(await numbersOf(shelf, ids[0]!)).toMatchObject({ count: 2, numbers: { flags: HEARD, energy: 72 } });
    expect(readdirSync(shelf.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('says what was heard last, where a track was heard again', async () => {
    const { shelf, library, ids } = await libraryOf(2);
    for (const energy of [7.2, 3.1]) {
      await library.heard.put(ids[0]!, { ...heard, energy });
      await library.heard.renew();
    }
    expect((await numbersOf(shelf, ids[0]!)).numbers).toMatchObject({ flags: HEARD, energy: 31 });
  });

  it('finds tracks by their files, and by words or parts of words', async () => {
    const { shelf, ids, files } = await libraryOf(12);
    const features = await (await shelf.open()).heard.features();
    const rows = ids.map((id) => features.indexOf(id));
    expect(files.map((file) => features.indexOfPath(file)).sort()).toEqual([...rows].sort());
    expect(features.indexOfPath('/elsewhere.wav')).toBe(-1);
    const titles = (words: string[]) => features.search(words).map((row) => features.track(row)!.title);
    expect(titles(['artist', 't7'])).toEqual(['T7']);
    expect(titles(['t1', 'art']).sort()).toEqual(['T1', 'T10', 'T11']);
    // In the line, and no word of it.
    expect([titles(['title']), titles([ids[0]!.slice(0, 8)]), titles([])]).toEqual([[], [], []]);
    const names = rows.map((row) => features.columns.name[row]);
    expect(new Set(names).size).toBe(12);
    features.close();
  });

  it('has what DJ programs say besides, as soon as they say it', async () => {
    const { shelf, library, ids, files } = await libraryOf(1);
    expect((await numbersOf(shelf, ids[0]!)).numbers).toMatchObject({ bpm: 0, genre: 0 });
    const keeping = await library.facts.begin({
      program: 'mixxx',
      title: 'Mixxx',
      from: '/m.sqlite',
      at: '2026-01-01T00:00:00Z',
    });
    keeping.put(files[0]!, { file: files[0]!, bpm: 126, genre: 'Techno', key: 'Am' });
    await keeping.keep();
    const { numbers } = await numbersOf(shelf, ids[0]!);
    expect(numbers).toMatchObject({ flags: 0, bpm: 126, bpmConfidence: 0, key: 21 });
    expect(numbers['genre']).not.toBe(0);
  });

  it('is written again only where something has changed', async () => {
    const { library, ids, file } = await libraryOf(2);
    await library.heard.put(ids[0]!, heard);
    await library.heard.renew();
    // A byte in a name's line, which nothing but reading that name looks at.
    const bytes = readFileSync(file);
    bytes[bytes.length - 10]! ^= 1;
    writeFileSync(file, bytes);
    await library.heard.renew();
    expect(readFileSync(file).equals(bytes)).toBe(true);
    await library.heard.put(ids[1]!, heard);
    await library.heard.renew();
    expect(readFileSync(file).equals(bytes)).toBe(false);
  });
});
