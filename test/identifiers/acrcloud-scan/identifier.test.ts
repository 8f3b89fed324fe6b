import { describe, expect, it } from 'vitest';
import { AuthenticationError, NetworkError, ProtocolError, UsageError } from '../../../src/domain/errors.js';
import { CallsUsedUp } from '../../../src/domain/limit-reached.js';
import { createAcrcloudScan } from '../../../src/identifiers/acrcloud-scan/identifier.js';
import { acrcloudScanSettings, type ScanSettings } from '../../../src/identifiers/acrcloud-scan/settings.js';
import { eventsOf, recorder, toneSource } from '../../support/fakes.js';
import { quickClock, tools } from '../../support/network.js';
import {
  acrcloudScanServer,
  at,
  foundMusic,
  type ScanServerOptions,
} from '../../support/providers/acrcloud-scan-server.js';
import { FAULTS, fetchFrom } from '../../support/providers/protocol.js';
import { allOf, diskInMemory, mixOf, named, pretendedPack } from '../../support/providers/scanning.js';

const TOKEN = 'console-token-0001';
const MUSIC = { music: [at(0, 200, foundMusic('One')), at(210, 12, foundMusic('Two', { score: 80 }))] };

function kitOf(
  options: Partial<ScanServerOptions> = {},
  settings: Partial<ScanSettings> = {},
  keeping = diskInMemory(),
) {
  const server = acrcloudScanServer({ token: TOKEN, results: () => MUSIC, ...options });
  const clock = quickClock();
  const pack = pretendedPack();
  const make = (more: Partial<ScanSettings> = {}, kept: typeof keeping | null = keeping) =>
    createAcrcloudScan(
      { ...acrcloudScanSettings.parse({}), token: TOKEN, container: 'mixes', ...settings, ...more },
      { ...tools({ fetch: fetchFrom(server.provider), clock, pack }), keeping: kept },
    ).provider;
  return { server, clock, pack, keeping, make };
}
const failing = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => Promise.reject(new Error('was expected to fail')),
    (error: Error) => error,
  );

