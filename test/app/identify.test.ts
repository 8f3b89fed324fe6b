import { describe, expect, it } from 'vitest';
import { type IdentifyRun, identify } from '../../src/app/identify.js';
import {
  AuthenticationError,
  FormatError,
  LibraryError,
  NetworkError,
  ProcessingError,
} from '../../src/domain/errors.js';
import { CallsUsedUp } from '../../src/domain/limit-reached.js';
import type { Unknowns } from '../../src/domain/ports/archive.js';
import type { Enricher } from '../../src/domain/ports/enrich.js';
import type { MixIdentifier } from '../../src/domain/ports/identify.js';
import { answering, eventsOf, knowingListener, recorder, toneSource } from '../support/fakes.js';
import { followed, sampled } from '../support/matches.js';

function clock(): () => number {
  let now = Date.UTC(2026, 0, 1);
  return () => (now += 500);
}

const run = (more: Partial<IdentifyRun>): IdentifyRun => ({
  source: toneSource(300),
  identifiers: [],
  tool: { name: 'tracklistify', version: '9.9.9' },
  now: clock(),
  ...more,
});

const titles = (entries: ReadonlyArray<{ track: { title: string } | null }>) =>
  entries.map((e) => e.track?.title ?? 'ID');

describe('identify', () => {
  it('turns what the library hears into a tracklist', async () => {
    const library = knowingListener([followed('A', 0, 150), followed('B', 140, 300)]);
    const { tracklist, failure } = await identify(run({ identifiers: [library] }), recorder());
    expect(failure).toBeNull();
    expect(titles(tracklist.entries)).toEqual(['A', 'B']);
    expect(tracklist).toMatchObject({
      schema: 'tracklistify/2',
      tool: { version: '9.9.9' },
      source: { name: 'tone' },
      createdAt: expect.stringMatching(/^2026-01-01T/),
      duration: 300,
      complete: true,
      warnings: [],
    });
    expect(tracklist.stats.elapsed).toBeGreaterThan(0);
  });

  it('keeps the sound by an ear where no identifier keeps it, and else by the identifier', async () => {
    const earOf = (name: string): MixIdentifier => ({
      kind: 'mix',
      name,
      rate: 11025,
      listen: () => ({
        ...knowingListener([]).listen(),
        print: () => ({ engine: name, peaks: new Uint8Array([1, 2, 3]) }),
      }),
    });
    const alone = await identify(run({ identifiers: [knowingListener([])], ear: earOf('ear') }), recorder());
    expect(alone.sound).toMatchObject({ engine: 'ear', start: 0, end: 300, peaks: new Uint8Array([1, 2, 3]) });
    expect(alone.sound?.waveform.low).toHaveLength(3000);
    expect(alone.tracklist.identifiers).not.toContain('ear');
    const both = await identify(run({ identifiers: [earOf('library')], ear: earOf('ear') }), recorder());
    expect(both.sound?.engine).toBe('library');
    const none = await identify(run({ identifiers: [knowingListener([])] }), recorder());
    expect(none.sound).toBeNull();
  });

  describe('with unknowns that have numbers', () => {
    const ear: MixIdentifier = {
      ...knowingListener([]),
      listen: () => ({ ...knowingListener([]).listen(), print: () => ({ engine: '1', peaks: new Uint8Array(3) }) }),
    };
    const numbering = (asked: string[], failing?: Error): Unknowns => ({
      async number(entries, sound, mix) {
        asked.push(`${sound.engine} ${mix.id} ${mix.location}`);
        if (failing) throw failing;
        const numbered = entries.map((entry) => (entry.kind === 'unknown' ? { ...entry, number: 417 } : entry));
        const found = [
          { number: 9, mixes: 2, track: { title: 'It', artists: ['They'] } },
          { number: 8, mixes: 1, track: { title: '$(touch x)', artists: [] } },
          { number: 7, mixes: 0, track: { title: 'Own', artists: [] } },
        ];
        return { entries: numbered, seen: [{ number: 417, mixes: 3 }], found };
      },
    });
    const identifiers = [knowingListener([followed('A', 0, 150)])];

    it('numbers what nobody knows in a mix that was heard whole, and says what others are', async () => {
      const asked: string[] = [];
      const heard = recorder();
      const { tracklist, seen, failure } = await identify(
        run({ identifiers, ear, unknowns: numbering(asked), sourceId: 'the mix' }),
        heard,
      );
      expect(failure).toBeNull();
      expect(asked).toEqual([`1 the mix ${toneSource(300).info.location}`]);
      expect(tracklist.entries[1]).toMatchObject({ kind: 'unknown', number: 417 });
      expect(seen).toEqual([{ number: 417, mixes: 3 }]);
      expect(tracklist.warnings).toEqual([]);
      expect(heard.events.flatMap((event) => (event.type === 'news' ? event.message : []))).toEqual([
        `They - It is what is ID 0009 in 2 other mixes. 'tracklistify ids name 9 "They - It"' writes it into those lists.`,
        `$(touch x) is what is ID 0008 in another mix. 'tracklistify ids name 8 "Artist - Title"' writes it into that list.`,
        `Own is what was ID 0007. 'tracklistify ids name 7 "Own"' gives it that name.`,
      ]);
    });

    it('numbers nothing in a part, after a failure, or without its sound', async () => {
      const asked: string[] = [];
      const unknowns = numbering(asked);
      const failing = answering('acrcloud', () => new NetworkError('acrcloud', 'ACRCloud is away.'));
      for (const more of [
        { ear, range: { start: 10 } },
        { ear, range: { end: 100 } },
        {},
        { ear, identifiers: [...identifiers, failing] },
      ] satisfies Partial<IdentifyRun>[]) {
        const { tracklist, seen } = await identify(run({ identifiers, unknowns, ...more }), recorder());
        expect(tracklist.entries.every((entry) => entry.kind === 'track' || entry.number === undefined)).toBe(true);
        expect(seen).toEqual([]);
      }
      expect(asked).toEqual([]);
    });

    it('goes on without numbers where the archive can’t be used', async () => {
      const unknowns = numbering([], new LibraryError('The IDs can’t be used.'));
      const { tracklist, failure } = await identify(run({ identifiers, ear, unknowns }), recorder());
      expect([failure, tracklist.complete]).toEqual([null, true]);
      expect(tracklist.entries[1]).not.toHaveProperty('number');
      expect(tracklist.warnings).toEqual(['The IDs can’t be used. So its unknowns have no numbers.']);
    });
  });

  it('says once where the sound is damaged', async () => {
    const source = toneSource(300);
    const { pcm } = source;
    source.pcm = (request) => {
      request.onDamage?.({
        mixTime: 136,
        message: 'the file ends in the middle of its sound, at 2:16: it is probably cut off',
      });
      request.onDamage?.({ mixTime: 61, message: 'the time stamps jump by 0:10' });
      return pcm.call(source, request);
    };
    const { tracklist } = await identify(run({ source }), recorder());
    expect(tracklist.warnings).toEqual([
      'tone: the file ends in the middle of its sound, at 2:16: it is probably cut off',
      'tone: the time stamps jump by 0:10 (at 1:01)',
    ]);
  });

  it('asks a sample identifier only about what the library is not sure of', async () => {
    const library = knowingListener([followed('A', 0, 180)]);
    const remote = answering('remote', (t) => [sampled('B', t, t - 180)]);
    const { tracklist } = await identify(run({ identifiers: [library, remote], asking: { step: 30 } }), recorder());
    expect(remote.asked.map((s) => s.mixTime)).toEqual([195, 225, 255, 285]);
    expect(titles(tracklist.entries)).toEqual(['A', 'B']);
    expect(tracklist.stats.providers).toEqual({ remote: { calls: 4, cacheHits: 0, saved: 6, errors: 0 } });
  });

  it('hands samples of the asked-for rate and length', async () => {
    const remote = answering('remote', () => []);
    await identify(run({ identifiers: [remote], asking: { step: 100 } }), recorder());
    expect(remote.asked.map((s) => [s.mixTime, s.rate, s.pcm.length])).toEqual([
      [50, 8000, 80_000],
      [150, 8000, 80_000],
      [250, 8000, 80_000],
    ]);
  });

  it('never makes more calls than it may', async () => {
    const remote = answering('remote', () => []);
    await identify(run({ identifiers: [remote], asking: { step: 10, maxCalls: 3 } }), recorder());
    expect(remote.asked).toHaveLength(3);
  });

  it('counts the calls of services and of models together', async () => {
    const remote = answering('remote', (t) => [sampled('A', t, t)]);
    let allowed = 0;
    const model: Enricher = {
      name: 'models',
      plan: async () => [],
      async enrich(entries, _, context) {
        try {
          for (;;) {
            context.spend?.();
            allowed++;
          }
        } catch (error) {
          expect(error).toBeInstanceOf(CallsUsedUp);
        }
        return { entries: [...entries], failure: null };
      },
    };
    const asking = { step: 150, maxCalls: 5 };
    const { failure } = await identify(run({ identifiers: [remote], enrichers: [model], asking }), recorder());
    expect(failure).toBeNull();
    expect(remote.asked.length + allowed).toBe(5);
    expect(allowed).toBeGreaterThan(0);
  });

  it('looks only at the part of the mix that was asked for', async () => {
    const library = knowingListener([followed('A', 10, 60)]);
    const source = toneSource(300);
    const { tracklist } = await identify(
      run({ source, identifiers: [library], range: { start: 100, end: 200 } }),
      recorder(),
    );
    expect(source.requests[0]).toMatchObject({ start: 100, end: 200 });
    // The library reckons from where listening began.
    expect(tracklist.entries).toMatchObject([
      { kind: 'track', start: 100, end: 160 },
      { kind: 'unknown', start: 160, end: 200 },
    ]);
  });

  it('reports its stages in order and its position as it goes', async () => {
    const context = recorder();
    await identify(run({ identifiers: [knowingListener([followed('A', 0, 300)])] }), context);
    expect(eventsOf(context, 'stage').map((e) => e.stage)).toEqual(['listen', 'ask', 'assemble', 'complete']);
    const positions = eventsOf(context, 'position');
    expect(positions.length).toBeGreaterThan(100);
    expect(positions.every((p, i) => i === 0 || p.mixTime >= positions[i - 1]!.mixTime)).toBe(true);
    expect(positions[positions.length - 1]).toMatchObject({ found: 1, duration: 300 });
    expect(context.events[context.events.length - 1]).toMatchObject({ type: 'tracklist' });
  });
});

