import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ProtocolError } from '../../src/domain/errors.js';
import type { Context } from '../../src/domain/ports/context.js';
import type { Keeping } from '../../src/net/provider.js';
import { Catalogue, resolverOf } from '../../src/resolvers/catalogue.js';
import { eventsOf, recorder } from '../support/fakes.js';
import { tools } from '../support/network.js';
import { fetchFrom, json } from '../support/providers/protocol.js';

const SECRET = 'a-very-secret-key';

function start(answers: Record<string, object | undefined>, kept = new Map<string, unknown>()) {
  const asked: string[] = [];
  const lasted: number[] = [];
  const keeping: Keeping = {
    cache: {
      get: async (key) => kept.get(key),
      async set(key, value, seconds) {
        lasted.push(seconds);
        kept.set(key, value);
      },
    },
    refresh: false,
    matchSeconds: 100,
    noMatchSeconds: 10,
  };
  const fetch = fetchFrom((request) => {
    const { pathname, search } = new URL(request.url, 'https://shelf.example');
    asked.push(`${pathname}${search}`);
    const answer = answers[pathname];
    return answer ? json(answer) : json({}, 404);
  });
  const catalogue = new Catalogue(
    {
      name: 'shelf',
      title: 'Shelf',
      reading: 3,
      base: 'https://shelf.example',
      rate: { minGapMs: 0, maxConcurrent: 1 },
      timeout: 5,
      maxWait: 60,
      secretQuery: { key: SECRET },
      failureOf: ({ status }) => (status === 200 || status === 404 ? null : new ProtocolError('Shelf', 'no')),
    },
    tools({ fetch, keeping }),
  );
  const get = (path: string, context: Context = recorder()) =>
    catalogue.get(path, z.array(z.string()), (answer) => JSON.parse(answer.text()).names, { context, keptOnly: false });
  return { catalogue, get, asked, kept, lasted };
}

describe('a catalogue', () => {
  it('asks once, keeps what it read and that there is nothing, and tells of both', async () => {
    const { get, asked, kept, lasted } = start({ '/one': { names: ['a'] }, '/none': { names: [] } });
    const context = recorder();
    for (const path of ['/one', '/none', '/missing', '/one', '/none', '/missing']) await get(path, context);
    expect(asked).toEqual([`/one?key=${SECRET}`, `/none?key=${SECRET}`, `/missing?key=${SECRET}`]);
    expect(lasted).toEqual([100, 10, 10]);
    expect(eventsOf(context, 'call').map(({ outcome }) => outcome)).toEqual([
      'match',
      'no-match',
      'no-match',
      'cached',
      'cached',
      'cached',
    ]);
    expect(JSON.stringify([...kept])).not.toContain(SECRET);
    expect([...kept.keys()]).toEqual(['shelf/3/one', 'shelf/3/none', 'shelf/3/missing']);
  });

  it('asks again for what was changed into something else', async () => {
    const kept = new Map<string, unknown>([['shelf/3/one', { found: [7] }]]);
    const { get, asked } = start({ '/one': { names: ['a'] } }, kept);
    expect(await get('/one')).toEqual(['a']);
    expect(asked).toHaveLength(1);
  });

  it('tells what it has answered before without asking anybody', async () => {
    const { catalogue, asked } = start({ '/song': { names: ['Label'] } });
    const resolver = resolverOf('shelf', async ({ title }, look) => {
      const read = (answer: { text(): string }): string[] => JSON.parse(answer.text()).names;
      const found = await catalogue.get(`/${title}`, z.array(z.string()), read, look);
      return found && { track: { label: found[0]! }, agreement: 1 };
    });
    const song = { title: 'song', artists: [] };
    expect(await resolver.recall(song, recorder())).toBeNull();
    expect(await resolver.resolve(song, recorder())).toEqual({ track: { label: 'Label' }, agreement: 1 });
    expect(await resolver.recall(song, recorder())).toEqual({ track: { label: 'Label' }, agreement: 1 });
    expect(await resolver.recall({ ...song, title: 'other' }, recorder())).toBeNull();
    expect(asked).toHaveLength(1);
  });
});
