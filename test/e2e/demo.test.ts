import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { runCli } from '../support/cli.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'tracklistify-demo-'));
});
afterEach(() => rm(cwd, { recursive: true }));

it('makes music and a mix, finds in it what was played, and leaves everything in one folder', async () => {
  const { code, stdout, stderr } = await runCli(['demo'], { cwd });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toContain('All right: 6 tracks named, 1 unknown left unnamed.');
  expect(stderr).toContain('tracklistify library add ~/Music');

  // The user's own data folder, which is `cwd` here, stays as it was.
  expect((await readdir(cwd)).filter((name) => name !== 'tracklistify')).toEqual(['tracklistify-demo']);
  const folder = join(cwd, 'tracklistify-demo');
  const names = ['index', 'library', 'mix.csv', 'mix.json', 'mix.m3u8', 'mix.wav', 'truth.json'];
  expect((await readdir(folder)).sort()).toEqual(names);
  expect(await readdir(join(folder, 'library'))).toHaveLength(8);

  // The files agree with what was printed.
  const read = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));
  const truth: { title: string | null; heard: number; end: number; speed: number }[] = await read('truth.json');
  const { entries }: Tracklist = await read('mix.json');
  expect(entries.map((e) => e.track && [e.track.title, e.track.version].filter(Boolean).join(' '))).toEqual(
    truth.map((t) => t.title?.replace(/[()]/g, '') ?? null),
  );
  for (const [i, entry] of entries.entries()) {
    const { heard, end, speed } = truth[i]!;
    expect(entry.start).toBeGreaterThanOrEqual(heard);
    expect(entry.end).toBeLessThan(end + 2);
    if (entry.speed !== null) expect(entry.speed).toBeCloseTo(speed, 2);
  }
});

it("writes over no folder that isn't a demo's", async () => {
  await writeFile(join(cwd, 'mix.wav'), 'mine');
  const { code, stderr } = await runCli(['demo', '-o', '.'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain("has files that aren't the demo's");
  expect(await readFile(join(cwd, 'mix.wav'), 'utf8')).toBe('mine');
});

it('ends with exit code 7 where it cannot write', async () => {
  await writeFile(join(cwd, 'file'), '');
  const { code, stderr } = await runCli(['demo', '-o', 'file/demo'], { cwd });
  expect(code).toBe(7);
  expect(stderr).toMatch(/^error: Can't (use|write) /);
});
