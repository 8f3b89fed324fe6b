import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { localDay } from '../../../src/cli/terminal/figures.js';

it('tells the day that it is here, wherever that is', () => {
  const said = (TZ: string): string =>
    execFileSync(process.execPath, ['-e', `console.log((${localDay})('2026-11-28T23:30:00.000Z'))`], {
      env: { ...process.env, TZ },
      encoding: 'utf8',
    }).trim();
  expect(said('Pacific/Auckland')).toBe('2026-11-29');
  expect(said('America/Denver')).toBe('2026-11-28');
});
