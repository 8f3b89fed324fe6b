import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FileJournal } from '../../../src/cache/file-journal.js';
import { CallBudget } from '../../../src/domain/call-budget.js';
import {
  AuthenticationError,
  ProtocolError,
  QuotaError,
  RateLimitError,
  UnsupportedError,
  UsageError,
} from '../../../src/domain/errors.js';
import { CallsUsedUp } from '../../../src/domain/limit-reached.js';
import type { Match } from '../../../src/domain/match.js';
import type { Cache } from '../../../src/domain/ports/cache.js';
import type { Context } from '../../../src/domain/ports/context.js';
import type { WholeMix } from '../../../src/domain/ports/identify.js';
import { createAuddEnterprise } from '../../../src/identifiers/audd-enterprise/identifier.js';
import type { EnterpriseSettings } from '../../../src/identifiers/audd-enterprise/settings.js';
import { TransientError } from '../../../src/net/failures.js';
import { ExchangeError } from '../../../src/net/fetch.js';
import { eventsOf, recorder } from '../../support/fakes.js';
import { deferred, quickClock, tools } from '../../support/network.js';
import { numberedMix, packAsWav, recogniseNumbered, titleAt, whereIs } from '../../support/providers/audd-mixes.js';
import { type AuddOptions, auddServer, errorBody } from '../../support/providers/audd-server.js';
import { FAULTS, fetchFrom, json, type Provider } from '../../support/providers/protocol.js';
import { tempFolder } from '../../support/temp.js';

const TOKEN = 'token-0123456789';
const HOUR = 3600;

function memory(): Cache {
  const entries = new Map<string, string>();
  return {
    get: async (key) => JSON.parse(entries.get(key) ?? 'null') ?? undefined,
    set: async (key, value) => void entries.set(key, JSON.stringify(value)),
  };
}

interface Rig {
  server?: Partial<AuddOptions>;
  settings?: Partial<EnterpriseSettings>;
  cache?: Cache;
  journal?: string;
  refresh?: boolean;
  provider?: (own: Provider) => Provider;
}

function rig({ server: options = {}, settings = {}, ...more }: Rig = {}) {
  const clock = quickClock();
  const heard: number[] = [];
  const server = auddServer({
    token: TOKEN,
    now: clock.now,
    recognise(pcm) {
      heard.push(whereIs(pcm)!.second);
      return recogniseNumbered(pcm);
    },
    ...options,
  });
  const folder = tempFolder();
  const pack = packAsWav(folder);
  const cache = more.cache ?? memory();
  const journal = more.journal
    ? new FileJournal({ folder: more.journal, clock, isAnswered: async (key) => (await cache.get(key)) !== undefined })
    : undefined;
  const keeping = { cache, refresh: more.refresh ?? false, matchSeconds: 9e9, noMatchSeconds: 9e9 };
  const atHost: Provider = (request) => server.provider({ ...request, url: `/enterprise${request.url}` });
  const kit = tools({
    clock,
    pack,
    fetch: fetchFrom(more.provider?.(atHost) ?? atHost),
    keeping: { ...keeping, ...(journal && { journal }) },
  });
  const { provider } = createAuddEnterprise(
    {
      ...{ apiToken: TOKEN, host: 'enterprise.audd.example', secondsBetween: 48, byAddress: false, timeout: 3600 },
      ...settings,
    },
    kit,
  );
  return { ...server, provider, heard, pack, folder, clock };
}

const mixOf = (seconds: number, more: Partial<WholeMix> = {}, info = {}): WholeMix => ({
  source: numberedMix(1, seconds, info),
  range: { start: 0, end: seconds },
  settled: [],
  ...more,
});

function paying(calls?: number, signal?: AbortSignal) {
  const budget = new CallBudget(calls);
  const context: Context & ReturnType<typeof recorder> = {
    ...recorder(signal),
    spend: (count) => budget.spend(count),
    giveBack: (count) => budget.note(-count),
    left: () => budget.left,
  };
  return { context, budget };
}

async function scan(
  { provider }: ReturnType<typeof rig>,
  mix: WholeMix,
  context: Context = paying().context,
): Promise<{ matches: Match[]; failure: unknown }> {
  const matches: Match[] = [];
  try {
    for await (const found of provider.scan(mix, context)) matches.push(...found);
    return { matches, failure: null };
  } catch (failure) {
    return { matches, failure };
  }
}

/** Every match is what is really played there. */
function expectTrue(matches: readonly Match[]): void {
  for (const { mixTime, track, score, trackTime } of matches) {
    if (score < 0.5) continue;
    expect(track.title).toBe(titleAt(1, mixTime));
    expect(trackTime).toBe(mixTime % 240);
  }
}
const unique = (values: readonly unknown[]): number => new Set(values).size;

