import { expect, it } from 'vitest';
import { enrich } from '../../src/app/enrich.js';
import type { Resolver } from '../../src/domain/ports/resolve.js';
import { recorder } from '../support/fakes.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';

it('doesn’t propose again what a person rejected, though two services agree on it', async () => {
  const saying = (name: string): Resolver => ({
    name,
    resolve: async () => ({ track: { title: 'Wrong', artists: ['Somebody Else'] }, agreement: 0.1 }),
  });
  const entries = [trackEntry(0, 100, 'Right'), trackEntry(100, 200, 'Other')];
  const tracklist = tracklistOf(entries, {
    corrections: [{ kind: 'rejected', start: 0, end: 100, was: 'Somebody Else - Wrong' }],
  });
  const run = { source: null, resolvers: [saying('a'), saying('b')], enrichers: [], now: Date.now };
  const enriched = await enrich({ ...run, tracklist, tool: tracklist.tool }, recorder());
  const candidates = enriched.tracklist.entries.map((entry) => entry.alternatives.map(({ track }) => track.title));
  expect(candidates).toEqual([[], ['Wrong']]);
});
