import { afterEach, describe, expect, it } from 'vitest';
import { AuthenticationError, ProtocolError, RateLimitError } from '../../../src/domain/errors.js';
import { createShazam } from '../../../src/identifiers/shazam/identifier.js';
import type { ShazamSettings } from '../../../src/identifiers/shazam/settings.js';
import { TransientError } from '../../../src/net/failures.js';
import { eventsOf, recorder } from '../../support/fakes.js';
import { quickClock, tools } from '../../support/network.js';
import { tracks } from '../../support/providers/music.js';
import { FAULTS, json, serve } from '../../support/providers/protocol.js';
import { Recogniser } from '../../support/providers/recogniser.js';
import { type ShazamOptions, shazamServer } from '../../support/providers/shazam-server.js';

const songs = tracks(3, 60);
const recogniser = new Recogniser(songs);
const closing: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: Partial<ShazamOptions> = {}, settings: Partial<ShazamSettings> = {}) {
  const clock = quickClock(Date.now());
  const server = shazamServer({ recognise: (peaks) => recogniser.recognise(peaks), now: clock.now, ...options });
  const listening = await serve(server.provider);
  const kit = tools({ clock });
  const { provider, close } = createShazam(
    { host: listening.url, secondsBetweenCalls: 0, timeout: 300, maxWait: 240, ...settings },
    kit,
  );
  closing.push(listening.close, close, kit.http.close);
  return { provider, calls: server.calls, clock };
}
const sampleOf = (song: number, from: number, seconds = 12) => ({
  mixTime: 500,
  duration: seconds,
  rate: 16_000,
  pcm: songs[song]!.pcm.subarray(from * 16_000, (from + seconds) * 16_000),
});

describe('Shazam', () => {
  it('names a sample by its signature, and where in the track it lies', async () => {
    const { provider, calls } = await start();
    const context = recorder();
    for (const [song, from] of [
      [0, 10],
      [2, 31],
    ] as const) {
      const [match] = await provider.identify(sampleOf(song, from), context);
      expect(match).toMatchObject({
        identifier: 'shazam',
        key: songs[song]!.isrc,
        track: { title: `Song ${song + 1}`, album: `Album ${song + 1}`, label: 'Label', releaseDate: '2020' },
        mixTime: 500,
        speed: expect.closeTo(1, 2),
      });
      expect(match!.trackTime).toBeCloseTo(from, 0);
    }
    expect(calls.map((c) => c.said)).toEqual(['Song 1', 'Song 3']);
    expect(eventsOf(context, 'call').map((e) => e.outcome)).toEqual(['match', 'match']);
  });

  it('sends at most the length that is ever answered', async () => {
    const { provider } = await start();
    expect(await provider.identify(sampleOf(0, 10, 20), recorder())).toHaveLength(1);
  });

  it('waits a moment after a no-match when asked to', async () => {
    const { provider, clock } = await start({ recognise: () => null });
    const context = recorder();
    expect(await provider.identify(sampleOf(0, 0), context)).toEqual([]);
    await provider.identify(sampleOf(0, 5), context);
    expect(clock.slept).toEqual([6000]);
    expect(eventsOf(context, 'waiting')).toHaveLength(1);
  });

  it('asks nothing about silence', async () => {
    const { provider, calls } = await start();
    const context = recorder();
    const silence = { mixTime: 0, duration: 12, rate: 16_000, pcm: new Int16Array(192_000) };
    expect(await provider.identify(silence, context)).toEqual([]);
    expect([calls, context.events]).toEqual([[], []]);
  });

  it('turns to the other endpoint when the first is gone, and stays there', async () => {
    const { provider, calls } = await start({ endpoints: ['match'] });
    for (const from of [3, 9, 20]) {
      const [match] = await provider.identify(sampleOf(1, from), recorder());
      expect(match).toMatchObject({ track: { title: 'Song 2', artists: ['Artist 2'] } });
    }
    expect(calls.map((c) => c.said)).toEqual(['gone', 'Song 2', 'Song 2', 'Song 2']);
  });

  it('says what the first endpoint said when both are gone', async () => {
    const { provider } = await start({ endpoints: [] });
    await expect(provider.identify(sampleOf(1, 3), recorder())).rejects.toBeInstanceOf(ProtocolError);
  });

  it.each(['HTML under 200', 'an empty body'])('takes %s for throttling, and comes back later', async (name) => {
    const { provider, calls, clock } = await start({ fault: (call) => (call === 0 ? FAULTS[name]!() : undefined) });
    expect(await provider.identify(sampleOf(0, 0), recorder())).toHaveLength(1);
    expect(calls).toHaveLength(2);
    expect(clock.slept[0]).toBeGreaterThanOrEqual(60_000);
  });

  it('pauses longer and longer while throttled, then says until when', async () => {
    const { provider, calls, clock } = await start({ fault: () => ({ status: 429 }) });
    const context = recorder();
    const error = await provider.identify(sampleOf(0, 0), context).catch((e: RateLimitError) => e);
    expect(error).toBeInstanceOf(RateLimitError);
    expect((error as RateLimitError).message).toMatch(/^Shazam is rate limited until \d\d:\d\d/);
    expect(clock.slept.map((ms) => Math.round(ms / 60_000))).toEqual([1, 2]);
    expect(calls).toHaveLength(3);
    expect(eventsOf(context, 'waiting')).toHaveLength(2);
  });

  it('names the country or network when it is refused, once', async () => {
    const { provider, calls } = await start({ fault: () => ({ status: 403, body: 'no' }) });
    for (let i = 0; i < 3; i++) {
      await expect(provider.identify(sampleOf(0, i), recorder())).rejects.toBeInstanceOf(AuthenticationError);
    }
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['truncated JSON', RateLimitError],
    ['no JSON object', ProtocolError],
    ['a huge answer', ProtocolError],
    ['a server error', TransientError],
    ['a broken connection', TransientError],
  ])('meets %s with the right error', async (name, kind) => {
    const { provider } = await start({ fault: () => FAULTS[name]!() });
    await expect(provider.identify(sampleOf(0, 0), recorder())).rejects.toBeInstanceOf(kind);
  });

  it.each([
    { matches: [{ id: 1, offset: '30.5', timeskew: '0.021' }], track: { title: 'T', subtitle: 'A', isrc: 7 } },
    { matches: [{ id: '1' }], track: { title: 'T', subtitle: 'A', sections: {}, images: null, hub: 'x', genres: 3 } },
    {
      matches: [{ id: '1' }],
      track: { title: 'T', subtitle: 'A', sections: [null, { type: 'SONG', metadata: { title: 'Album' } }] },
    },
  ])('reads fields of other kinds than promised: %j', async (body) => {
    const { provider } = await start({ fault: () => json(body) });
    const [match] = await provider.identify(sampleOf(0, 0), recorder());
    expect(match).toMatchObject({ track: { title: 'T', artists: ['A'] } });
  });

  it.each([{ matches: [{ id: '1' }] }, { matches: [], track: { title: 'T' } }, { matches: [{ id: '1' }], track: {} }])(
    'takes half an answer for none: %j',
    async (body) => {
      const { provider } = await start({ fault: () => json(body) });
      expect(await provider.identify(sampleOf(0, 0), recorder())).toEqual([]);
    },
  );
});