describe('a mix that AudD scans', () => {
  it('is named all over by one chunk in 48 seconds, each of them paid for and none but those', async () => {
    const one = rig();
    const { context, budget } = paying();
    const mix = mixOf(HOUR / 2);
    const plan = await one.provider.reckon(mix, Number.POSITIVE_INFINITY);
    expect(one.calls).toEqual([]);
    const { matches, failure } = await scan(one, mix, context);
    expect(failure).toBeNull();
    expectTrue(matches);
    const sure = matches.filter(({ score }) => score > 0.5).map(({ mixTime }) => mixTime);
    const all = Array.from({ length: 38 }, (_, i) => i * 48);
    expect(sure).toEqual(all.filter((second) => titleAt(1, second) !== null));
    expect(one.billed()).toBe(38);
    expect(plan).toMatchObject({ calls: 38, expected: 38, bills: { amount: 38 } });
    expect(budget.left).toBe(Number.POSITIVE_INFINITY);
    expect(eventsOf(context, 'call')).toHaveLength(38);
    expect(one.calls[0]!.fields).toEqual({
      ...{ api_token: TOKEN, limit: '38', every: '1', skip: '0', accurate_offsets: 'true' },
    });
    expect(readdirSync(one.folder)).toEqual([]);
  });

  it('tells where it heard nothing that it knows, also of what is kept', async () => {
    const cache = memory();
    const silent = Array.from({ length: 5 }, (_, i) => ({ start: 720 + i * 48, end: 732 + i * 48 }));
    for (const one of [rig({ cache }), rig({ cache })]) {
      const told: unknown[] = [];
      await scan(one, mixOf(HOUR / 3, { unnamed: (stretches) => void told.push(...stretches) }));
      expect(told).toEqual(silent);
    }
  });

  it('has its rivals in a chunk as alternatives', async () => {
    const { matches } = await scan(rig(), mixOf(600));
    const rivals = matches.filter(({ score }) => score < 0.5);
    expect(rivals.length).toBeGreaterThan(0);
    for (const { mixTime, track } of rivals) expect(track.title).toBe(`${titleAt(1, mixTime)} (Karaoke)`);
  });

  it('is sent without what is settled, and as dense as is wanted', async () => {
    const one = rig({ settings: { secondsBetween: 12 } });
    const settled = [{ start: 100, end: 1000 }];
    const { matches } = await scan(one, mixOf(1200, { settled }));
    expect(one.pack.stretches).toEqual([
      [
        { start: 0, end: 96 },
        { start: 1008, end: 1200 },
      ],
    ]);
    expect(one.billed()).toBe(8 + 16);
    expectTrue(matches);
    expect(matches.length).toBeGreaterThan(0);
  });

  it('costs no more than the calls that are left, which are spread over it, and the next run pays for the rest alone', async () => {
    const cache = memory();
    const poor = rig({ cache });
    const { context, budget } = paying(9);
    const first = await scan(poor, mixOf(HOUR / 2), context);
    expect(first.failure).toBeInstanceOf(CallsUsedUp);
    expect([poor.billed(), budget.left]).toEqual([9, 0]);
    expect(poor.calls.map(({ fields }) => fields['limit'])).toEqual(['9']);
    const gaps = poor.heard.slice(1).map((second, i) => second - poor.heard[i]!);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(384);
    expectTrue(first.matches);

    const rich = rig({ cache });
    expect(await rich.provider.reckon(mixOf(HOUR / 2), 1000)).toMatchObject({ calls: 29 });
    const next = paying().context;
    const second = await scan(rich, mixOf(HOUR / 2), next);
    expect(second.failure).toBeNull();
    expect(rich.billed()).toBe(29);
    expect(unique([...poor.heard, ...rich.heard])).toBe(38);
    expect(eventsOf(next, 'call').filter(({ outcome }) => outcome === 'cached')).toHaveLength(9);
    expect(second.matches.filter(({ score }) => score > 0.5)).toHaveLength(30);
  });

  it('is asked about nothing where no call is left', async () => {
    const one = rig();
    expect((await scan(one, mixOf(600), paying(0).context)).failure).toBeInstanceOf(CallsUsedUp);
    expect(one.calls).toEqual([]);
  });

  it('is paid for once, unless it is to be asked anew, and a part of it is part of what is kept', async () => {
    const cache = memory();
    const first = await scan(rig({ cache }), mixOf(600));
    const again = rig({ cache });
    expect(await scan(again, mixOf(600))).toEqual(first);
    const part = await scan(again, mixOf(600, { range: { start: 100, end: 300 } }));
    expect(part.matches.map(({ mixTime }) => mixTime)).toEqual(
      first.matches.map(({ mixTime }) => mixTime).filter((second) => second >= 96 && second < 300),
    );
    expect(again.calls).toEqual([]);
    const anew = rig({ cache, refresh: true });
    await scan(anew, mixOf(600));
    expect(anew.billed()).toBe(13);
  });

  it('of ten hours is asked about in requests of fifty chunks, of which each is kept', async () => {
    const cache = memory();
    const failing = rig({
      cache,
      server: { fault: (call) => (call === 2 ? FAULTS['a broken connection']!() : undefined) },
    });
    const { failure } = await scan(failing, mixOf(10 * HOUR));
    expect(failure).toBeInstanceOf(TransientError);
    expect(failing.calls.map(({ fields }) => fields['limit'])).toEqual(['50', '50', undefined]);
    const going = rig({ cache });
    expect((await scan(going, mixOf(10 * HOUR))).failure).toBeNull();
    expect(going.billed()).toBe(750 - 100);
    expect(unique([...failing.heard, ...going.heard])).toBe(750);
  });

  it('is told of as it is asked about', async () => {
    const { context } = paying();
    await scan(rig(), mixOf(HOUR), context);
    expect(eventsOf(context, 'count').map(({ done, total, label }) => [done, total, label])).toEqual([
      [0, 75, 'audd-enterprise'],
      [50, 75, 'audd-enterprise'],
      [50, 75, 'audd-enterprise'],
      [75, 75, 'audd-enterprise'],
    ]);
  });
});

