import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { synth, toInt16, wavBytes } from '../support/audio.js';
import { ended, runCli, startCli } from '../support/cli.js';
import type { Loopback } from '../support/loopback.js';
import {
  acrcloudScanServer,
  at,
  foundMusic,
  type ScanServerOptions,
} from '../support/providers/acrcloud-scan-server.js';
import { json, serve } from '../support/providers/protocol.js';

const TOKEN = 'console-token-0001';
const closing: Array<() => unknown> = [];
let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'scan-'));
  writeFileSync(join(cwd, 'mix.wav'), wavBytes(toInt16(synth(40, { rate: 8000 })), 8000));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(cwd, { recursive: true, force: true });
});

async function scanning(options: Partial<ScanServerOptions> = {}) {
  let listening: Loopback | undefined;
  const server = acrcloudScanServer({
    token: TOKEN,
    results: () => ({ music: [at(0, 40, foundMusic('Harbour Glass'))] }),
    url: () => listening!.url,
    ...options,
  });
  listening = await serve(server.provider);
  closing.push(listening.close);
  const env = {
    ACRCLOUD_TOKEN: TOKEN,
    ACRCLOUD_CONTAINER: 'mixes',
    TRACKLISTIFY_ACRCLOUD_SCAN_SERVER: listening.url,
    TRACKLISTIFY_ACRCLOUD_SCAN_LOOK_EVERY: '0.05',
  };
  return { ...server, env, requests: listening.requests };
}
const ARGS = ['mix.wav', '--providers', 'acrcloud-scan', '--json'];
const titles = (stdout: string): string[] =>
  JSON.parse(stdout).entries.map((entry: { track: { title: string } | null }) => entry.track?.title ?? 'ID');

describe('File Scanning, by the program', () => {
  it('names a mix by one small file, once', async () => {
    const { env, charged, requests, files } = await scanning();
    const plan = await runCli([...ARGS, '--dry-run'], { cwd, env });
    expect(plan.stdout + plan.stderr).toContain('"bills":{"amount":1,"unit":"min of audio"}');
    expect(charged).toEqual([]);
    const first = await runCli(ARGS, { cwd, env });
    expect([first.code, titles(first.stdout)]).toEqual([0, ['Harbour Glass']]);
    const sent = requests.find(({ method }) => method === 'PUT')!;
    // 40 s at 48 kbit/s, and nothing of the token at the store.
    expect(sent.body.length).toBeLessThan(260_000);
    expect(JSON.stringify([sent.url, sent.headers])).not.toContain(TOKEN);
    expect(files.size).toBe(0);
    const asked = requests.length;
    const again = await runCli(ARGS, { cwd, env });
    expect(titles(again.stdout)).toEqual(['Harbour Glass']);
    expect([requests.length, charged.length]).toEqual([asked, 1]);
  });

  it.each([
    ['while the sound is sent', ({ method }: { method: string }) => method === 'PUT'],
    ['while its scan is waited for', ({ path }: { path: string }) => /\/files\/[\w-]+$/.test(path)],
  ])('goes on when it was killed %s, and pays once', async (_, isMoment) => {
    let kill: (() => void) | null = null;
    const { env, charged, calls } = await scanning({
      fault(request) {
        if (!kill || !isMoment(request)) return undefined;
        kill();
        kill = null;
        return { reply: { status: 200, trouble: 'never' }, done: true };
      },
    });
    const child = startCli(ARGS, { cwd, env });
    kill = () => void child.kill('SIGKILL');
    await ended(child);
    expect(kill).toBeNull();
    const before = calls.length;
    const { code, stdout } = await runCli(ARGS, { cwd, env });
    expect([code, titles(stdout)]).toEqual([0, ['Harbour Glass']]);
    expect(charged).toHaveLength(1);
    const isSentAgain = calls.slice(before).some((call) => call.startsWith('PUT'));
    expect(isSentAgain).toBe(calls[before - 1]!.startsWith('PUT'));
  });

  it('is tried out by the check-up, which pays nothing', async () => {
    const { env, charged } = await scanning();
    const doctor = async (more: Record<string, string> = {}) =>
      (await runCli(['doctor', '--online'], { cwd, env: { ...env, ...more } })).stdout;
    expect(await doctor()).toContain('the token is known, and container 101 is in the region eu-west-1');
    expect(await doctor({ ACRCLOUD_CONTAINER: 'nope' })).toContain('There is no File Scanning container "nope"');
    expect(await doctor({ ACRCLOUD_TOKEN: 'another-token' })).toContain('Check ACRCLOUD_TOKEN');
    expect(charged).toEqual([]);
  });

  it('is no business of a broadcast', async () => {
    const { env, requests } = await scanning();
    const ran = await runCli(['listen', 'https://radio.example/live', '--providers', 'acrcloud-scan'], { cwd, env });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('acrcloud-scan scans a mix as a whole, which a broadcast never is');
    expect(requests).toEqual([]);
  });

  it('is not asked unless it is named, and says what it lacks', async () => {
    const { env, requests } = await scanning();
    await runCli(['mix.wav', '--json'], { cwd, env });
    expect(requests).toEqual([]);
    const ran = await runCli(ARGS, { cwd });
    expect(ran.code).toBe(4);
    expect(ran.stderr).toContain("ACRCloud File Scanning isn't ready. Set ACRCLOUD_TOKEN and ACRCLOUD_CONTAINER");
    const wrong = await scanning({ fault: () => ({ reply: json({ message: 'Unauthenticated.' }, 401) }) });
    const refused = await runCli(ARGS, { cwd, env: wrong.env });
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('Check ACRCLOUD_TOKEN');
  });
});