describe('File Scanning', () => {
  it('sends the mix, waits for the scan, gives its tracks in mix time, and takes the file away', async () => {
    const { server, make, pack } = kitOf();
    const context = recorder();
    const matches = await allOf(make(), mixOf('mix'), context);
    // What is heard for minutes is as good as several answers that agree.
    expect(named(matches)).toEqual([
      ['One', 0, 67],
      ['One', 67, 67],
      ['One', 133, 67],
      ['Two', 210, 12],
    ]);
    expect(matches[0]).toMatchObject({ identifier: 'acrcloud-scan', key: 'acr-one', trackTime: 0, score: 0.97 });
    expect(matches[1]!.trackTime).toBeUndefined();
    expect(server.calls).toEqual([
      'GET /api/fs-containers',
      'GET /api/fs-containers/101/files',
      'GET /api/fs-containers/101/presigned-upload',
      'PUT /store/*',
      'POST /api/fs-containers/101/files',
      'GET /api/fs-containers/101/files/*',
      'GET /api/fs-containers/101/files/*',
      'DELETE /api/fs-containers/101/files/*',
    ]);
    expect(server.files.size).toBe(0);
    expect(pack.packed).toHaveLength(1);
    expect(eventsOf(context, 'call')).toEqual([
      { type: 'call', provider: 'acrcloud-scan', mixTime: 0, outcome: 'match' },
    ]);
  });

  it('is paid for once: the same mix is answered from what is kept', async () => {
    const { server, make } = kitOf();
    const first = await allOf(make(), mixOf('mix'), recorder());
    const asked = server.calls.length;
    const context = recorder();
    expect(await allOf(make(), mixOf('mix'), context)).toEqual(first);
    expect(server.calls.length).toBe(asked);
    expect(eventsOf(context, 'call').map(({ outcome }) => outcome)).toEqual(['cached']);
    const anew = diskInMemory();
    anew.disk = new Map();
    await allOf(make({}, { ...diskInMemory(), refresh: true }), mixOf('mix'), recorder());
    expect(server.charged).toHaveLength(2);
  });

  it('is told the part that is wanted and still unknown, and puts its times back into the mix', async () => {
    const { server, make, pack } = kitOf({
      results: () => ({ music: [at(90, 20, foundMusic('Over the joint'))] }),
    });
    const settled = [
      { start: 100, end: 300 },
      { start: 395, end: 405 },
    ];
    const mix = mixOf('mix', 600, { range: { start: 0, end: 400 }, settled });
    const matches = await allOf(make(), mix, recorder());
    expect(JSON.parse(pack.packed[0]!).stretches).toEqual([
      { start: 0, end: 100 },
      { start: 300, end: 395 },
    ]);
    expect(named(matches)).toEqual([
      ['Over the joint', 90, 10],
      ['Over the joint', 300, 10],
    ]);
    expect(matches.map(({ trackTime }) => trackTime)).toEqual([0, 10]);
    // The rest of the mix costs the rest, and what is a hair of it nothing.
    await allOf(make(), mixOf('mix', 600, { settled }), recorder());
    expect(JSON.parse(pack.packed[1]!).stretches).toEqual([{ start: 405, end: 600 }]);
    await allOf(make(), mixOf('mix', 610, { settled }), recorder());
    expect(server.charged).toHaveLength(2);
  });

  it('tells what it would cost, and that it costs nothing any more', async () => {
    const { make, server } = kitOf();
    const bills = { amount: 10, unit: 'min of audio' };
    expect(await make().reckon(mixOf('mix'), 9)).toEqual({ calls: 1, expected: 1, seconds: 30, bills });
    expect(await make().reckon(mixOf('mix'), 0)).toMatchObject({ calls: 0, bills: { amount: 0 } });
    expect(server.calls).toEqual([]);
    await allOf(make(), mixOf('mix'), recorder());
    expect(await make().reckon(mixOf('mix'), 9)).toMatchObject({ calls: 0, bills: { amount: 0 } });
  });

  it('is neither packed nor sent where no call is left', async () => {
    const { make, server, pack } = kitOf();
    const spend = () => {
      throw new CallsUsedUp('no more');
    };
    await expect(allOf(make(), mixOf('mix'), { ...recorder(), spend, left: () => 0 })).rejects.toThrow(CallsUsedUp);
    expect([server.charged, pack.packed]).toEqual([[], []]);
  });

  it('is found by its sound where the source has nothing to be told by', async () => {
    const { make, server } = kitOf();
    const { info: _, ...source } = toneSource(60);
    const mix = (): Parameters<typeof allOf>[1] => ({
      source: { ...source, info: { name: 'tone', kind: 'http', location: 'https://mix.example/a.mp3' } },
      range: { start: 0, end: 60 },
      settled: [],
    });
    await allOf(make(), mix(), recorder());
    await allOf(make(), mix(), recorder());
    expect(server.charged).toHaveLength(1);
  });

  it('is named by its address where a setting says so, and only where that is public and the mix is whole', async () => {
    const { make, server } = kitOf();
    const web = (location: string, kind = 'http', seconds = 60) => ({
      source: { ...toneSource(seconds), info: { name: 'tone', kind, location } },
      range: { start: 0, end: 60 },
      settled: [],
    });
    const settings = { byAddress: true, keep: true };
    await allOf(make(settings), web('https://mix.example/a.mp3'), recorder());
    await allOf(make(settings), web('https://tube.example/watch', 'site'), recorder());
    await allOf(make(settings), web('http://127.0.0.1/a.mp3'), recorder());
    await allOf(make(settings), web('https://mix.example/b.mp3', 'http', 90), recorder());
    expect([...server.files.values()].map(({ dataType, address }) => [dataType, address])).toEqual([
      ['audio_url', 'https://mix.example/a.mp3'],
      ['platforms', 'https://tube.example/watch'],
      ['audio', undefined],
      ['audio', undefined],
    ]);
  });

  it('leaves the file where it was put if that is wanted', async () => {
    const { make, server } = kitOf({}, { keep: true });
    await allOf(make(), mixOf('mix'), recorder());
    expect(server.files.size).toBe(1);
    // Found again by another machine, without paying.
    await allOf(make({}, diskInMemory()), mixOf('mix'), recorder());
    expect(server.charged).toHaveLength(1);
  });
});

describe('a container', () => {
  it('is known by its number too, and named where there is none', async () => {
    const { make } = kitOf();
    expect(await allOf(make({ container: '101' }), mixOf('mix'), recorder())).not.toEqual([]);
    const error = await failing(allOf(make({ container: 'sets' }), mixOf('other'), recorder()));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toBe(
      'There is no File Scanning container "sets" in this ACRCloud account. Make it in the console, or let it be made by TRACKLISTIFY_ACRCLOUD_SCAN_CREATE_CONTAINER=true.',
    );
  });

  it('is made where a setting asks for that, in the region that is set', async () => {
    const { make, server } = kitOf();
    const context = recorder();
    await allOf(make({ container: 'sets', createContainer: true, region: 'us-west-2' }), mixOf('mix'), context);
    expect(server.containers.at(-1)).toMatchObject({ name: 'sets', region: 'us-west-2' });
    expect(eventsOf(context, 'warning')[0]!.message).toContain('container "sets" was made in the region us-west-2');
  });

  it('is looked for on further pages', async () => {
    const containers = Array.from({ length: 120 }, (_, i) => ({ id: i, name: `c${i}`, region: 'eu-west-1' }));
    const { make } = kitOf({ containers });
    expect(await allOf(make({ container: 'c110' }), mixOf('mix'), recorder())).not.toEqual([]);
  });

  it('in another region is explained', async () => {
    const { make } = kitOf();
    const error = await failing(allOf(make({ region: 'us-west-2' }), mixOf('mix'), recorder()));
    expect(error.message).toContain(
      'knows no such container in the region us-west-2 (HTTP 400, "Invalid Container"): set ACRCLOUD_REGION',
    );
  });
});

