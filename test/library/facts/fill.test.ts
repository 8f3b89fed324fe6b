import { expect, it } from 'vitest';
import type { DeckTrack } from '../../../src/domain/ports/deck.js';
import { withFacts } from '../../../src/library/facts/fill.js';
import { tagsFrom, untoldIn } from '../../../src/library/scan/tags.js';
import type { CommonTags } from '../../../src/library/tags/parse.js';

const PATH = '/m/01 sea_final.mp3';
/** As it stands in the library, of a file with these tags. */
function recordOf(common: CommonTags, path = PATH) {
  const untold = untoldIn(common);
  const file = { path, size: 1, mtime: 1 };
  const tags = { ...tagsFrom(common, path), ...(untold.length > 0 && { untold }) };
  return { id: '0123456789abcdef', file, addedAt: '2026-01-01T00:00:00.000Z', duration: 300, ...tags };
}
const traktor = (track: Partial<DeckTrack>) => ({ traktor: { file: PATH, ...track } });
const all: Partial<DeckTrack> = {
  ...{ title: 'Sea (Dub Mix)', artists: ['Ann'], label: 'Theirs', bpm: 124, key: 'Am', remixers: ['Rex'] },
  ...{ releaseDate: '2020', genre: 'House', album: 'Waves', crates: ['Peak time'] },
};

it('fills what tags don’t say', () => {
  const known = withFacts(recordOf({}), traktor(all));
  expect(known).toMatchObject({
    ...{ title: 'Sea', version: 'Dub Mix', artists: ['Ann'], label: 'Theirs', bpm: 124, key: 'Am', remixers: ['Rex'] },
    ...{ releaseDate: '2020', genres: ['House'], album: 'Waves', crates: ['Peak time'], decks: ['traktor'] },
    namedBy: 'traktor',
  });
  expect(known).not.toHaveProperty('untold');
});

it('never stands in the place of what they say', () => {
  const tags = { title: 'Own', artists: ['Self'], label: ['Mine'], bpm: 90, key: '8A', remixer: ['Me'], year: 1999 };
  const record = recordOf({ ...tags, genre: ['Dub'], album: 'Mine' });
  const { decks, crates, called, ...known } = withFacts(record, traktor(all));
  expect(known).toEqual(record);
});

it('is kept as another name where it is one, and fills in an artist whatever version it names', () => {
  const own = recordOf({ title: 'own title', artists: ['http://ann.example'] });
  expect(withFacts(own, traktor({ title: 'Sea (Dub)', artists: ['Ann'] })).called).toEqual([
    { title: 'Sea', version: 'Dub', artists: ['Ann'] },
  ]);
  expect(withFacts(own, traktor({ title: 'Own Title' })).called).toBeUndefined();
  expect(withFacts(recordOf({ title: 'Sea' }), traktor({ title: 'Sea (Dub)', artists: ['Ann'] }))).toMatchObject({
    ...{ title: 'Sea', artists: ['Ann'], namedBy: 'traktor' },
  });
});

it('names nothing against what they do say', () => {
  const record = recordOf({ artists: ['Somebody Else'] });
  expect(withFacts(record, traktor(all))).toMatchObject({ artists: ['Somebody Else'], title: record.title });
  expect(withFacts(recordOf({ artists: ['Ann'] }), traktor(all))).toMatchObject({ artists: ['Ann'], title: 'Sea' });
  expect(withFacts(recordOf({ title: 'Sky' }), traktor(all))).toMatchObject({ title: 'Sky', artists: [] });
});

it('leaves the file’s name to whoever reads it with care, and a name by the sound to whoever has heard it', () => {
  const record = recordOf({}, '/m/Ann - Sea (Dub).mp3');
  expect(withFacts(record, traktor({ title: 'Ann - Sea (Dub)', bpm: 124 }))).toMatchObject({
    ...{ title: 'Sea', version: 'Dub', artists: ['Ann'], bpm: 124 },
  });
  for (const title of ['Track 01', '01', '']) {
    expect(withFacts(record, traktor({ title, artists: ['Unknown Artist'] }))).toMatchObject({ title: 'Sea' });
  }
  const heard = { ...record, title: 'Heard', namedBy: 'acoustid' };
  expect(withFacts(heard, traktor(all))).toMatchObject({ title: 'Heard', namedBy: 'acoustid', bpm: 124 });
});

it('reads "Artist - Title" in the title as tags are read', () => {
  expect(withFacts(recordOf({}), traktor({ title: 'Ann - Sea' }))).toMatchObject({ title: 'Sea', artists: ['Ann'] });
});

it('of several programs is what was read last, with the crates of all', () => {
  const told = {
    mixxx: { file: null, bpm: 125, crates: ['B'] },
    ...traktor({ bpm: 124, key: 'Am', crates: ['A', 'B'] }),
  };
  expect(withFacts(recordOf({}), told)).toMatchObject({
    bpm: 125,
    key: 'Am',
    crates: ['B', 'A'],
    decks: ['mixxx', 'traktor'],
  });
});
