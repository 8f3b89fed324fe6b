import { describe, expect, it } from 'vitest';
import { complete, describeBy } from '../../src/app/complete.js';
import { AuthenticationError, NetworkError } from '../../src/domain/errors.js';
import type { Narrator } from '../../src/domain/ports/enrich.js';
import type { Resolver } from '../../src/domain/ports/resolve.js';
import { eventsOf, recorder } from '../support/fakes.js';
import { trackEntry } from '../support/tracklists.js';

const entries = ['a', 'b', 'c', 'd', 'e', 'f'].map((title, i) => trackEntry(i * 100, i * 100 + 100, title));
/** Knows an album for every track, but fails at these. */
const failingAt = (titles: string, error: Error): Resolver & { asked: string[] } => {
  const asked: string[] = [];
  return {
    name: 'r',
    asked,
    async resolve({ title }) {
      asked.push(title);
      if (titles.includes(title)) throw error;
      return { track: { album: 'Album' }, agreement: 1 };
    },
  };
};
const albums = (outcome: Awaited<ReturnType<typeof complete>>): string =>
  outcome.result.entries.map((e) => (e.track?.album ? e.track.title : '-')).join('');

describe('completing', () => {
  it('goes on after a hiccup, and says once that something is missing', async () => {
    const resolver = failingAt('bd', new NetworkError('r', 'r is down.'));
    const context = recorder();
    const outcome = await complete(entries, [resolver], [], null, context);
    expect(albums(outcome)).toBe('a-c-ef');
    expect(outcome.failure).toBeInstanceOf(NetworkError);
    expect(eventsOf(context, 'warning').map((e) => e.message)).toEqual([
      'r is down. Some tracks are left as they were heard.',
    ]);
  });

  it('gives up after three failures in a row, or one refusal', async () => {
    const down = failingAt('bcdef', new NetworkError('r', 'down'));
    expect(albums(await complete(entries, [down], [], null, recorder()))).toBe('a-----');
    expect(down.asked.join('')).toBe('abcd');
    const refusing = failingAt('b', new AuthenticationError('r', 'no'));
    expect(albums(await complete(entries, [refusing], [], null, recorder()))).toBe('a-----');
    expect(refusing.asked.join('')).toBe('ab');
  });

  it('lets the next one try what the first one could not', async () => {
    const refusing = failingAt('abcdef', new AuthenticationError('r', 'no'));
    const outcome = await complete(entries, [refusing, failingAt('', new Error())], [], null, recorder());
    expect(albums(outcome)).toBe('abcdef');
    expect(outcome.failure).toBeInstanceOf(AuthenticationError);
  });

  it('keeps what is completed when it is interrupted', async () => {
    const controller = new AbortController();
    const resolver: Resolver = {
      name: 'r',
      async resolve({ title }) {
        if (title === 'c') controller.abort(new Error('Ctrl-C'));
        return { track: { album: 'Album' }, agreement: 1 };
      },
    };
    const outcome = await complete(entries, [resolver], [], null, recorder(controller.signal));
    expect(albums(outcome)).toBe('abc---');
    expect((outcome.failure as Error).message).toBe('Ctrl-C');
  });
});

describe('telling of the set', () => {
  const story = { title: 'Night', genres: [], arc: '', provider: 'p', model: 'm' };
  const narrator = (describe: Narrator['describe']): Narrator => ({ name: 'n', plan: async () => [], describe });

  it('is done by the first who can say', async () => {
    const told = [narrator(async () => null), narrator(async () => story), narrator(() => Promise.reject(new Error()))];
    expect(await describeBy(told, entries, recorder())).toEqual({ result: story, failure: null });
    expect(await describeBy([], entries, recorder())).toEqual({ result: null, failure: null });
  });

  it('leaves a failure to the run, which has its entries all the same', async () => {
    const failure = new NetworkError('n', 'down');
    const told = [narrator(() => Promise.reject(failure))];
    expect(await describeBy(told, entries, recorder())).toEqual({ result: null, failure });
  });
});
