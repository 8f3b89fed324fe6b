import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { type Missing, notRunReporter } from './support/not-run.js';
import { hasTool } from './support/tools.js';

/** Tests that need a program which isn't ours: not run where it is missing, which the end says. */
const NEED_TOOL: Record<string, { debian?: string; or?: string; files: string[] }> = {
  tmux: {
    files: [
      'test/cli/terminal/tmux.integration.test.ts',
      'test/e2e/live-line.test.ts',
      'test/e2e/listen-board.test.ts',
    ],
  },
  cueprint: { debian: 'cuetools', files: ['test/exporters/cue.cuetools.integration.test.ts'] },
  mpv: { files: ['test/exporters/m3u.mpv.integration.test.ts'] },
  bash: { files: ['test/cli/completion/bash.integration.test.ts'] },
  zsh: { files: ['test/cli/completion/zsh.integration.test.ts'] },
  fish: { files: ['test/cli/completion/fish.integration.test.ts'] },
  nginx: { files: ['test/audio/sources/web/nginx.integration.test.ts'] },
  icecast2: { files: ['test/audio/sources/icecast/icecast.integration.test.ts'] },
  'yt-dlp': { files: ['test/audio/sources/site/real.yt-dlp.integration.test.ts'] },
  fpcalc: {
    debian: 'libchromaprint-tools',
    files: ['test/audio/chromaprint.fpcalc.integration.test.ts', 'test/e2e/library-naming.test.ts'],
  },
  chromium: {
    or: 'google-chrome',
    files: [
      'test/e2e/review-page.test.ts',
      'test/exporters/html.chromium.integration.test.ts',
      'test/web/review-page.integration.test.ts',
    ],
  },
  python3: {
    files: ['test/exporters/csv.python.integration.test.ts', 'test/exporters/xspf.python.integration.test.ts'],
  },
};
const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .map((file) => `test/${file.replaceAll('\\', '/')}`)
  .filter((file) => file.endsWith('.test.ts'));
const textOf = (file: string): string => readFileSync(`${import.meta.dirname}/../${file}`, 'utf8');

/** Tests that make pipes, links, shell scripts or files that are closed to some: Windows has none of these. */
const POSIX = /\bmkfifo\b|\b(chmod|symlink)(Sync)?\(|#!\/|mode & 0o/;
const missing: Missing[] = Object.entries(NEED_TOOL).flatMap(([tool, { debian = tool, or = tool, files }]) =>
  hasTool(tool) || hasTool(or) ? [] : [{ tool, debian, files }],
);
if (process.platform === 'win32') {
  missing.push({ tool: 'a POSIX system', files: tests.filter((file) => POSIX.test(textOf(file))) });
}
const leftOut = missing.flatMap(({ files }) => files);

/** No test measures time; this only ends one that hangs, on however busy a machine. */
const LIMIT = 300_000;

// unit: no network, no ffmpeg. integration: real ffmpeg, real servers on loopback. e2e: the built CLI as a child process.
const project = (name: string, include: string[], exclude: string[] = []) => ({
  root: `${import.meta.dirname}/..`,
  name,
  include,
  exclude,
  testTimeout: LIMIT,
  hookTimeout: LIMIT,
  // A second, else: less than a browser takes for anything on a busy machine.
  expect: { poll: { timeout: LIMIT / 5 } },
  env: { NO_COLOR: '1' },
  // The built program is tested as it is.
  server: { deps: { external: [/\/dist\//] } },
});

/** Tests that put something else in the place of a module must have their modules to themselves. */
const mocking = tests.filter(
  (file) => !/\.integration\.test\.ts$|^test\/(e2e|bench)\//.test(file) && /\bvi\.(mock|doMock)\(/.test(textOf(file)),
);

/** The same of integration tests, and those that change the environment, the timers or a shared object. */
const alone = tests.filter(
  (file) => /\.integration\.test\.ts$/.test(file) && /\bvi\.\w|process\.env\[[^\]]+\] =/.test(textOf(file)),
);

export default defineConfig({
  test: {
    reporters: ['default', notRunReporter(missing)],
    // Tests wait for other programs a part of their time; each worker loads the modules and makes the music for itself.
    maxWorkers: 2 * availableParallelism(),
    projects: [
      {
        test: {
          ...project(
            'unit',
            ['test/**/*.test.ts'],
            ['test/**/*.integration.test.ts', 'test/e2e/**', 'test/bench/**', ...mocking, ...leftOut],
          ),
          // Loading the modules anew for each of two hundred files takes as long as the tests.
          isolate: false,
          pool: 'threads',
        },
      },
      { test: project('mocking', mocking, leftOut) },
      { test: project('alone', alone, leftOut) },
      {
        test: {
          ...project('integration', ['test/**/*.integration.test.ts'], [...alone, ...leftOut]),
          isolate: false,
        },
      },
      // What is tested are other processes, so that files may share their own modules, and the music made in them.
      { test: { ...project('e2e', ['test/e2e/**/*.test.ts'], leftOut), isolate: false } },
    ],
  },
});