describe('buckets of the own music, by the program', () => {
  it('are given each track of the library once, and name it as the library does', async () => {
    const music = join(cwd, 'music');
    mkdirSync(music);
    const sound = (seed: number) => wavBytes(toInt16(synth(40, { rate: 8000, seed })), 8000);
    writeFileSync(join(music, 'Somebody - One.wav'), sound(5));
    writeFileSync(join(music, 'Somebody - Two.wav'), sound(6));
    await runCli(['library', 'add', music], { cwd });
    const { env, bucketFiles, charged } = await scanning({
      results: () => {
        const { tracklistify_id } = bucketFiles[0]!.user_defined;
        const found = {
          title: 'Another name',
          acrid: 'x',
          bucket_id: '8881',
          audio_id: '1',
          score: 100,
          tracklistify_id,
        };
        return { custom_files: [at(0, 40, found)] };
      },
    });
    const publish = (...args: string[]) => runCli(['library', 'publish', 'acrcloud:My music', ...args], { cwd, env });
    const plan = await publish('--dry-run');
    expect([plan.code, charged]).toEqual([0, []]);
    expect(plan.stderr).toContain('2 tracks, about 1 MB, would be sent to the bucket "My music" of ACRCloud');
    const part = await publish('--max-calls', '1');
    expect(part.stderr).toContain('--max-calls 1 is used up. 1 track left: the same command goes on.');
    const rest = await publish();
    expect([rest.code, charged.length]).toEqual([0, 2]);
    expect(rest.stderr).toContain('1 track sent to the bucket "My music" of ACRCloud, 1 there already');
    const ran = await runCli(ARGS, { cwd, env });
    const [entry] = JSON.parse(ran.stdout).entries;
    expect(entry.track).toMatchObject({ title: 'One', file: join(music, 'Somebody - One.wav') });
    const wrong = await runCli(['library', 'publish', 'acrcloud'], { cwd, env });
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('Name the bucket too')]);
    const strange = await runCli(['library', 'publish', 'spotify:x'], { cwd, env });
    expect(strange.stderr).toContain('Music can\'t be published to "spotify:x". There is: acrcloud:BUCKET.');
    const without = await runCli(['library', 'publish', 'acrcloud:x'], { cwd });
    expect([without.code, without.stderr]).toEqual([4, expect.stringContaining('Set ACRCLOUD_TOKEN')]);
  });
});
