import type { Reporter } from 'vitest/node';

/** What a test needs that isn't ours, and the files that do. */
export interface Missing {
  tool: string;
  /** Debian's package. */
  debian: string;
  files: readonly string[];
}

/** Says at the very end what wasn't run, and how to change that. CI takes such a line for a failure. */
export function notRunReporter(missing: readonly Missing[]): Reporter {
  return {
    onTestRunEnd() {
      if (missing.length === 0) return;
      const files = missing.flatMap((one) => one.files);
      const packages = [...new Set(missing.map(({ debian }) => debian))].join(' ');
      // After the summary, which other reporters print in the same turn.
      process.once('exit', () => {
        console.log(
          `Not run: ${files.length} test files, as these aren't installed: ${missing.map(({ tool }) => tool).join(', ')}.`,
        );
        console.log(`To run them too, on Debian: sudo apt-get install --no-install-recommends ${packages}`);
        for (const file of files) console.log(`  ${file}`);
      });
    },
  };
}
