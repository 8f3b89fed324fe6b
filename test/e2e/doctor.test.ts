import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.js';

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

  it('finds wrong settings instead of failing on them', async () => {
    writeFileSync(join(cwd, 'bad.json'), '{"outputs": 1}');
    const { code, stdout } = await runCli(['doctor', '--config', 'bad.json'], { cwd });
    expect(code).toBe(2);
    expect(stdout).toMatch(/problem +settings +Unknown setting "outputs"/);
  });
});
