import { expect, it } from 'vitest';
import { sentenceFor } from '../../src/cli/commands/library/say-ids.js';
import { type PeakList, packPeaks } from '../../src/fingerprint/index.js';
import type { Library } from '../../src/library/library.js';
import { openArchive } from '../../src/wiring/archive.js';
import { knownByNow } from '../../src/wiring/known-by-now.js';
import { schemaOf } from '../../src/wiring/registry.js';
import { makeUnknowns } from '../../src/wiring/unknowns.js';
import { heardMix, madeUpPeaks, type Played, sourceOf } from '../support/made-up-peaks.js';
import { tempFolder } from '../support/temp.js';
import { tracklistOf } from '../support/tracklists.js';
import { worldIn } from '../support/world.js';

const [K, X, Y, Z] = [1, 2, 3, 4].map((seed) => madeUpPeaks(seed, 120)) as [PeakList, PeakList, PeakList, PeakList];

/** What is said of unknowns of a mix, when these tracks have come to the library. */
async function said(parts: readonly Played[], tracks: Readonly<Record<string, PeakList>>): Promise<string[]> {
  const home = tempFolder();
  const world = worldIn(home);
  const settings = (await schemaOf(world)).parse({});
  const archive = await openArchive(world, settings);
  const { entries, sound } = heardMix([{ peaks: K, to: 60, name: 'K' }, ...parts]);
  const source = sourceOf('mix');
  const unknowns = await makeUnknowns(world, settings, archive, () => {});
  const { entries: numbered, numbering } = await unknowns.number(entries, sound, source, { signal: world.signal });
  await archive.keep(tracklistOf(numbered, { source, ...(numbering && { numbering }) }), { sound });
  const records = Object.keys(tracks).map((id) => ({ id, addedAt: '2999', duration: 120 }));
  const index = {
    prints: { trackCount: records.length, peaksOf: (i: number) => packPeaks(Object.values(tracks)[i]!) },
    record: (i: number) => records[i],
    track: (i: number) => ({ title: records[i]!.id, artists: [], file: `${home}/${records[i]!.id}.mp3` }),
    close: () => {},
  };
  const library = { list: async () => records, index: async () => index } as unknown as Library;
  const [mix] = (await archive.read()).all;
  const known = await knownByNow(world, settings, library);
  return known.map((one) => sentenceFor(home, one).replaceAll(mix!.id, 'MIX'));
}

it('names an ID that is a track from its beginning to its end', async () => {
  expect(await said([{ peaks: X, to: 100 }], { X, Z })).toEqual([
    'ID 0001, heard in 1 mix, is X. To name it there: tracklistify ids name 1 --as X.mp3',
  ]);
});

it('has an ID that holds several tracks looked at again, which its name would make one of them', async () => {
  const both: Played[] = [
    { peaks: X, to: 100 },
    { peaks: Y, to: 100 },
  ];
  expect(await said(both, { Y })).toEqual([
    'ID 0001, heard in 1 mix, holds Y, and something else. To tell them apart there: tracklistify retry MIX',
  ]);
  expect(await said(both, { Y, X })).toEqual([
    'ID 0001, heard in 1 mix, holds X and Y. To tell them apart there: tracklistify retry MIX',
  ]);
});

it('takes the surer one of two that are heard at one place', async () => {
  expect(await said([{ peaks: X, to: 100 }], { Copy: X, X })).toHaveLength(1);
  expect((await said([{ peaks: X, to: 100 }], { Copy: X, X }))[0]).toContain(' is ');
});
