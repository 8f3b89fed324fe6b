import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { everyProvider } from '../../src/wiring/registry.js';
import { runCli } from '../support/cli.js';
import { registry } from '../support/settings.js';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'providers-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

it('says which providers are ready and what the others lack, without a secret and without a trace', async () => {
  const env = {
    ACRCLOUD_HOST: 'identify-eu-west-1.acrcloud.com',
    ACRCLOUD_ACCESS_KEY: 'known-key-0001',
    ACRCLOUD_ACCESS_SECRET: 'known-secret-0002',
    SPOTIFY_CLIENT_ID: 'known-client-0003',
    OPENAI_API_KEY: 'known-key-0004',
  };
  const shown = await runCli(['providers'], { cwd, env });
  expect([shown.code, shown.stderr]).toEqual([0, '']);
  expect(shown.stdout).toMatch(/Library \(library\) identifies tracks: not ready\n.*library add/);
  expect(shown.stdout).toMatch(/ACRCloud \(acrcloud\) identifies tracks: ready\n/);
  expect(shown.stdout).toMatch(
    /AudD \(audd\) identifies tracks: not ready\n {2}Set AUDD_API_TOKEN: dashboard\.audd\.io/,
  );
  expect(shown.stdout).toMatch(/Shazam \(shazam\) identifies tracks: not ready\n.*TRACKLISTIFY_SHAZAM_ENABLED=true/);
  expect(shown.stdout).toMatch(/Spotify \(spotify\) completes tracks: not ready\n {2}Set SPOTIFY_CLIENT_SECRET:/);
  expect(shown.stdout).toMatch(/OpenAI \(openai\) enriches tracks: ready\n {2}Asked at https:\/\/api\.openai\.com\/v1/);
  expect(shown.stdout).toMatch(/Qwen \(qwen\) enriches tracks: not ready\n {2}Set DASHSCOPE_API_KEY.*QWEN_ENDPOINT/);
  expect(shown.stdout).toMatch(
    /Deezer \(deezer\) completes tracks: ready\n {2}Asked where it is named, and by its group/,
  );
  expect(shown.stdout).not.toContain('known-');
  const { stdout } = await runCli(['providers', '--json'], { cwd, env });
  const listed = JSON.parse(stdout).map((p: { name: string; ready: boolean }) => [p.name, p.ready]);
  expect(listed.map(([name]: [string]) => name)).toEqual(['library', ...everyProvider(registry).map((p) => p.name)]);
  expect(Object.fromEntries(listed)).toMatchObject({
    library: false,
    acrcloud: true,
    audd: false,
    shazam: false,
    spotify: false,
    openai: true,
    qwen: false,
  });
  expect(readdirSync(cwd)).toEqual([]);
});

it('says in three lines at most how one is set up, by its name or with --help', async () => {
  const asked = await runCli(['providers', 'spotify'], { cwd });
  const helped = await runCli(['providers', '--help', 'spotify'], { cwd });
  const lines = / {2}Set-up:\n((?: {4}.*\n)+)/;
  const [, setUp = ''] = lines.exec(helped.stdout) ?? [];
  expect(setUp).toContain('SPOTIFY_CLIENT_ID');
  expect(lines.exec(asked.stdout)?.[1]).toBe(setUp);
  expect((await runCli(['providers', '--help'], { cwd })).stdout).toContain('Usage: tracklistify providers');
  const nobody = await runCli(['providers', '--help', 'spotifi'], { cwd });
  expect([nobody.code, nobody.stdout]).toEqual([2, '']);
  expect(nobody.stderr).toMatch(/no provider "spotifi"\. There are: library, .*spotify/);
  expect((await runCli(['providers', 'nobody'], { cwd })).code).toBe(2);
  for (const { name, about } of everyProvider(registry)) {
    expect([about.setUp.length <= 3, about.setUp.length > 0], name).toEqual([true, true]);
    for (const sentence of [about.cost, about.rate, about.terms]) expect(sentence, name).toMatch(/^[A-Z0-9].*\.$/);
  }
});
