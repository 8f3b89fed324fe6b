import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeBugDesk } from '../../src/cli/bug-desk.js';
import { main } from '../../src/cli/main.js';
import { knowingSecretsOf } from '../../src/wiring/redactor.js';
import { runMain } from '../support/run-here.js';

/** A command with a bug, in place of all the real ones. */
vi.mock('../../src/cli/commands/registry.js', () => ({
  commands: [
    {
      name: 'boom',
      summary: '',
      examples: [],
      define: (command: { argument(name: string): void }) => command.argument('[words...]'),
      async run(cli: { settings(): Promise<unknown> }) {
        await cli.settings();
        throw new TypeError("Cannot read 'x' of f1le-s3cret, nor of env-s3cret");
      },
    },
  ],
}));

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tracklistify-bugs-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});
const desk = (argv: string[] = [], at = '2026-01-02T03:04:05.678Z') => {
  const env = { HOME: home, XDG_CACHE_HOME: join(home, 'c'), SOME_TOKEN: 'env-s3cret' };
  return makeBugDesk({ env, argv, redactor: knowingSecretsOf(env), now: () => new Date(at) });
};

it('ends a run with exit code 1, one line of where the report is, and no secret in either', async () => {
  const env = { HOME: home, XDG_CACHE_HOME: join(home, 'c'), XDG_CONFIG_HOME: home, DASHSCOPE_API_KEY: 'env-s3cret' };
  const config = join(home, 'config.json');
  writeFileSync(config, JSON.stringify({ openai: { apiKey: 'f1le-s3cret' } }));
  const words = ['https://user:pa55@host/x?api_key=qu3ry-s3cret', join(home, 'Music/mix.mp3')];
  const { code, stderr: said } = await runMain(main, ['boom', ...words, '--config', config], { cwd: home, env });
  expect(code).toBe(1);
  expect(said).toMatch(
    /^error: Cannot read 'x' of \*\*\*, nor of \*\*\*\nThis is a bug .*\. A report is in .*\.txt\.\n$/,
  );
  const report = readFileSync(/in (\S+\.txt)\./.exec(said)![1]!, 'utf8');
  expect(report).toMatch(/^tracklistify [\d.]+, node v[\d.]+, \w+ \w+\n\d{4}-\d\d-\d\dT/);
  expect(report).toMatch(/\ncommand: "tracklistify" "boom" "https:\/\/.*" "~\/Music\/mix\.mp3"/);
  expect(report).toMatch(/\nTypeError: Cannot read 'x' of \*\*\*, nor of \*\*\*\n +at /);
  expect(report + said).not.toMatch(/s3cret|pa55/);
  expect(report).not.toContain(home);
});

describe('a report', () => {
  it('lies in the cache folder, for its user alone', () => {
    const path = desk().file(new Error('x'))!;
    expect(dirname(path)).toBe(join(home, 'c/tracklistify/bugs'));
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('is one for the same bug in every file of a batch', () => {
    const bugs = desk();
    const error = new Error('x');
    expect(bugs.file(error)).toBe(bugs.file(error));
    expect(bugs.file(new Error('y'))).not.toBe(bugs.file(error));
    expect(readdirSync(join(home, 'c/tracklistify/bugs'))).toHaveLength(2);
  });

  it('takes the place of the oldest in the end', () => {
    for (let day = 10; day < 32; day++) desk([], `2026-01-${day}T00:00:00.000Z`).file(new Error('x'));
    const names = readdirSync(join(home, 'c/tracklistify/bugs')).sort();
    expect(names).toHaveLength(20);
    expect(names[0]).toMatch(/^bug-2026-01-12/);
  });

  it('is none where the folder refuses', () => {
    writeFileSync(join(home, 'c'), 'a file');
    expect(desk().file(new Error('x'))).toBeNull();
  });
});
