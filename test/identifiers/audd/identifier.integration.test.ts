import { afterEach, describe, expect, it } from 'vitest';
import {
  AuthenticationError,
  ProtocolError,
  QuotaError,
  RateLimitError,
  UnsupportedError,
  UsageError,
} from '../../../src/domain/errors.js';
import { createAudd } from '../../../src/identifiers/audd/identifier.js';
import type { AuddSettings } from '../../../src/identifiers/audd/settings.js';
import { findPeaks } from '../../../src/identifiers/shazam/peaks.js';
import { TransientError } from '../../../src/net/failures.js';
import { eventsOf, recorder } from '../../support/fakes.js';
import { quickClock, tools } from '../../support/network.js';
import { type AuddOptions, auddServer, errorBody } from '../../support/providers/audd-server.js';
import { tracks, upsample } from '../../support/providers/music.js';
import { FAULTS, json, type Reply, serve } from '../../support/providers/protocol.js';
import { Recogniser } from '../../support/providers/recogniser.js';

const TOKEN = 'token-0123456789';
const songs = tracks(3, 60);
const recogniser = new Recogniser(songs);
const closing: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: Partial<AuddOptions> = {}, settings: Partial<AuddSettings> = {}) {
  const clock = quickClock(Date.now());
  const server = auddServer({
    token: TOKEN,
    now: clock.now,
    recognise: (pcm, rate) => recogniser.recognise(findPeaks(upsample(pcm, rate))),
    ...options,
  });
  const listening = await serve(server.provider);
  const kit = tools({ clock });
  const { provider, close } = createAudd(
    {
      apiToken: TOKEN,
      host: listening.url,
      market: 'DE',
      callsPerSecond: 1000,
      concurrency: 1,
      timeout: 300,
      retryCharged: false,
      maxWait: 60,
      ...settings,
    },
    kit,
  );
  closing.push(listening.close, close, kit.http.close);
  return { provider, calls: server.calls, billed: server.billed, clock };
}
const sampleOf = (song: number, from: number, seconds = 12) => {
  const pcm = songs[song]!.pcm.slice(from * 16_000, (from + seconds) * 16_000);
  return { mixTime: 500, duration: pcm.length / 16_000, rate: 16_000, pcm };
};
const failureOf = (provider: Awaited<ReturnType<typeof start>>['provider']): Promise<unknown> =>
  provider.identify(sampleOf(0, 0), recorder()).catch((error: unknown) => error);

