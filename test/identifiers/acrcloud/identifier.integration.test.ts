import { afterEach, describe, expect, it } from 'vitest';
import { AuthenticationError, ProtocolError, QuotaError } from '../../../src/domain/errors.js';
import { createAcrcloud } from '../../../src/identifiers/acrcloud/identifier.js';
import type { AcrcloudSettings } from '../../../src/identifiers/acrcloud/settings.js';
import { findPeaks } from '../../../src/identifiers/shazam/peaks.js';
import { TransientError } from '../../../src/net/failures.js';
import { eventsOf, recorder } from '../../support/fakes.js';
import { quickClock, tools } from '../../support/network.js';
import { type AcrcloudOptions, acrcloudServer } from '../../support/providers/acrcloud-server.js';
import { resample, tracks, upsample } from '../../support/providers/music.js';
import { FAULTS, serve } from '../../support/providers/protocol.js';
import { Recogniser } from '../../support/providers/recogniser.js';

const KEYS = { accessKey: 'key-0123456789', accessSecret: 'secret-ABCDEF' };
const songs = tracks(3, 60);
const recogniser = new Recogniser(songs);
const closing: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: Partial<AcrcloudOptions> = {}, settings: Partial<AcrcloudSettings> = {}) {
  const clock = quickClock(Date.now());
  const server = acrcloudServer({
    ...KEYS,
    now: clock.now,
    recognise: (pcm, rate) => recogniser.recognise(findPeaks(upsample(pcm, rate))),
    ...options,
  });
  const listening = await serve(server.provider);
  const kit = tools({ clock });
  const { provider, close } = createAcrcloud(
    {
      ...KEYS,
      host: listening.url,
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
  return { provider, calls: server.calls, clock };
}
const sampleOf = (song: number, from: number, seconds = 12) => {
  const pcm = resample(songs[song]!.pcm.subarray(from * 16_000, (from + seconds) * 16_000), 8000);
  return { mixTime: 500, duration: pcm.length / 8000, rate: 8000, pcm };
};
const failureOf = (provider: Awaited<ReturnType<typeof start>>['provider']): Promise<unknown> =>
  provider.identify(sampleOf(0, 0), recorder()).catch((error: unknown) => error);

describe('ACRCloud', () => {
  it('names a sample by its sound, and where in the track it lies', async () => {
    const { provider, calls } = await start();
    const context = recorder();
    for (const [song, from] of [
      [0, 10],
      [2, 31],
      [1, 5],
    ] as const) {
      const [match] = await provider.identify(sampleOf(song, from), context);
      expect(match).toMatchObject({ track: { title: `Song ${song + 1}` }, mixTime: 500, mixDuration: 12 });
      expect(match!.trackTime).toBeCloseTo(from, 0);
    }
    expect(calls.map((c) => c.code)).toEqual([0, 0, 0]);
    expect(eventsOf(context, 'call').map((e) => e.outcome)).toEqual(['match', 'match', 'match']);
  });

  it('has no answer for what it does not know, for silence and for a scrap', async () => {
    const { provider, calls } = await start();
    const noise = Int16Array.from({ length: 96_000 }, (_, i) => ((i * 7919) % 4001) - 2000);
    const silence = new Int16Array(96_000);
    for (const pcm of [noise, silence, noise.subarray(0, 4000)]) {
      const sample = { mixTime: 0, duration: pcm.length / 8000, rate: 8000, pcm };
      expect(await provider.identify(sample, recorder())).toEqual([]);
    }
    expect(calls.map((c) => c.code)).toEqual([1001, 2004]);
  });

  it('is placed as well without the offsets that not every account is told', async () => {
    const { provider } = await start({ playedDuration: false });
    const [match] = await provider.identify(sampleOf(1, 20), recorder());
    expect(match!.trackTime).toBeCloseTo(20, 0);
  });

  it.each([
    [{ accessKey: 'wrong-key' }, AuthenticationError],
    [{ accessSecret: 'wrong-secret' }, AuthenticationError],
  ])('finds wrong keys by one call: %j', async (wrong, kind) => {
    const { provider, calls } = await start({}, wrong);
    for (let i = 0; i < 5; i++) {
      await expect(provider.identify(sampleOf(0, i), recorder())).rejects.toBeInstanceOf(kind);
    }
    expect(calls).toHaveLength(1);
  });

  it('stops at the end of the quota', async () => {
    const { provider, calls } = await start({ quota: 2 });
    await provider.identify(sampleOf(0, 0), recorder());
    await provider.identify(sampleOf(0, 1), recorder());
    for (let i = 0; i < 3; i++) {
      await expect(provider.identify(sampleOf(0, 2 + i), recorder())).rejects.toBeInstanceOf(QuotaError);
    }
    expect(calls.map((c) => c.code)).toEqual([0, 0, 3003]);
  });

  it('slows down when told, and asks again', async () => {
    const { provider, calls, clock } = await start({
      fault: (call) => (call === 1 ? { status: 200, body: '{"status":{"code":3015,"msg":"QPS"}}' } : undefined),
    });
    await provider.identify(sampleOf(0, 0), recorder());
    const context = recorder();
    expect(await provider.identify(sampleOf(0, 1), context)).toHaveLength(1);
    expect(calls.map((c) => c.code)).toEqual([0, -1, 0]);
    expect(Math.max(...clock.slept)).toBeGreaterThanOrEqual(1000);
    expect(eventsOf(context, 'waiting')).toHaveLength(1);
  });

  it.each([
    ['HTML under 200', ProtocolError, 1],
    ['an empty body', ProtocolError, 1],
    ['truncated JSON', ProtocolError, 1],
    ['no JSON object', ProtocolError, 1],
    ['a huge answer', ProtocolError, 1],
    ['a redirect elsewhere', ProtocolError, 1],
    ['a server error', TransientError, 4],
    ['a broken connection', TransientError, 1],
    ['an answer cut off', TransientError, 1],
  ])('meets %s with the right error, and repeats nothing that may be charged', async (name, kind, asked) => {
    const { provider, calls } = await start({ fault: () => FAULTS[name]!() });
    expect(await failureOf(provider)).toBeInstanceOf(kind);
    expect(calls).toHaveLength(asked);
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
});
