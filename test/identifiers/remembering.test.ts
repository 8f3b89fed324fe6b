import { describe, expect, it, vi } from 'vitest';
import { FileJournal } from '../../src/cache/file-journal.js';
import { NetworkError } from '../../src/domain/errors.js';
import type { TracklistifyEvent } from '../../src/domain/events.js';
import type { Match } from '../../src/domain/match.js';
import type { Cache } from '../../src/domain/ports/cache.js';
import type { Sample, SampleIdentifier } from '../../src/domain/ports/identify.js';
import { recalling, remembering } from '../../src/identifiers/remembering.js';
import { eventsOf, recorder } from '../support/fakes.js';
import { quickClock } from '../support/network.js';
import { tempFolder } from '../support/temp.js';

function memory(): Cache & { entries: Map<string, { value: unknown; ttl: number }> } {
  const entries = new Map<string, { value: unknown; ttl: number }>();
  return {
    entries,
    get: async (key) => structuredClone(entries.get(key)?.value),
    set: async (key, value, ttl) => void entries.set(key, { value: structuredClone(value), ttl }),
  };
}
const loud = (mixTime: number, seed = 1): Sample => ({
  mixTime,
  duration: 1,
  rate: 100,
  pcm: Int16Array.from({ length: 100 }, (_, i) => ((i * seed * 977) % 2000) - 1000),
});
const found = (sample: Sample): Match[] => [
  {
    identifier: 'quiz',
    key: 'k',
    track: { title: 'T', artists: ['A'] },
    mixTime: sample.mixTime + 0.25,
    mixDuration: 0.5,
    score: 0.9,
  },
];
function quiz(answer: (sample: Sample) => Match[] | Promise<Match[]> = found) {
  const identify = vi.fn(async (sample: Sample) => answer(sample));
  const identifier: SampleIdentifier = { kind: 'sample', name: 'quiz', rate: 100, seconds: 1, identify };
  return { identifier, identify };
}
const options = (cache: Cache, refresh = false) => ({ cache, refresh, matchSeconds: 1000, noMatchSeconds: 10 });