it('counts each play of a track as it is found, as the tracklist does', async () => {
  const context = recorder();
  const plays = [followed('A', 0, 100), followed('B', 100, 200), followed('A', 200, 300)];
  await identify(run({ identifiers: [knowingListener(plays)] }), context);
  const found = eventsOf(context, 'position').map((event) => event.found);
  expect([...new Set(found)]).toEqual([0, 1, 2, 3]);
});

describe('when something stops it', () => {
  it('keeps what it had when it is interrupted, and says that it is not complete', async () => {
    const controller = new AbortController();
    const source = toneSource(300, { onChunk: (t) => t === 200 && controller.abort() });
    const library = knowingListener([followed('A', 0, 150), followed('B', 250, 300)]);
    const { tracklist, failure } = await identify(run({ source, identifiers: [library] }), recorder(controller.signal));
    expect(failure).toMatchObject({ name: 'AbortError' });
    expect(tracklist.complete).toBe(false);
    expect(tracklist.entries[0]).toMatchObject({ track: { title: 'A' } });
    expect(tracklist.window!.end).toBeLessThan(210);
    expect(tracklist.duration).toBe(300);
  });

  it('keeps what it had when decoding fails in the middle', async () => {
    const source = toneSource(300, { failAt: 160, failure: new ProcessingError('ffmpeg died') });
    const { tracklist, failure } = await identify(
      run({ source, identifiers: [knowingListener([followed('A', 0, 150)])] }),
      recorder(),
    );
    expect(failure).toBeInstanceOf(ProcessingError);
    expect(tracklist).toMatchObject({ complete: false, duration: 300, window: { start: 0, end: 160 } });
    expect(titles(tracklist.entries)).toEqual(['A']);
  });

  it('throws when there is nothing to keep', async () => {
    const source = toneSource(300, { failAt: 0, failure: new FormatError('no audio') });
    await expect(identify(run({ source, identifiers: [knowingListener([])] }), recorder())).rejects.toThrow(
      FormatError,
    );
  });

  it('goes on with the other providers when one fails, and tells which', async () => {
    const bad = answering('bad', () => new NetworkError('bad', 'bad is not answering'));
    const good = answering('good', (t) => [sampled('A', t, t)]);
    const context = recorder();
    const { tracklist, failure } = await identify(run({ identifiers: [bad, good], asking: { step: 60 } }), context);
    expect(titles(tracklist.entries)).toEqual(['A']);
    expect(failure).toBeInstanceOf(NetworkError);
    expect(tracklist.complete).toBe(false);
    expect(tracklist.warnings).toContain('bad is not answering');
    expect(tracklist.stats.providers['bad']!.errors).toBe(3);
  });

  it('finds out about wrong keys by one call', async () => {
    const refused = answering('refused', () => new AuthenticationError('refused', 'wrong key'));
    await identify(run({ identifiers: [refused], asking: { step: 10 } }), recorder());
    expect(refused.asked).toHaveLength(1);
  });

  it('leaves out a resolver that fails', async () => {
    const resolver = {
      name: 'r',
      resolve: async () => {
        throw new NetworkError('r', 'r is down');
      },
    };
    const library = knowingListener([followed('A', 0, 300)]);
    const { tracklist, failure } = await identify(run({ identifiers: [library], resolvers: [resolver] }), recorder());
    expect(titles(tracklist.entries)).toEqual(['A']);
    expect(failure).toBeInstanceOf(NetworkError);
  });
});

describe('resolvers', () => {
  it('fill in what is missing and never replace what is known', async () => {
    const resolver = {
      name: 'r',
      resolve: async () => ({ track: { title: 'Other', album: 'Album', isrc: 'X' }, agreement: 1 }),
    };
    const library = knowingListener([followed('A', 0, 300, { score: 0.9 })]);
    const { tracklist } = await identify(run({ identifiers: [library], resolvers: [resolver] }), recorder());
    expect(tracklist.entries[0]).toMatchObject({ confidence: 0.9, track: { title: 'A', album: 'Album', isrc: 'X' } });
  });

  it('take confidence from what they contradict', async () => {
    const resolver = { name: 'r', resolve: async () => ({ track: {}, agreement: 0 }) };
    const library = knowingListener([followed('A', 0, 300, { score: 0.9 })]);
    const { tracklist } = await identify(run({ identifiers: [library], resolvers: [resolver] }), recorder());
    expect(tracklist.entries[0]!.confidence).toBeCloseTo(0.45);
  });
});
