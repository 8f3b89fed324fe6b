import { describe, expect, it } from 'vitest';
import { resolveEntries } from '../../src/app/resolving.js';
import { NetworkError } from '../../src/domain/errors.js';
import type { Resolver } from '../../src/domain/ports/resolve.js';
import type { Track } from '../../src/domain/track.js';
import type { TrackEntry } from '../../src/domain/tracklist.js';
import { eventsOf, recorder } from '../support/fakes.js';
import { trackEntry } from '../support/tracklists.js';

const heard = (track: Partial<Track> = {}, confidence = 0.9): TrackEntry => ({
  ...trackEntry(0, 100, 'Song'),
  track: { title: 'Song', artists: ['Ada'], ...track },
  confidence,
});
const knowing = (name: string, track: Partial<Track>, agreement: number | null = 1): Resolver => ({
  name,
  resolve: async () => ({ track: { title: 'Song', artists: ['Ada'], ...track }, agreement }),
});
async function resolved(entry: TrackEntry, ...resolvers: Resolver[]): Promise<TrackEntry> {
  const { result, failure } = await resolveEntries([entry], resolvers, recorder());
  expect(failure).toBeNull();
  return result[0] as TrackEntry;
}

const noting = (name: string, note: (track: Track) => void, after?: string[]): Resolver => ({
  name,
  ...(after && { after }),
  async resolve(track) {
    note(track);
    return null;
  },
});

describe('merging by agreement', () => {
  it('gives each fact with who told it, the first in order where all tell it', async () => {
    const entry = await resolved(
      heard({ album: 'As heard' }),
      knowing('brains', { label: 'Warp', album: 'Theirs', composers: ['A. Writer'], ids: { musicbrainz: 'm1' } }),
      knowing('deez', { label: 'warp', releaseDate: '2019-05', urls: { deezer: 'https://www.deezer.com/track/1' } }),
    );
    expect(entry.track).toEqual({
      title: 'Song',
      artists: ['Ada'],
      album: 'As heard',
      label: 'Warp',
      releaseDate: '2019-05',
      composers: ['A. Writer'],
      ids: { musicbrainz: 'm1' },
      urls: { deezer: 'https://www.deezer.com/track/1' },
    });
    expect(entry.toldBy).toEqual({ label: 'brains', releaseDate: 'deez', composers: 'brains' });
    expect(entry.confidence).toBe(0.9);
    expect(entry.enrichment?.['checked']).toEqual({ brains: 1, deez: 1 });
  });

  it('lets two who say the same win over one, whoever comes first', async () => {
    const entry = await resolved(
      heard(),
      knowing('a', { label: 'Bootleg', releaseDate: '2021-01-01' }),
      knowing('b', { label: 'R&S Records', releaseDate: '1992-03' }),
      knowing('c', { label: 'r & s records', releaseDate: '1992' }),
    );
    expect(entry.track).toMatchObject({ label: 'R&S Records', releaseDate: '1992-03' });
    expect(entry.toldBy).toMatchObject({ label: 'b', releaseDate: 'b' });
  });

  it('takes no fact from one whom two others contradict, and trusts the track a little less', async () => {
    const other = { title: 'Other piece', artists: ['Zed'], label: 'Wrong', isrc: 'GBAYE0000009' };
    const entry = await resolved(heard(), knowing('a', other), knowing('b', {}), knowing('c', { label: 'Right' }));
    expect(entry.track).toMatchObject({ title: 'Song', label: 'Right' });
    expect(entry.track.isrc).toBeUndefined();
    // (.2 + 1 + 1) / 3 of agreement, of which half counts.
    expect(entry.confidence).toBeCloseTo(0.9 * (1 - 0.5 * (1 - 2.2 / 3)), 3);
    expect(entry.alternatives).toEqual([]);
  });

  it('lets a heard name lose that two contradict, and names what they know', async () => {
    const other = { title: 'Other piece', artists: ['Zed'] };
    const entry = await resolved(heard(), knowing('a', other, 0.2), knowing('b', other, 0.2), knowing('c', {}));
    // The one who is alone with what was heard is outvoted.
    expect(entry.enrichment?.['checked']).toEqual({ a: 0.2, b: 0.2, c: 0.2 });
    expect(entry.confidence).toBe(0.54);
    expect(entry.alternatives).toEqual([{ track: other, confidence: 0.36, evidence: [] }]);
  });

  it('counts what each has said once, however often it is asked', async () => {
    const first = await resolved(heard(), knowing('a', {}, 0.2));
    expect(first.confidence).toBe(0.54);
    expect(await resolved(first, knowing('a', {}, 0))).toBe(first);
    expect((await resolved(first, knowing('a', {}, 0), knowing('b', {}))).confidence).toBe(0.72);
  });

  it('lets those that say nothing about the name change no confidence', async () => {
    const entry = await resolved(heard(), knowing('cover', { artwork: 'https://covers.example/1' }, null));
    expect(entry).toMatchObject({ confidence: 0.9, toldBy: { artwork: 'cover' } });
  });
});

describe('asking several resolvers', () => {
  it('asks each at its own pace, and one that needs another one with what that has told', async () => {
    const asked: string[] = [];
    const slow: Resolver = {
      name: 'slow',
      async resolve({ title }) {
        for (let i = 0; i < 50; i++) await Promise.resolve();
        asked.push(`slow ${title}`);
        return { track: { ids: { release: `r-${title}` } }, agreement: 1 };
      },
    };
    const quick = noting('quick', ({ title }) => asked.push(`quick ${title}`));
    const cover = noting('cover', ({ ids }) => asked.push(`cover ${ids?.['release']}`), ['slow', 'not there']);
    const entries = ['a', 'b'].map((title, i) => trackEntry(i * 100, i * 100 + 100, title));
    const context = recorder();
    await resolveEntries(entries, [cover, slow, quick], context);
    expect(asked).toEqual(['quick a', 'quick b', 'slow a', 'cover r-a', 'slow b', 'cover r-b']);
    const counts = eventsOf(context, 'count');
    expect(counts.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(counts.every(({ total }) => total === 6)).toBe(true);
  });

  it('takes what a service that is down has answered before, and waits for nobody', async () => {
    const down: Resolver = {
      name: 'down',
      resolve: () => Promise.reject(new NetworkError('down', 'down is down.')),
      recall: async ({ title }) => (title === 'c' ? null : { track: { label: `kept ${title}` }, agreement: 1 }),
    };
    const seen: Array<string | undefined> = [];
    const needing = noting('n', ({ label }) => seen.push(label), ['down']);
    const entries = ['a', 'b', 'c', 'd', 'e', 'f'].map((title, i) => trackEntry(i * 100, i * 100 + 100, title));
    const context = recorder();
    const { result, failure } = await resolveEntries(entries, [down, needing], context);
    expect(result.map(({ track }) => track?.label)).toEqual([
      'kept a',
      'kept b',
      undefined,
      'kept d',
      'kept e',
      'kept f',
    ]);
    expect(seen).toEqual(['kept a', 'kept b', undefined, 'kept d', 'kept e', 'kept f']);
    expect(failure).toBeInstanceOf(NetworkError);
    expect(eventsOf(context, 'warning')).toHaveLength(1);
  });
});