describe('AudD', () => {
  it('names a sample by its sound, with what others know of it, and where in the track it lies', async () => {
    const { provider, calls, billed } = await start();
    const context = recorder();
    for (const [song, from] of [
      [0, 10],
      [2, 31],
      [1, 5],
    ] as const) {
      const [match] = await provider.identify(sampleOf(song, from), context);
      const { isrc } = songs[song]!;
      expect(match).toMatchObject({ track: { title: `Song ${song + 1}`, isrc }, mixTime: 500, mixDuration: 12 });
      expect(match!.trackTime).toBe(from);
    }
    expect(billed()).toBe(3);
    expect(calls[0]!.fields).toEqual({
      api_token: TOKEN,
      market: 'de',
      return: 'apple_music,spotify,deezer,musicbrainz',
    });
    expect(eventsOf(context, 'call').map((e) => e.outcome)).toEqual(['match', 'match', 'match']);
  });

  it('has no answer for what it does not know, for silence and for a scrap', async () => {
    const { provider, calls } = await start();
    const noise = Int16Array.from({ length: 192_000 }, (_, i) => ((i * 7919) % 4001) - 2000);
    for (const pcm of [noise, new Int16Array(192_000), noise.subarray(0, 32_000)]) {
      const sample = { mixTime: 0, duration: pcm.length / 16_000, rate: 16_000, pcm };
      expect(await provider.identify(sample, recorder())).toEqual([]);
    }
    expect(calls.map((c) => c.code)).toEqual([0, 300]);
  });

  it('finds a wrong token by one call', async () => {
    const { provider, calls } = await start({}, { apiToken: 'another' });
    for (let i = 0; i < 5; i++) expect(await failureOf(provider)).toBeInstanceOf(AuthenticationError);
    expect(calls.map((c) => c.code)).toEqual([900]);
  });

  it.each([
    ['the allowance is used up', { quota: 2 }, QuotaError, 902],
    ['the account is not let do it', { fault: deny(904) }, UnsupportedError, -1],
    ['it is blocked, whatever song comes along', { fault: deny(19) }, AuthenticationError, -1],
  ])('is asked no more once %s', async (_, options, kind, code) => {
    const { provider, calls } = await start(options);
    await provider.identify(sampleOf(0, 0), recorder());
    await provider.identify(sampleOf(0, 1), recorder());
    for (let i = 0; i < 3; i++) {
      await expect(provider.identify(sampleOf(0, 2 + i), recorder())).rejects.toBeInstanceOf(kind);
    }
    expect(calls.map((c) => c.code)).toEqual([0, 0, code]);
  });

  it.each([200, 429])('slows down when told so under HTTP %i, and asks again', async (status) => {
    const { provider, calls, billed, clock } = await start({
      fault: (call) => (call === 1 ? json(errorBody(611), status) : undefined),
    });
    await provider.identify(sampleOf(0, 0), recorder());
    const context = recorder();
    expect(await provider.identify(sampleOf(0, 1), context)).toHaveLength(1);
    expect(calls.map((c) => c.code)).toEqual([0, -1, 0]);
    expect(billed()).toBe(2);
    expect(Math.max(...clock.slept)).toBeGreaterThanOrEqual(2000);
    expect(eventsOf(context, 'waiting')).toHaveLength(1);
  });

  it('says until when it wants a pause that nobody waits for', async () => {
    const { provider, calls } = await start({
      fault: () => json(errorBody(611), 429, { 'retry-after': '600' }),
    });
    const error = await failureOf(provider);
    expect(error).toBeInstanceOf(RateLimitError);
    expect((error as Error).message).toMatch(/rate limited until .* what is answered is kept/);
    await failureOf(provider);
    expect(calls).toHaveLength(1);
  });

  it('is warned once of a parameter that is going away, and has its answers', async () => {
    const song = { title: 'T', artist: 'A', timecode: '00:07' };
    const { provider } = await start({ fault: () => json(errorBody(51, 'old', 'standard', { result: song })) });
    const context = recorder();
    for (const from of [0, 1]) expect(await provider.identify(sampleOf(0, from), context)).toHaveLength(1);
    expect(eventsOf(context, 'warning').map((e) => e.message)).toEqual([expect.stringContaining('"old"')]);
  });

  it.each([
    ['HTML under 200', ProtocolError, 1],
    ['an empty body', ProtocolError, 1],
    ['truncated JSON', ProtocolError, 1],
    ['no JSON object', ProtocolError, 1],
    ['a huge answer', ProtocolError, 1],
    ['a redirect elsewhere', ProtocolError, 1],
    // Its policy: what was uploaded may be paid for.
    ['a server error', TransientError, 1],
    ['a broken connection', TransientError, 1],
    ['an answer cut off', TransientError, 1],
  ])('meets %s with the right error, and sends nothing twice that may be charged', async (name, kind, asked) => {
    const { provider, calls } = await start({ fault: () => FAULTS[name]!() });
    expect(await failureOf(provider)).toBeInstanceOf(kind);
    expect(calls).toHaveLength(asked);
  });

  it.each([
    ['503, which nobody pays for,', { status: 503, body: '<html>busy' }, TransientError, 4],
    ['500 in the body, which is about the sound,', json(errorBody(500)), ProtocolError, 1],
    ['100 in the body', json(errorBody(100)), TransientError, 1],
    ['http turned to https', { status: 301, headers: { location: 'https://api.audd.example/' } }, ProtocolError, 1],
  ])('meets %s with the right error', async (_, reply, kind, asked) => {
    const { provider, calls } = await start({ fault: () => reply });
    expect(await failureOf(provider)).toBeInstanceOf(kind);
    expect(calls).toHaveLength(asked);
  });

  it('tries again where no connection opened', async () => {
    const clock = quickClock();
    const kit = tools({ clock });
    const nobody = await serve(() => ({ status: 200 }));
    await nobody.close();
    const { provider, close } = createAudd(settingsFor(nobody.url), kit);
    closing.push(close, kit.http.close);
    await expect(provider.identify(sampleOf(0, 0), recorder())).rejects.toThrow(/Can't reach AudD/);
    expect(clock.slept.filter((ms) => ms >= 500).length).toBeGreaterThanOrEqual(3);
  });

  it('gives up where no answer comes, and asks no second time', async () => {
    const { provider, calls } = await start({ fault: () => FAULTS['no answer']!() }, { timeout: 0.05 });
    expect(await failureOf(provider)).toBeInstanceOf(TransientError);
    // None where the machine is so busy that it was given up before it arrived.
    expect(calls.length).toBeLessThanOrEqual(1);
  });

  it('repeats what may be charged when it is told that this is fine', async () => {
    const { provider, calls } = await start(
      { fault: (call) => (call < 2 ? FAULTS['a broken connection']!() : undefined) },
      { retryCharged: true },
    );
    expect(await provider.identify(sampleOf(0, 0), recorder())).toHaveLength(1);
    expect(calls).toHaveLength(3);
  });

  it('is never sent a token without encryption', () => {
    expect(() => createAudd(settingsFor('http://api.audd.example'), tools())).toThrow(UsageError);
  });
});

/** The third call and all after it get a code, and a made-up song. */
function deny(code: number): (call: number) => Reply | undefined {
  const result = { artist: 'AudD', title: 'Blocked', timecode: '00:00' };
  return (call) => (call < 2 ? undefined : json(errorBody(code, 'no', 'standard', { result })));
}

function settingsFor(host: string): AuddSettings {
  return {
    ...{ apiToken: TOKEN, host, market: 'us', callsPerSecond: 1000, concurrency: 1 },
    ...{ timeout: 5, retryCharged: false, maxWait: 60 },
  };
}
