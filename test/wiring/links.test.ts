import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendLine } from '../../src/wiring/append-line.js';
import { makeDemoFiles } from '../../src/wiring/demo-files.js';

let folder: string;
let victim: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-links-'));
  victim = join(folder, 'victim');
  await writeFile(victim, 'mine\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

// A folder from a stranger may hold links to anywhere, under the names that we write to.
describe.skipIf(process.platform === 'win32')('a link is not followed', () => {
  it('where a line is added to a file', async () => {
    await symlink(victim, join(folder, 'link.jsonl'));
    await expect(appendLine(join(folder, 'link.jsonl'), 'x')).rejects.toThrow(/is a link/);
    expect(await readFile(victim, 'utf8')).toBe('mine\n');
    for (const line of ['1', '2']) await appendLine(join(folder, 'own.jsonl'), line);
    expect(await readFile(join(folder, 'own.jsonl'), 'utf8')).toBe('1\n2\n');
  });

  it.each(['mix.wav', 'truth.json', 'library/Ferryman - Night Ferry.wav', 'library'])(
    'by the demo: %s',
    async (name) => {
      const demo = join(folder, 'tracklistify-demo');
      const elsewhere = join(folder, 'elsewhere');
      await mkdir(join(demo, name.startsWith('library/') ? 'library' : '.'), { recursive: true });
      await mkdir(elsewhere);
      await symlink(name === 'library' ? elsewhere : victim, join(demo, name));
      if (name !== 'truth.json') await writeFile(join(demo, 'truth.json'), '[]');
      const context = { signal: new AbortController().signal, emit: () => {} };
      await expect(makeDemoFiles(demo, context)).rejects.toThrow(/is a link.*--output/);
      expect(await readFile(victim, 'utf8')).toBe('mine\n');
      expect(await readdir(elsewhere)).toEqual([]);
    },
  );
});