describe('a request that fails', () => {
  const html = { status: 502, body: '<html>Bad gateway' };
  it.each([
    ['a wrong token', { token: 'another' }, AuthenticationError, 'free'],
    [
      'a block with a made-up song',
      { fault: () => json(errorBody(19, 'x', 'enterprise', FAKE)) },
      AuthenticationError,
      'free',
    ],
    ['an account that may not', { fault: () => json(errorBody(905, 'x', 'enterprise')) }, UnsupportedError, 'free'],
    ['a limit under HTTP 200', { fault: () => json(errorBody(611, 'x', 'enterprise')) }, RateLimitError, 'free'],
    [
      'a limit under HTTP 429',
      { fault: () => json(errorBody(611), 429, { 'retry-after': '0' }) },
      RateLimitError,
      'free',
    ],
    ['a service that is too busy', { fault: () => ({ status: 503, body: '' }) }, RateLimitError, 'free'],
    ['a sound that it can not use', { fault: () => json(errorBody(500, 'x', 'enterprise')) }, ProtocolError, 'free'],
    ['a parameter that it does not know', { fault: () => json(errorBody(50)) }, ProtocolError, 'free'],
    // From here on nobody knows what was counted.
    ['an allowance that ends within', { quota: 5 }, QuotaError, 'charged'],
    ['trouble inside', { fault: () => json(errorBody(100, 'x', 'enterprise')) }, TransientError, 'charged'],
    ['a server error', { fault: () => html }, TransientError, 'charged'],
    ['a page under 200', { fault: FAULTS['HTML under 200']! }, ProtocolError, 'charged'],
    ['truncated JSON', { fault: FAULTS['truncated JSON']! }, ProtocolError, 'charged'],
    ['a connection that breaks after the upload', { fault: FAULTS['a broken connection']! }, TransientError, 'charged'],
  ])('for %s is never made twice, and told by its sentence', async (_, server, kind, cost) => {
    const one = rig({ server });
    const { context, budget } = paying(100);
    const { failure, matches } = await scan(one, mixOf(600), context);
    expect(failure).toBeInstanceOf(kind);
    expect(one.calls).toHaveLength(1);
    expect(matches).toEqual([]);
    expect(budget.left).toBe(cost === 'free' ? 100 : 87);
    expect(eventsOf(context, 'call').map(({ outcome }) => outcome)).toEqual(
      Array(cost === 'free' ? 1 : 13).fill('error'),
    );
    expect((failure as Error).message).not.toContain(TOKEN);
    expect(readdirSync(one.folder)).toEqual([]);
  });

  it('before it has begun is made again', async () => {
    let attempts = 0;
    const one = rig({
      provider: (own) => (request) => {
        attempts++;
        if (attempts < 3) throw new ExchangeError('connect ECONNREFUSED', false);
        return own(request);
      },
    });
    const { failure } = await scan(one, mixOf(600));
    expect([failure, attempts, one.billed()]).toEqual([null, 3, 13]);
  });

  it('by a pause leaves the rest to another run, which it says', async () => {
    const one = rig({ server: { fault: () => json(errorBody(611), 429, { 'retry-after': '5' }) } });
    const { failure } = await scan(one, mixOf(600));
    expect((failure as Error).message).toMatch(
      /rate limited until .*run the same command then: what is answered is kept/,
    );
    expect(one.clock.slept).toEqual([]);
  });
});

