import { defineConfig } from 'vitest/config';

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

export default defineConfig({
  test: {
    projects: [
      {
        ...project('unit', ['test/**/*.test.ts'], 20_000),
        test: {
          ...project('unit', ['test/**/*.test.ts'], 20_000).test,
          exclude: ['test/**/*.integration.test.ts', 'test/e2e/**', 'test/bench/**'],
        },
      },
      project('integration', ['test/**/*.integration.test.ts'], 120_000),
      project('e2e', ['test/e2e/**/*.test.ts'], 180_000),
    ],
  },
});
