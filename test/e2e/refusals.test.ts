import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { BIN, runCli } from '../support/cli.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';

const cwd = mkdtempSync(join(tmpdir(), 'tracklistify-refusals-'));
const file = join(cwd, 'file');
writeFileSync(file, '');
writeFileSync(
  join(cwd, 'mix.json'),
  JSON.stringify(tracklistOf([trackEntry(0, 60, 'One', { track: { title: 'One', artists: [], file } })])),
);
afterAll(() => rmSync(cwd, { recursive: true }));

type Refusal = [args: string, code: number, sentence: RegExp, env?: Record<string, string>];

/** What somebody runs into on an ordinary day: a file where a folder should be, a folder that isn't there. */
const refusals: Refusal[] = [
  ['config init --config file/x.json', 7, /part of the path is a file.* --config writes it to another place/],
  ['config show --config nope.json', 2, /no config file at .*"tracklistify config init" makes one/],
  ['mix.wav --on-exist skip --force', 2, /--force is the same as --on-exist overwrite/],
  ['mix.wav --describe', 2, /--describe .*add --enrich/],
  ['export nope.json', 3, /nope\.json doesn't exist/],
  ['export file/x.json', 3, /part of the path is a file/],
  ['export mix.json -o file', 7, /part of the path is a file.*--output/],
  ['export mix.json -o /proc/nope', 7, /no such file or folder.*--output/],
  ['demo -o file', 7, /part of the path is a file.*--output/],
  ['demo -o /proc/nope', 7, /no such file or folder.*--output/],
  ['cache clear', 0, /forgot 0 answers/, { XDG_CACHE_HOME: file }],
  ['auth spotify --forget', 7, /part of the path is a file/, { XDG_DATA_HOME: file }],
];
/** A folder in which nothing can be made, even by root. */
const here = refusals.filter(([args]) => process.platform === 'linux' || !args.includes('/proc'));

it.each(here)('%s is told in words', async (args, code, sentence, env) => {
  const ran = await runCli(args.split(' '), { cwd, ...(env && { env }) });
  expect(ran.stderr).toMatch(sentence);
  expect(ran.code).toBe(code);
  expect(ran.stderr).not.toMatch(/\bE[A-Z]{4,}\b|errno|syscall|bug/);
  expect(ran.stderr.trim().split('\n')).toHaveLength(1);
});

it.skipIf(process.platform !== 'linux')('a disk that is full where the output goes is told in words', async () => {
  const full = openSync('/dev/full', 'w');
  const args = [BIN, 'export', 'mix.json', '--stdout', '-f', 'txt'];
  const ran = spawnSync(process.execPath, args, {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd },
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  expect(ran.stderr).toBe("error: Can't write to standard output: the disk is full. Send it to another place.\n");
  expect(ran.status).toBe(7);
});

it('a mistake on the command line is an event for who follows by events', async () => {
  const { code, stderr } = await runCli(['mix.mp3', '--events', '--fromat', 'csv'], { cwd });
  expect(code).toBe(2);
  expect(JSON.parse(stderr)).toEqual({
    type: 'error',
    code: 'usage',
    message: 'There is no option --fromat. Did you mean --format?',
  });
});
