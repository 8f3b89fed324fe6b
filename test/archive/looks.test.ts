import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Looks } from '../../src/archive/looks.js';
import type { Looked } from '../../src/domain/looked.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'looks-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = (): string => join(folder, 'archive', 'looks');
const looks = (): Looks => new Looks(join(folder, 'archive'), file());
const looked = (kept: string): Looked => ({
  kept,
  engine: '3',
  libraries: { mine: { newest: '2026-05-01', tracks: 3 } },
  spans: [{ start: 1.5, end: 20 }],
  services: { shazam: '2026-05-02' },
});

describe('what mixes were compared with', () => {
  it('is read as it was noted, the latest of each mix', async () => {
    expect(await looks().read()).toEqual(new Map());
    await looks().note('a', looked('1'));
    await looks().note('b', looked('2'));
    await looks().note('a', looked('3'));
    expect(await looks().read()).toEqual(
      new Map([
        ['a', looked('3')],
        ['b', looked('2')],
      ]),
    );
  });

  it('is what it was before where a line is torn or of another version, and the next line is whole', async () => {
    await looks().note('a', looked('1'));
    const whole = await readFile(file(), 'utf8');
    await appendFile(file(), whole.trimStart().slice(0, 40));
    await looks().note('b', looked('2'));
    await appendFile(file(), '12345678 {"reading":2}\n');
    expect([...(await looks().read()).keys()]).toEqual(['a', 'b']);
  });

  it('takes no more room for a mix that is looked at every night', async () => {
    for (let night = 0; night < 300; night++) await looks().note('a', looked(String(night)));
    expect((await looks().read()).get('a')).toEqual(looked('299'));
    expect((await readFile(file(), 'utf8')).trimEnd().split('\n')).toHaveLength(1);
  });
});