describe('a scan under way', () => {
  it('is waited for by another run of the same mix, which then pays nothing', async () => {
    const journal = tempFolder();
    const cache = memory();
    const answer = deferred<void>();
    const begun = deferred<void>();
    const slow = rig({
      ...{ cache, journal },
      provider: (own) => async (request) => {
        begun.resolve();
        await answer.promise;
        return own(request);
      },
    });
    const other = rig({ cache, journal });
    const first = scan(slow, mixOf(600));
    await begun.promise;
    const second = scan(other, mixOf(600));
    answer.resolve();
    expect(await second).toEqual(await first);
    expect([slow.billed(), other.billed()]).toEqual([13, 0]);
  });

  it('that is broken off is told by the next run', async () => {
    const journal = tempFolder();
    const cache = memory();
    const killing = new AbortController();
    const killed = rig({
      ...{ cache, journal },
      provider: () => () => {
        killing.abort(new Error('killed'));
        throw new ExchangeError('aborted', true);
      },
    });
    expect((await scan(killed, mixOf(600), paying(50, killing.signal).context)).failure).toEqual(new Error('killed'));
    const next = rig({ cache, journal });
    const { context } = paying();
    await scan(next, mixOf(600), context);
    expect(eventsOf(context, 'warning').map(({ message }) => message)).toEqual([
      expect.stringMatching(/1 call was under way when an earlier run broke off; it may have been counted/),
    ]);
    expect(next.billed()).toBe(13);
  });
});

describe('a mix that AudD fetches by its address', () => {
  const info = { kind: 'http', location: 'https://mixes.example/live.mp3' };
  const settings = { byAddress: true };
  const fetchUrl = (seconds: number) => async (url: string) => {
    expect(url).toBe(info.location);
    const pcm = new Int16Array(seconds * 100);
    let at = 0;
    for await (const chunk of numberedMix(1, seconds).pcm({ rate: 100 })) {
      pcm.set(chunk, at);
      at += chunk.length;
    }
    return { pcm, rate: 100 };
  };

  it('is scanned by steps from where nothing is settled, each row in one request that is bounded', async () => {
    const one = rig({ settings, server: { fetchUrl: fetchUrl(HOUR) } });
    const settled = [{ start: 1000, end: 2000 }];
    const { matches, failure } = await scan(one, mixOf(HOUR, { settled }, info));
    expect(failure).toBeNull();
    expect(one.calls.map(({ fields }) => fields)).toEqual([
      fieldsOf({ limit: '21', skip: '3', skip_first_seconds: '0' }),
      fieldsOf({ limit: '33', skip: '3', skip_first_seconds: '2016' }),
    ]);
    expect(one.billed()).toBe(54);
    expect(one.pack.stretches).toEqual([]);
    expectTrue(matches);
    expect(matches.map(({ mixTime }) => mixTime)).toContain(2016);
  });

  it('is placed as well where times count from the first second that was scanned', async () => {
    const one = rig({
      settings,
      provider: () => () => {
        const songs = [{ title: 'T', artist: 'A', timecode: '00:05', score: 90 }];
        return json({
          status: 'success',
          result: [
            { offset: '00:00', songs },
            { offset: '00:48', songs },
          ],
        });
      },
    });
    const { matches } = await scan(one, mixOf(600, { settled: [{ start: 0, end: 300 }] }, info));
    expect(matches.map(({ mixTime }) => mixTime)).toEqual([336, 384]);
  });

  it('says what to do where the account may not', async () => {
    const one = rig({ settings });
    const { failure } = await scan(one, mixOf(600, {}, info));
    expect(failure).toBeInstanceOf(UnsupportedError);
    expect((failure as Error).message).toMatch(
      /code 904.*without TRACKLISTIFY_AUDD_ENTERPRISE_BY_ADDRESS the sound is sent/,
    );
  });

  it.each([
    ['a file', {}],
    ['a page', { kind: 'site', location: 'https://mixes.example/live' }],
    ['this machine', { kind: 'http', location: 'http://127.0.0.1:9/live.mp3' }],
    ['the local network', { kind: 'http', location: 'http://192.168.1.5/live.mp3' }],
  ])('is sent as sound where it is from %s', async (_, place) => {
    const one = rig({ settings });
    await scan(one, mixOf(600, {}, place));
    expect(one.calls.map(({ fields }) => fields['url'])).toEqual([undefined]);
    expect(one.billed()).toBe(13);
  });

  function fieldsOf(more: object) {
    return { api_token: TOKEN, url: info.location, every: '1', accurate_offsets: 'true', ...more };
  }
});

it('is never sent a token without encryption', () => {
  expect(() => rig({ settings: { host: 'http://enterprise.audd.example' } })).toThrow(UsageError);
});

const FAKE = { result: [{ offset: '00:00', songs: [{ title: 'Blocked', score: 100 }] }] };
