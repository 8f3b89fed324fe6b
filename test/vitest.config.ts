import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { type Missing, notRunReporter } from './support/not-run.js';
import { hasTool } from './support/tools.js';

/** Tests that need a program which isn't ours: not run where it is missing, which the end says. */
const NEED_TOOL: Record<string, { debian?: string; files: string[] }> = {
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
  python3: { files: ['test/exporters/csv.python.integration.test.ts'] },
};
const missing: Missing[] = Object.entries(NEED_TOOL).flatMap(([tool, { debian = tool, files }]) =>
  hasTool(tool) ? [] : [{ tool, debian, files }],
);
const leftOut = missing.flatMap(({ files }) => files);

/** No test measures time; this only ends one that hangs, on however busy a machine. */
const LIMIT = 300_000;

// unit: no network, no ffmpeg. integration: real ffmpeg, real servers on loopback. e2e: the built CLI as a child process.
const project = (name: string, include: string[], testTimeout: number) => ({
  test: {
    name,
    root: `${import.meta.dirname}/..`,
    include,
    testTimeout,
    hookTimeout: testTimeout,
    env: { NO_COLOR: '1' },
  },
});

const withTools = ({ test }: ReturnType<typeof project>) => ({ test: { ...test, exclude: leftOut } });

export default defineConfig({
  test: {
    // Vitest leaves one core of the machine out, which of two is half: tests wait for other programs half of their time.
    reporters: ['default', notRunReporter(missing)],
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        ...project('unit', ['test/**/*.test.ts'], LIMIT),
        test: {
          ...project('unit', ['test/**/*.test.ts'], LIMIT).test,
          exclude: ['test/**/*.integration.test.ts', 'test/e2e/**', 'test/bench/**'],
        },
      },
      withTools(project('integration', ['test/**/*.integration.test.ts'], LIMIT)),
      withTools(project('e2e', ['test/e2e/**/*.test.ts'], LIMIT)),
    ],
  },
});
