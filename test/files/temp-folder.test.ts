import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../src/domain/errors.js';
import { makeTempFolder, removeTempFolders } from '../../src/files/temp-folder.js';
import { own, sweep } from '../../src/files/temp-owner.js';

const DAY = 86_400_000;
let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'temp-test-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** The number of a process that has ended. */
const gone = (): number => Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));

async function folderOf(pid: number, name = 'tracklistify-abc123'): Promise<string> {
  const folder = join(parent, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'sound'), 'much');
  await own(folder, pid);
  return folder;
}

/** Changes what a folder says of its owner. */
function claim(folder: string, change: object): void {
  const path = join(folder, 'owner.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
}

describe('what a killed run leaves', () => {
  it('is removed by the next one that needs a temporary folder', async () => {
    const left = await folderOf(gone());
    const made = await makeTempFolder(parent);
    expect([existsSync(left), existsSync(made.path)]).toEqual([false, true]);
    await made.remove();
    expect(existsSync(made.path)).toBe(false);
  });

  it('is told by more than its number, which another process may have by now', async () => {
    const left = await folderOf(process.pid);
    await sweep(parent, Date.now());
    expect(existsSync(left)).toBe(true);
    if (process.platform === 'linux') {
      claim(left, { start: '1' });
      await sweep(parent, Date.now());
      expect(existsSync(left)).toBe(false);
    }
  });

  it.each(['darwin', 'win32'] as const)('is told on %s by the name of the machine', async (platform) => {
    const [left, used] = [
      await folderOf(gone(), 'tracklistify-left01'),
      await folderOf(process.pid, 'tracklistify-used01'),
    ];
    await own(left, gone(), platform);
    await own(used, process.pid, platform);
    expect(JSON.parse(readFileSync(join(left, 'owner.json'), 'utf8')).place).toBe(hostname());
    await sweep(parent, Date.now() + 8 * DAY, platform);
    expect([existsSync(left), existsSync(used)]).toEqual([false, true]);
  });

  it('of another machine goes by its age alone', async () => {
    const left = await folderOf(gone());
    claim(left, { place: 'elsewhere' });
    await sweep(parent, Date.now() + 6 * DAY);
    expect(existsSync(left)).toBe(true);
    await sweep(parent, Date.now() + 8 * DAY);
    expect(existsSync(left)).toBe(false);
  });

  it('counts as used while anything in it changes', async () => {
    const left = await folderOf(gone());
    claim(left, { place: 'elsewhere' });
    const soon = (Date.now() + 5 * DAY) / 1000;
    utimesSync(join(left, 'sound'), soon, soon);
    await sweep(parent, Date.now() + 8 * DAY);
    expect(existsSync(left)).toBe(true);
  });

  it('is nothing that merely has such a name', async () => {
    for (const name of ['tracklistify-output', 'tracklistify-folder1']) mkdirSync(join(parent, name));
    writeFileSync(join(parent, 'tracklistify-output', 'owner.json'), '{"pid":"x"}');
    mkdirSync(join(parent, 'tracklistify-mixes1'));
    writeFileSync(join(parent, 'tracklistify-abcdef'), 'a file');
    const before = readdirSync(parent, { recursive: true });
    await sweep(parent, Date.now() + 100 * DAY);
    expect(readdirSync(parent, { recursive: true })).toEqual(before);
  });
});

describe('temporary folders', () => {
  it('go all at once when the process ends, and wait for that with no listener of their own', async () => {
    const before = process.listenerCount('exit');
    const folders = await Promise.all(Array.from({ length: 20 }, () => makeTempFolder(parent)));
    await folders[0]!.remove();
    expect(process.listenerCount('exit')).toBe(before);
    expect(folders.filter(({ path }) => existsSync(path))).toHaveLength(19);
    removeTempFolders();
    expect(readdirSync(parent)).toEqual([]);
  });

  it('that cannot be made say where, and what to do', async () => {
    const made = makeTempFolder(join(parent, 'nowhere'));
    await expect(made).rejects.toThrow(SourceError);
    await expect(made).rejects.toThrow(/no room for temporary files in ".*nowhere": it doesn't exist\. Set TMPDIR/);
  });
});
