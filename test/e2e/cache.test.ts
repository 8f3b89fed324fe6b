import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AnswerCache } from '../../src/cache/cache.js';
import { type Ran, runCli } from '../support/cli.js';

let cwd: string;
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'cache-'));
  const folder = join(cwd, 'tracklistify', 'answers');
  const cache = new AnswerCache({ folder, maxBytes: 1e6, now: Date.now, warn: () => {} });
  for (const i of [1, 2, 3]) await cache.set(`acrcloud/${i}`, 'x'.repeat(900), 600);
  await cache.set('shazam/1', 'y', 600);
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const run = (...args: string[]): Promise<Ran> => runCli(['cache', ...args], { cwd });

it('shows, prunes and clears the kept answers', async () => {
  const shown = await run('stats');
  expect([shown.code, shown.stderr]).toEqual([0, '']);
  expect(shown.stdout).toMatch(/acrcloud\s+3.*\n.*shazam\s+1.*\n4 answers/);

  expect((await run('clear', '--provider', 'shazam')).stderr).toMatch(/^forgot 1 answer in /);
  expect((await run('prune', '--max-megabytes', '0.0015')).stderr).toMatch(
    /^removed 2 answers \(0 expired, 2 oldest\)/,
  );
  expect(JSON.parse((await run('stats', '--json')).stdout)).toMatchObject({
    answers: 1,
    groups: { acrcloud: { answers: 1 } },
  });
  const unknown = await run('clear', '--provider', 'acrclod');
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('some of acrcloud')]);
  expect((await run('clear')).code).toBe(0);
  expect((await run('stats')).stdout).toMatch(/^No answers are kept in /);
});
