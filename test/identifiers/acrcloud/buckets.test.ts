import { describe, expect, it } from 'vitest';
import { type Publishable, publish } from '../../../src/app/publish.js';
import { CallBudget } from '../../../src/domain/call-budget.js';
import { FormatError, NetworkError, UsageError } from '../../../src/domain/errors.js';
import { CallsUsedUp } from '../../../src/domain/limit-reached.js';
import type { Context } from '../../../src/domain/ports/context.js';
import { openBucket } from '../../../src/identifiers/acrcloud/buckets.js';
import { Console } from '../../../src/identifiers/acrcloud/console.js';
import { eventsOf, recorder, toneSource } from '../../support/fakes.js';
import { track } from '../../support/matches.js';
import { tools } from '../../support/network.js';
import { acrcloudScanServer, type ScanServerOptions } from '../../support/providers/acrcloud-scan-server.js';
import { FAULTS, fetchFrom } from '../../support/providers/protocol.js';
import { pretendedPack } from '../../support/providers/scanning.js';

const TOKEN = 'console-token-0001';

function kitOf(options: Partial<ScanServerOptions> = {}) {
  const server = acrcloudScanServer({ token: TOKEN, ...options });
  const kit = tools({ fetch: fetchFrom(server.provider), pack: pretendedPack() });
  const console = new Console({ title: 'ACRCloud', token: TOKEN, timeout: 5, maxWait: 5 }, kit);
  const open = (bucket = 'My music', create = false) => openBucket(console, { bucket, create }, recorder());
  return { server, kit, open };
}
const tracksOf = (count: number): Publishable[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `abcdef0123456789${i}`,
    path: `/music/${i}.flac`,
    duration: 60,
    track: track(`Track ${i}`, { version: i === 0 ? 'Dub' : '', album: 'Album' }),
  }));
const reading = (path: string) =>
  path.endsWith('3.flac') ? Promise.reject(new FormatError(`"${path}" is no audio file.`)) : toneSource(60);

async function publishing(kit: ReturnType<typeof kitOf>, count: number, context: Context = recorder()) {
  const shelf = await kit.open();
  return publish({ shelf, tracks: tracksOf(count), open: async (path) => reading(path), pack: kit.kit.pack }, context);
}

describe('publishing to a bucket', () => {
  it("sends each track once, with its names and the library's number", async () => {
    const kit = kitOf();
    const first = await publishing(kit, 2);
    expect(first).toEqual({
      published: ['/music/0.flac', '/music/1.flac'],
      there: 0,
      failed: [],
      left: 0,
      failure: null,
    });
    expect(kit.server.bucketFiles[0]).toMatchObject({
      title: 'Track 0 (Dub)',
      user_defined: { tracklistify_id: 'abcdef01234567890', artist: 'Somebody', album: 'Album' },
    });
    const again = await publishing(kit, 4);
    expect(again).toMatchObject({
      published: ['/music/2.flac'],
      there: 2,
      failed: [{ path: '/music/3.flac', reason: '"/music/3.flac" is no audio file.' }],
    });
    expect(kit.server.bucketFiles).toHaveLength(3);
  });

  it('knows what is there on every page', async () => {
    const kit = kitOf();
    await publishing(kit, 3);
    const [one] = kit.server.bucketFiles;
    for (let i = 0; i < 130; i++) kit.server.bucketFiles.unshift({ ...one!, user_defined: {} });
    expect(await publishing(kit, 3)).toMatchObject({ published: [], there: 3 });
  });

  it('sends none twice whose answer was lost', async () => {
    let calls = 0;
    const kit = kitOf({
      fault: ({ method }) =>
        method === 'POST' && calls++ % 2 === 0
          ? { reply: FAULTS['a broken connection']!(), done: calls % 4 === 1 }
          : undefined,
    });
    expect(await publishing(kit, 3)).toMatchObject({ left: 0, failure: null });
    expect(kit.server.charged).toEqual(['Track 0 (Dub)', 'Track 1', 'Track 2']);
  });

  it('ends in order at the limit of calls and at a failure, and goes on from there', async () => {
    const kit = kitOf();
    const calls = new CallBudget(1);
    const spending: Context = { ...recorder(), spend: (count) => calls.spend(count), left: () => calls.left };
    const limited = await publishing(kit, 3, spending);
    expect(limited).toMatchObject({ published: ['/music/0.flac'], left: 2 });
    expect(limited.failure).toBeInstanceOf(CallsUsedUp);
    const down = kitOf({
      fault: ({ method }) => (method === 'POST' ? { reply: FAULTS['a server error']!() } : undefined),
    });
    const failed = await publishing(down, 3);
    expect(failed).toMatchObject({ published: [], left: 3 });
    expect(failed.failure).toBeInstanceOf(NetworkError);
    expect(await publishing(kit, 3)).toMatchObject({ there: 1, left: 0 });
  });

  it('makes the bucket only if that is asked for, when the first track comes', async () => {
    const kit = kitOf();
    await expect(kit.open('Sets')).rejects.toThrow(UsageError);
    await expect(kit.open('Sets')).rejects.toThrow(
      'There is no bucket "Sets" in this ACRCloud account. Make it in the console, or by --create.',
    );
    await expect(kit.open('777', true)).rejects.toThrow('There is no bucket "777"');
    const shelf = await kit.open('Sets', true);
    expect(await shelf.published(recorder())).toEqual(new Set());
    expect(kit.server.buckets).toHaveLength(1);
    const context = recorder();
    await publish({ shelf, tracks: tracksOf(2), open: async (path) => reading(path), pack: kit.kit.pack }, context);
    expect(kit.server.buckets[1]).toMatchObject({ name: 'Sets', region: 'eu-west-1' });
    expect(kit.server.bucketFiles.map(({ bucket }) => bucket)).toEqual([9001, 9001]);
    expect(eventsOf(context, 'warning')[0]!.message).toContain('choose it in theirs');
  });
});
