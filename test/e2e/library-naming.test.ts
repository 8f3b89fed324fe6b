import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encode, synth, testFfmpeg, toInt16, writeWav } from '../support/audio.js';
import { type Ran, runCli } from '../support/cli.js';
import { acoustidServer, refusal } from '../support/providers/acoustid-server.js';
import { serve } from '../support/providers/protocol.js';

const KEYS = { ACOUSTID_KEY: 'app-key-01234567', ACOUSTID_USER_KEY: 'user-key-7654321' };
const RATE = 11_025;

let cwd: string;
let close: () => Promise<void>;
let url: string;
let server: ReturnType<typeof acoustidServer>;
/** Refuses everything while it is down. */
let down = false;

beforeEach(async () => {
  down = false;
  cwd = await mkdtemp(join(tmpdir(), 'tracklistify-naming-'));
  await mkdir(join(cwd, 'music'));
  for (const seed of [1, 2, 3])
    await writeWav(join(cwd, 'music', `Guy - Tune ${seed}.wav`), toInt16(synth(20 + seed, { seed, rate: RATE })), RATE);
  const tags = ['-metadata', 'title=Own', '-metadata', 'artist=Tess'];
  await encode(await testFfmpeg(), join(cwd, 'music/Guy - Tune 3.wav'), join(cwd, 'music/tagged.flac'), tags);
  await rm(join(cwd, 'music/Guy - Tune 3.wav'));
  server = acoustidServer({
    ...{ key: KEYS.ACOUSTID_KEY, userKey: KEYS.ACOUSTID_USER_KEY },
    know: (_fingerprint, duration) =>
      duration === 21
        ? [
            {
              id: 'aaaa-1',
              score: 0.97,
              recordings: [{ id: 'bbbb-1', title: 'Real (Dub)', artists: [{ name: 'Ann' }], sources: 3 }],
            },
          ]
        : [],
    fault: () => (down ? refusal(13, 'service unavailable') : undefined),
  });
  ({ url, close } = await serve(server.provider));
});
afterEach(async () => {
  await close();
  await rm(cwd, { recursive: true });
});

const run = (args: string[], env: Record<string, string> = {}): Promise<Ran> =>
  runCli(['library', ...args], { cwd, env: { ...KEYS, TRACKLISTIFY_ACOUSTID_API_URL: url, ...env } });
const add = (env?: Record<string, string>): Promise<Ran> => run(['add', 'music', '--name-by', 'acoustid'], env);
const list = async () => JSON.parse((await run(['list', '--json'])).stdout);

it('files are added though AcoustID is out of reach, with one warning, and named by the next run, once', async () => {
  const nobody = await add({ TRACKLISTIFY_ACOUSTID_API_URL: 'http://127.0.0.1:9' });
  expect(nobody.code).toBe(5);
  expect(nobody.stderr.match(/warning:/g)).toHaveLength(1);
  expect(nobody.stderr).toMatch(
    /Can't reach AcoustID.* 2 files keep their own names for now: the same command asks AcoustID/,
  );
  expect(nobody.stderr).toContain('3 tracks added');
  expect((await list()).map(({ title }: { title: string }) => title).sort()).toEqual(['Own', 'Tune 1', 'Tune 2']);

  const wrong = await add({ ACOUSTID_KEY: 'wrong-key-0000' });
  expect(wrong.code).toBe(4);
  expect(wrong.stderr).toMatch(/doesn't know the application key/);
  expect(wrong.stderr).not.toContain('wrong-key-0000');

  const named = await add();
  expect([named.code, named.stderr]).toEqual([
    0,
    "0 tracks added, 3 unchanged\nAcoustID named 1 file without tags, 1 that it doesn't know keeps its own name\n",
  ]);
  const [call] = server.calls.filter(({ code }) => code === 0);
  expect(call!.form.get('duration.0')).toMatch(/^2[12]$/);
  expect((await run(['list'])).stdout).toMatch(/Named by.*\n.*\nAnn +Real +Dub .* acoustid /);
  expect((await run(['search', 'real', 'ann'])).stdout).toContain('acoustid');

  const calls = server.calls.length;
  const again = await add();
  expect(again.stderr).toContain("AcoustID wasn't asked again about 1 file that it didn't know of late");
  // A library that is gone is named again by what was kept.
  await rm(join(cwd, 'tracklistify/library'), { recursive: true });
  expect((await add()).stderr).toContain('AcoustID named 1 file without tags');
  expect(server.calls).toHaveLength(calls);
});

it('own tracks are handed on, once, when it is asked for, and shown before', async () => {
  await run(['add', 'music']);
  const dry = await run(['submit', 'acoustid', 'music', '--dry-run'], { ACOUSTID_KEY: '', ACOUSTID_USER_KEY: '' });
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Tess - Own {2}\(.*tagged\.flac\)\n$/) });
  expect(dry.stderr).toContain('1 track would be handed on to AcoustID');
  expect(server.calls).toEqual([]);
  expect((await run(['submit', 'acoustid', 'music'], { ACOUSTID_USER_KEY: '' })).stderr).toContain(
    'Set ACOUSTID_USER_KEY',
  );
  down = true;
  const failed = await run(['submit', 'acoustid', 'music']);
  expect([failed.code, failed.stderr]).toEqual([5, expect.stringContaining('1 track left: the same command goes on.')]);
  down = false;
  const handed = await run(['submit', 'acoustid', 'music', '--json']);
  expect(JSON.parse(handed.stdout)).toMatchObject({
    submitted: [{ id: '1', imported: false }],
    left: 0,
    failure: null,
  });
  expect(handed.stderr).toContain('1 track handed on to AcoustID (1 waiting to be taken in, which takes minutes)');
  expect(server.submitted).toMatchObject([{ track: 'Own', artist: 'Tess', fileformat: 'FLAC', duration: '23' }]);
  const twice = await run(['submit', 'acoustid', 'music']);
  expect([twice.code, twice.stderr]).toEqual([6, expect.stringMatching(/handed on before, on \d{4}-/)]);
  expect(server.submitted).toHaveLength(1);
});

it('what makes no fingerprints says how to get what does, before anything is done', async () => {
  const ffmpeg = join(cwd, 'ffmpeg');
  const { writeFile, chmod } = await import('node:fs/promises');
  await writeFile(ffmpeg, '#!/bin/sh\necho "ffmpeg version 1"\n');
  await chmod(ffmpeg, 0o755);
  const ran = await add({ PATH: '/nowhere', FFMPEG_PATH: ffmpeg });
  expect(ran.code).toBe(3);
  expect(ran.stderr).toMatch(
    /nothing here makes them: neither is there fpcalc on the PATH, nor can this ffmpeg do it\. Get one: /,
  );
  expect(await list()).toEqual([]);
});
