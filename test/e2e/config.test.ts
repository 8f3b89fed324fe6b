import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../support/cli.js';

let cwd: string;
let file: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'tracklistify-config-'));
  file = join(cwd, 'tracklistify/config.json');
});
afterEach(() => rm(cwd, { recursive: true }));

const config = (args: string[], env?: Record<string, string>) =>
  runCli(['config', ...args], { cwd, ...(env && { env }) });

it('says where the file is, also when it is broken', async () => {
  expect(await config(['path'])).toEqual({ code: 0, stdout: `${file}\n`, stderr: '' });
  await config(['init']);
  await writeFile(file, '{ broken');
  expect(await config(['path'])).toMatchObject({ code: 0, stdout: `${file}\n` });
  expect(await config(['path', '--config', 'mine.json'])).toMatchObject({ stdout: `${join(cwd, 'mine.json')}\n` });
});

it('writes a file that only its owner reads and that is read back', async () => {
  expect(await config(['init'])).toMatchObject({ code: 0, stdout: '', stderr: `wrote ${file}\n` });
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(cwd, 'tracklistify'))).toEqual(['config.json']);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('"."', '"sets"'));
  const { stdout } = await config(['show', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    configFile: file,
    settings: {
      'output.folder': { value: 'sets', from: 'config file' },
      'output.formats': { value: ['json', 'm3u8', 'csv'], from: 'config file' },
      'library.path': { value: null, from: 'default' },
    },
  });
});

it('keeps a file that is there, unless told otherwise', async () => {
  await config(['init']);
  await writeFile(file, '{}');
  expect(await config(['init'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') });
  expect(await readFile(file, 'utf8')).toBe('{}');
  expect((await config(['init', '--force'])).code).toBe(0);
  expect(JSON.parse(await readFile(file, 'utf8'))).toHaveProperty('output');
});

it('is exit 7 where it cannot be written', async () => {
  await writeFile(join(cwd, 'tracklistify'), 'a file, not a folder');
  expect(await config(['init'])).toMatchObject({ code: 7, stderr: expect.stringMatching(/^error: Can't write/) });
});

it('shows where a value comes from', async () => {
  const { code, stdout } = await config(['show'], { TRACKLISTIFY_OUTPUT_FOLDER: 'env\u001b[31m' });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^output\.folder +env \[31m +environment /m);
  expect(stdout).toMatch(/^ffmpeg +\(not set\) +default /m);
});
