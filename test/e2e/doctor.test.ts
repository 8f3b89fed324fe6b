import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.js';
import { auddServer } from '../support/providers/audd-server.js';
import { modelServer } from '../support/providers/model-server.js';
import { serve } from '../support/providers/protocol.js';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'doctor-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

describe('doctor', () => {
  it('finds a new machine in order, and says what would be the next step', async () => {
    const { code, stdout, stderr } = await runCli(['doctor'], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ok +Node\.js +v\d+/);
    expect(stdout).toMatch(/\nok +formats +MP3, AAC, M4A/);
    expect(stdout).toMatch(/\nwarning +library +no music indexed\n +→ tracklistify library add/);
    expect(stdout).not.toContain('problem');
  });

  it('finds what is missing, mends nothing by itself, and never shows a key', async () => {
    const env = { ACRCLOUD_ACCESS_KEY: 'hush-hush', TRACKLISTIFY_CACHE_PATH: join(cwd, 'file/cache') };
    writeFileSync(join(cwd, 'file'), '');
    const args = ['doctor', '--json', '--ffmpeg', join(cwd, 'none')];
    const { code, stdout, stderr } = await runCli(args, { cwd, env });
    expect([code, stderr]).toEqual([2, '']);
    const { ok, checks } = JSON.parse(stdout);
    const by = (name: string) => checks.find((check: { name: string }) => check.name === name);
    expect(ok).toBe(false);
    expect(by('ffmpeg')).toMatchObject({ state: 'problem', mend: expect.stringContaining('ffmpeg') });
    expect(by('cache folder')).toMatchObject({ state: 'problem' });
    expect(by('ACRCloud keys')).toMatchObject({ state: 'warning', mend: expect.stringContaining('ACRCLOUD_HOST') });
    expect(stdout).not.toContain('hush');
  });

  it('reaches those who identify with --online, by what nobody counts', async () => {
    const { provider, calls, billed } = auddServer({ token: 'known-token-0001', recognise: () => null });
    const { url, close } = await serve(provider);
    const env = {
      AUDD_API_TOKEN: 'known-token-0001',
      TRACKLISTIFY_AUDD_HOST: url,
      TRACKLISTIFY_AUDD_ENTERPRISE_HOST: `${url}/enterprise`,
    };
    const alone = await runCli(['doctor'], { cwd, env });
    expect(alone.stdout).toMatch(/ok +AudD keys +set \(\*\*\*\)/);
    expect(calls).toEqual([]);
    const told = await runCli(['doctor', '--online'], { cwd, env });
    expect(told.stdout).toMatch(/ok +AudD network +127\.0\.0\.1:\d+ answers/);
    expect(calls.map(({ endpoint }) => endpoint)).toEqual(['terms', 'terms']);
    expect(billed()).toBe(0);
    await close();
    const gone = await runCli(['doctor', '--online'], { cwd, env });
    expect([gone.code, gone.stdout]).toEqual([0, expect.stringMatching(/warning +AudD network +Can't reach AudD/)]);
    expect(gone.stdout).not.toContain('known-token');
  });

  it('says when a model that would be asked is switched off, as its service tells with --online', async () => {
    const shutdowns = { 'gpt-9': '2000-01-01', 'gpt-8': null };
    const { provider, calls, looks } = modelServer({ shutdowns, models: Object.keys(shutdowns) });
    const { url, close } = await serve(provider);
    try {
      const key = { OPENAI_API_KEY: 'sk-known-key-0001' };
      const alone = await runCli(['doctor'], { cwd, env: key });
      expect(alone.stdout).toMatch(/ok +OpenAI model +gpt-audio-1\.5, with no end known/);
      const env = { ...key, OPENAI_BASE_URL: `${url}/v1`, TRACKLISTIFY_OPENAI_MODEL: 'gpt-9' };
      expect((await runCli(['doctor'], { cwd, env })).stdout).toMatch(/ok +OpenAI model +gpt-9, with no end known/);
      expect(looks).toEqual([]);
      const told = await runCli(['doctor', '--online'], { cwd, env });
      expect(told.code).toBe(0);
      expect(told.stdout).toMatch(/warning +OpenAI model .*has switched "gpt-9" off on 2000-01-01/);
      const fine = await runCli(['doctor', '--online'], { cwd, env: { ...env, TRACKLISTIFY_OPENAI_MODEL: 'gpt-8' } });
      expect(fine.stdout).toMatch(/ok +OpenAI model +gpt-8, with no end told/);
      const gone = await runCli(['doctor', '--online'], { cwd, env: { ...env, TRACKLISTIFY_OPENAI_MODEL: 'gpt-7' } });
      expect(gone.code).toBe(2);
      expect(gone.stdout).toMatch(/problem +OpenAI model .*has no model "gpt-7"/);
      expect(looks).toEqual(['/v1/models/gpt-9', '/v1/models/gpt-8', '/v1/models/gpt-7']);
      expect(calls).toEqual([]);
      const wrong = await runCli(['doctor'], { cwd, env: { ...key, OPENAI_BASE_URL: 'http://models.example/v1' } });
      expect(wrong.stdout).toMatch(/problem +OpenAI model .*OPENAI_BASE_URL must be reached by https/);
    } finally {
      await close();
    }
  });

  it('finds wrong settings instead of failing on them', async () => {
    writeFileSync(join(cwd, 'bad.json'), '{"outputs": 1}');
    const { code, stdout } = await runCli(['doctor', '--config', 'bad.json'], { cwd });
    expect(code).toBe(2);
    expect(stdout).toMatch(/problem +settings +Unknown setting "outputs"/);
  });
});
