import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { AuthenticationError, ProtocolError, RateLimitError } from '../../../src/domain/errors.js';
import { createShazam } from '../../../src/identifiers/shazam/identifier.js';
import type { Bands } from '../../../src/identifiers/shazam/peaks.js';
import { type ShazamSettings, shazamSettings } from '../../../src/identifiers/shazam/settings.js';
import { TransientError } from '../../../src/net/failures.js';
import { eventsOf, recorder } from '../../support/fakes.js';
import { quickClock, realClient, tls, tools } from '../../support/network.js';
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
    { ...shazamSettings.parse({ host: listening.url, secondsBetweenCalls: 0, timeout: 300 }), ...settings },
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

/** What comes under status 200 when it is asked too often. */
const PRESSURE: typeof FAULTS = {
  ...FAULTS,
  'plain text': () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'slow down' }),
  'an error in JSON': () => json({ error: 'busy' }),
  'matches that are none': () => json({ matches: [null, 3] }),
};

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

  it('waits no longer than its gap where the service asks for less', async () => {
    const { provider, clock } = await start({ recognise: () => null }, { secondsBetweenCalls: 10 });
    const context = recorder();
    await provider.identify(sampleOf(0, 0), context);
    await provider.identify(sampleOf(0, 5), context);
    expect(Math.round(clock.slept.reduce((a, b) => a + b, 0) / 1000)).toBe(11);
    expect(eventsOf(context, 'waiting')).toEqual([]);
  });

  it('is asked no faster than it takes, unless it is a server of one’s own', () => {
    const gapOf = (own: object) => createShazam(shazamSettings.parse(own), tools()).provider.gap;
    expect([{}, { secondsBetweenCalls: 1 }, { secondsBetweenCalls: 20 }].map(gapOf)).toEqual([10, 6, 20]);
    expect(gapOf({ secondsBetweenCalls: 1, host: 'http://127.0.0.1:8080' })).toBe(1);
  });

  it('is asked about as long a sample as is set, and no other', async () => {
    expect([4, 15].map((sampleSeconds) => shazamSettings.safeParse({ sampleSeconds }).success)).toEqual([false, false]);
    for (const sampleSeconds of [5, 14]) {
      const { provider, calls } = await start({}, { sampleSeconds });
      expect(provider.seconds).toBe(sampleSeconds);
      await provider.identify(sampleOf(0, 10, 20), recorder());
      expect(calls.map((call) => Math.round(call.seconds ?? 0))).toEqual([sampleSeconds]);
    }
  });

  it('asks once more about the middle of what it has no answer to, where that is wanted', async () => {
    const first = { recognise: (peaks: Bands) => (calls.length > 0 ? recogniser.recognise(peaks) : null) };
    const { provider, calls } = await start(first, { shortRetry: true });
    const context = recorder();
    const [match] = await provider.identify(sampleOf(0, 10), context);
    expect(calls.map((call) => Math.round(call.seconds ?? 0))).toEqual([12, 5]);
    expect(match).toMatchObject({ mixTime: 503.5, mixDuration: 5 });
    expect(match!.trackTime).toBeCloseTo(13.5, 0);
    expect(eventsOf(context, 'call').map((e) => e.outcome)).toEqual(['no-match', 'match']);
    const plain = await start({ recognise: () => null });
    expect(await plain.provider.identify(sampleOf(0, 10), recorder())).toEqual([]);
    expect(plain.calls).toHaveLength(1);
  });

  it('speaks HTTP/1.1 where a server offers both', async () => {
    const protocols: Array<string | false | null> = [];
    const server = https.createServer({ ...tls, ALPNProtocols: ['h2', 'http/1.1'] }, (request, response) => {
      protocols.push((request.socket as TLSSocket).alpnProtocol, request.httpVersion);
      response.end('{"matches":[]}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    closing.push(() => server.close());
    const kit = { ...tools(), http: realClient({ ca: tls.cert }) };
    const host = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const made = createShazam(shazamSettings.parse({ host, secondsBetweenCalls: 0 }), kit);
    closing.push(made.close, kit.http.close);
    expect(await made.provider.identify(sampleOf(0, 0), recorder())).toEqual([]);
    expect(protocols[0]).not.toBe('h2');
    expect(protocols[1]).toBe('1.1');
  });

  it.each([
    'HTML under 200',
    'an empty body',
    'truncated JSON',
    'no JSON object',
    'plain text',
    'an error in JSON',
    'matches that are none',
  ])('takes %s for throttling, and comes back later', async (name) => {
    const { provider, calls, clock } = await start({ fault: (call) => (call === 0 ? PRESSURE[name]!() : undefined) });
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