describe('what can go wrong', () => {
  it('with the token', async () => {
    const error = await failing(allOf(kitOf().make({ token: 'another-token' }), mixOf('mix'), recorder()));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.message).toContain('doesn\'t know the token (HTTP 401, "Unauthenticated."). Check ACRCLOUD_TOKEN');
    const forbidden = kitOf({ fault: () => ({ reply: { status: 403, body: '{"message":"Forbidden."}' } }) });
    expect((await failing(allOf(forbidden.make(), mixOf('mix'), recorder()))).message).toContain(
      "doesn't let this token do that",
    );
  });

  it('with the store: the sound goes with the call itself then', async () => {
    const { make, server } = kitOf({ storeRefuses: 403 });
    expect(await allOf(make(), mixOf('mix'), recorder())).not.toEqual([]);
    expect(server.calls.filter((call) => call.startsWith('PUT'))).toHaveLength(2);
    expect(server.charged).toHaveLength(1);
  });

  it.each([
    ['an object', {}],
    ['a list', { shape: 'array' as const }],
    ['without its results', { resultsByFile: false }],
  ])('with the answer about one file, which comes as %s', async (_, options) => {
    expect(named(await allOf(kitOf(options).make(), mixOf('mix'), recorder()))).toHaveLength(4);
  });

  it.each([
    ['an object', foundMusic('One')],
    ['text', JSON.stringify(foundMusic('One'))],
    ['a list', [foundMusic('One')]],
    ['lists by kind', { music: [foundMusic('One')] }],
  ])('with a result, which comes as %s', async (_, result) => {
    const { make } = kitOf({ results: () => ({ music: [at(0, 12, result)] }) });
    expect(named(await allOf(make(), mixOf('mix'), recorder()))).toEqual([['One', 0, 12]]);
  });

  it('with what was found: only own files, a cover, several releases, no score', async () => {
    const own = {
      title: 'My edit',
      acrid: 'x1',
      audio_id: '3',
      bucket_id: '51',
      artist: 'Me',
      tracklistify_id: 'abcdef0123456789',
    };
    const { make } = kitOf({
      results: () => ({
        custom_files: [at(0, 20, own)],
        cover_songs: [at(100, 20, foundMusic('Covered'))],
        music: [
          at(200, 20, foundMusic('Released', { external_ids: { isrc: 'GBAYE0000001' } })),
          at(200, 20, foundMusic('Released', { acrid: 'again', score: 90, external_ids: { upc: '000000000017' } })),
          at(300, 40, foundMusic('Unscored', { score: undefined })),
        ],
      }),
    });
    const matches = await allOf(make(), mixOf('mix'), recorder());
    expect(matches.map(({ track, key, score }) => [track.title, key, score])).toEqual([
      ['My edit', 'abcdef0123456789', 0.83],
      ['Covered', 'acr-covered', 0.97 * 0.4],
      ['Released', 'GBAYE0000001', 0.97],
      ['Unscored', 'acr-unscored', 0.83],
      ['Unscored', 'acr-unscored', 0.83],
    ]);
    expect(matches[0]!.track).toMatchObject({ artists: ['Me'], ids: { library: 'abcdef0123456789' } });
    expect(matches[2]!.track.ids).toMatchObject({ upc: '000000000017' });
  });

  it('with a scan that finds nothing: that is an answer, and kept', async () => {
    const { make, server } = kitOf({ states: () => [0, -1] });
    expect(await allOf(make(), mixOf('mix'), recorder())).toEqual([]);
    expect(await allOf(make(), mixOf('mix'), recorder())).toEqual([]);
    expect(server.charged).toHaveLength(1);
  });

  it.each([-2, -3])('with a scan that fails (%i): it is begun once more', async (state) => {
    const { make, server } = kitOf({ states: ({ rescans }) => (rescans === 0 ? [0, state] : [0, 1]) });
    let spent = 0;
    const matches = await allOf(make(), mixOf('mix'), { ...recorder(), spend: () => void spent++ });
    expect(matches).toHaveLength(4);
    expect([server.charged.length, spent]).toEqual([1, 2]);
  });

  it('with a scan that fails again: it is given up, said the next time, and sent no more', async () => {
    const { make, server } = kitOf({ states: () => [0, -2] });
    const error = await failing(allOf(make(), mixOf('mix'), recorder()));
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error.message).toBe("ACRCloud File Scanning can't read the sound that it was sent (state -2, twice).");
    const context = recorder();
    expect(await allOf(make(), mixOf('mix'), context)).toEqual([]);
    expect(eventsOf(context, 'warning')[0]!.message).toContain("It isn't sent again unless you say --refresh.");
    expect(server.charged).toHaveLength(1);
  });

  it('with a scan that never ends: it is kept in mind, and gone on with', async () => {
    let state = 0;
    const { make, server, clock } = kitOf({ states: () => [state] }, { patience: 2 });
    const began = clock.now();
    const error = await failing(allOf(make(), mixOf('mix'), recorder()));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error.message).toBe(
      "ACRCloud File Scanning isn't done with 10:00 of sound after 2 minutes. The scan is kept in mind: run the same command again later, and it goes on there and pays nothing more.",
    );
    expect(clock.now() - began).toBeLessThan(150_000);
    state = 1;
    const context = recorder();
    expect(await allOf(make(), mixOf('mix'), context)).toHaveLength(4);
    expect(eventsOf(context, 'call').map(({ outcome }) => outcome)).toEqual(['cached']);
    expect([server.charged.length, server.files.size]).toEqual([1, 0]);
  });

  it('with a scan that says that it is done and gives nothing', async () => {
    const { make, server } = kitOf({ resultsByFile: false, resultsInList: false });
    const error = await failing(allOf(make(), mixOf('mix'), recorder()));
    expect(error.message).toContain('says that it is done and gives no results. The scan is kept in mind');
    expect(server.charged).toHaveLength(1);
  });

  it('with a file that somebody has removed meanwhile: it is sent again', async () => {
    let state = 0;
    const { make, server } = kitOf({ states: () => [state] }, { patience: 1 });
    await failing(allOf(make(), mixOf('mix'), recorder()));
    server.files.clear();
    state = 1;
    expect(await allOf(make(), mixOf('mix'), recorder())).toHaveLength(4);
    expect(server.charged).toHaveLength(2);
  });

  it('with the answer to what is paid for: whether it was made is looked up before it is asked again', async () => {
    for (const reply of [FAULTS['a server error']!(), FAULTS['a broken connection']!(), FAULTS['an empty body']!()]) {
      let lost = 0;
      const { make, server } = kitOf({
        fault: ({ method, path }) =>
          method === 'POST' && path.endsWith('/files') && lost++ === 0 ? { reply, done: true } : undefined,
      });
      expect(await allOf(make(), mixOf('mix'), recorder())).toHaveLength(4);
      expect(server.charged).toHaveLength(1);
    }
    let refused = 0;
    const { make, server } = kitOf({
      fault: ({ method, path }) =>
        method === 'POST' && path.endsWith('/files') && refused++ === 0
          ? { reply: FAULTS['a server error']!() }
          : undefined,
    });
    expect(await allOf(make(), mixOf('mix'), recorder())).toHaveLength(4);
    expect([server.charged.length, refused]).toEqual([1, 2]);
  });

  it('with taking the file away: that is said, and tried the next time', async () => {
    let broken = true;
    const { make, server } = kitOf({
      fault: ({ method }) => (method === 'DELETE' && broken ? { reply: { status: 500, body: '' } } : undefined),
    });
    const context = recorder();
    expect(await allOf(make(), mixOf('mix'), context)).toHaveLength(4);
    expect(eventsOf(context, 'warning')[0]!.message).toContain(
      "The scanned file couldn't be taken out of the container",
    );
    broken = false;
    await allOf(make(), mixOf('mix'), recorder());
    expect([server.files.size, server.charged.length]).toEqual([0, 1]);
  });

  it('with the plan: it takes no more', async () => {
    const { make, server } = kitOf({
      fault: ({ method, path }) =>
        method === 'POST' && path.endsWith('/files')
          ? { reply: { status: 400, body: '{"message":"Insufficient balance"}' } }
          : undefined,
    });
    const error = await failing(allOf(make(), mixOf('mix'), recorder()));
    expect(error.message).toContain('takes no more from this account (HTTP 400, "Insufficient balance")');
    expect(server.charged).toEqual([]);
  });
});
