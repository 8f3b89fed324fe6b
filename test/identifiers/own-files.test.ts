import { expect, it } from 'vitest';
import { findingOwn } from '../../src/identifiers/own-files.js';
import { answering, recorder, scanning, toneSource } from '../support/fakes.js';
import { sampled, track } from '../support/matches.js';

const ID = 'abcdef0123456789';
const own = track('As the library says', { file: '/music/own.flac', ids: { library: ID } });
const find = async (id: string) => (id === ID ? own : undefined);
const told = (id?: string) =>
  sampled('As the bucket says', 0, 0, {
    track: track('As the bucket says', { ids: { acrid: 'x', ...(id && { library: id }) } }),
  });

it("puts the library's own words on a file of it that a service recognises", async () => {
  const remote = findingOwn(
    answering('remote', (t) => [told(t === 0 ? ID : t === 1 ? 'unknown' : undefined)]),
    find,
  );
  const at = async (mixTime: number) => {
    const [match] = await remote.identify({ mixTime, duration: 1, rate: 8000, pcm: new Int16Array(1) }, recorder());
    return match!.track;
  };
  expect(await at(0)).toEqual({ ...own, ids: { acrid: 'x', library: ID } });
  expect((await at(1)).title).toBe('As the bucket says');
  expect((await at(2)).title).toBe('As the bucket says');
  const whole = findingOwn(scanning('scanner', [told(ID)]), find);
  const mix = { source: toneSource(60), range: { start: 0, end: 60 }, settled: [] };
  const [matches] = await collected(whole.scan(mix, recorder()));
  expect(matches![0]!.track.file).toBe('/music/own.flac');
  expect(await whole.reckon(mix, 5)).toMatchObject({ calls: 1 });
});

async function collected<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of from) all.push(one);
  return all;
}
