import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