describe('an identifier that remembers', () => {
  it('asks once about one sound, wherever in whichever mix it is', async () => {
    const cache = memory();
    const { identifier, identify } = quiz();
    const context = recorder();
    const first = await remembering(identifier, options(cache)).identify(loud(10), context);
    const second = await remembering(identifier, options(cache)).identify(loud(70), context);
    expect(first).toEqual(found(loud(10)));
    expect(second).toEqual(found(loud(70)));
    expect(identify).toHaveBeenCalledTimes(1);
    expect(eventsOf(context, 'call').map((e) => [e.mixTime, e.outcome])).toEqual([[70, 'cached']]);
  });

  it('keeps a match for long and a no-match for a while', async () => {
    const cache = memory();
    const { identifier } = quiz((sample) => (sample.mixTime === 0 ? found(sample) : []));
    const kept = remembering(identifier, options(cache));
    await kept.identify(loud(0), recorder());
    await kept.identify(loud(1, 2), recorder());
    expect(await kept.identify(loud(2, 2), recorder())).toEqual([]);
    expect([...cache.entries.values()].map((e) => e.ttl)).toEqual([1000, 10]);
  });

  it('tells what is kept without asking anybody, and what isn’t', async () => {
    const { identifier, identify } = quiz();
    const kept = remembering(identifier, options(memory()));
    await kept.identify(loud(5), recorder());
    const context = recorder();
    expect(await kept.recall(loud(9), context)).toEqual(found(loud(9)));
    expect(eventsOf(context, 'call').map((e) => [e.mixTime, e.outcome])).toEqual([[9, 'cached']]);
    expect(await kept.recall(loud(9, 3), context)).toBe(null);
    expect(identify).toHaveBeenCalledTimes(1);
  });

  it('answers from what is kept alone where the service can’t be reached', async () => {
    const { identifier, identify } = quiz();
    const kept = remembering(identifier, options(memory()));
    await kept.identify(loud(5), recorder());
    const gone = recalling(kept, new NetworkError('Quiz', 'out of reach'));
    expect(await gone.identify(loud(7), recorder())).toEqual(found(loud(7)));
    await expect(gone.identify(loud(7, 3), recorder())).rejects.toThrow('out of reach');
    expect(identify).toHaveBeenCalledTimes(1);
  });

  it('never keeps a failure', async () => {
    const cache = memory();
    const { identifier, identify } = quiz();
    identify.mockRejectedValueOnce(new NetworkError('Quiz', 'down'));
    const kept = remembering(identifier, options(cache));
    await expect(kept.identify(loud(0), recorder())).rejects.toThrow('down');
    expect(cache.entries.size).toBe(0);
    expect(await kept.identify(loud(0), recorder())).toHaveLength(1);
  });

  it('makes one call of many questions about one sound at once', async () => {
    const { identifier, identify } = quiz();
    const kept = remembering(identifier, options(memory()));
    const all = await Promise.all([1, 2, 3, 4].map((t) => kept.identify(loud(t), recorder())));
    expect(all.map((m) => m[0]!.mixTime)).toEqual([1.25, 2.25, 3.25, 4.25]);
    expect(identify).toHaveBeenCalledTimes(1);
  });

  it('asks anew on request, once, and remembers the new answer', async () => {
    const cache = memory();
    await remembering(quiz(() => []).identifier, options(cache)).identify(loud(0), recorder());
    const { identifier, identify } = quiz();
    const anew = remembering(identifier, options(cache, true));
    await anew.identify(loud(0), recorder());
    await anew.identify(loud(5), recorder());
    expect(identify).toHaveBeenCalledTimes(1);
    expect(await remembering(quiz().identifier, options(cache)).identify(loud(9), recorder())).toEqual(found(loud(9)));
  });

  it('has the answer kept before it tells anybody of it', async () => {
    const cache = memory();
    const context = recorder();
    const { identifier } = quiz();
    const telling: SampleIdentifier = {
      ...identifier,
      async identify(sample, inner) {
        inner.emit({ type: 'call', provider: 'quiz', mixTime: sample.mixTime, outcome: 'match' });
        return identifier.identify(sample, inner);
      },
    };
    const keptWhenTold: number[] = [];
    const emit = (event: TracklistifyEvent): void => {
      if (event.type === 'call') keptWhenTold.push(cache.entries.size);
      context.emit(event);
    };
    await remembering(telling, options(cache)).identify(loud(0), { ...context, emit });
    expect(keptWhenTold).toEqual([1]);
  });

  it('asks once about one sound, in however many runs at once', async () => {
    const cache = memory();
    const folder = tempFolder();
    let calls = 0;
    const runs = [1, 2, 3].map(() => {
      const journal = new FileJournal({ folder, clock: quickClock(), isAnswered: async () => false });
      const { identifier } = quiz(async (sample) => {
        calls++;
        for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
        return found(sample);
      });
      return remembering(identifier, { ...options(cache), journal });
    });
    const contexts = runs.map(() => recorder());
    const all = await Promise.all(runs.map((run, i) => run.identify(loud(7), contexts[i]!)));
    expect(all).toEqual([found(loud(7)), found(loud(7)), found(loud(7))]);
    expect(calls).toBe(1);
    const outcomes = contexts.flatMap((context) => eventsOf(context, 'call').map(({ outcome }) => outcome));
    expect(outcomes).toEqual(['cached', 'cached']);
  });

  it('asks nothing about silence', async () => {
    const { identifier, identify } = quiz();
    const silence = { ...loud(0), pcm: Int16Array.from({ length: 100 }, (_, i) => i % 7) };
    expect(await remembering(identifier, options(memory())).identify(silence, recorder())).toEqual([]);
    expect(identify).not.toHaveBeenCalled();
  });

  it('asks again when what is remembered makes no sense', async () => {
    const cache = memory();
    const { identifier, identify } = quiz();
    const kept = remembering(identifier, options(cache));
    await kept.identify(loud(0), recorder());
    for (const entry of cache.entries.values()) entry.value = [{ track: 'gone' }];
    expect(await kept.identify(loud(0), recorder())).toHaveLength(1);
    expect(identify).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['an ISRC that is a number', { track: { title: 'T', artists: ['A'], isrc: 5 } }],
    ['artists that are none', { track: { title: 'T', artists: [null] } }],
    ['ids in a list', { track: { title: 'T', artists: [], ids: { spotify: ['a'] } } }],
    ['a year that is a number', { track: { title: 'T', artists: [], releaseDate: 1999 } }],
    ['a speed in words', { speed: 'fast' }],
    ['a place beyond all mixes', { mixTime: 1e300 }],
    ['a share above one', { owned: 7 }],
  ])('asks again when what is remembered has %s, and remembers the new answer', async (_, wrong) => {
    const cache = memory();
    const { identifier, identify } = quiz();
    const kept = remembering(identifier, options(cache));
    await kept.identify(loud(0), recorder());
    for (const entry of cache.entries.values()) entry.value = [{ ...found(loud(0))[0], ...wrong }];
    expect(await kept.identify(loud(0), recorder())).toEqual(found(loud(0)));
    expect(await kept.identify(loud(0), recorder())).toEqual(found(loud(0)));
    expect(identify).toHaveBeenCalledTimes(2);
  });
});
