import type { Reporter } from 'vitest/node';

/** What a test needs that isn't ours, and the files that do. */
export interface Missing {
  tool: string;
  /** Debian's package, where there is one. */
  debian?: string;
  files: readonly string[];
}

/** Says at the very end what wasn't run, and how to change that. CI takes such a line for a failure. */
export function notRunReporter(missing: readonly Missing[]): Reporter {
  return {
    onTestRunEnd() {
      if (missing.length === 0) return;
      const files = missing.flatMap((one) => one.files);
      const packages = [...new Set(missing.flatMap(({ debian }) => debian ?? []))].join(' ');
      // After the summary, which other reporters print in the same turn.
      process.once('exit', () => {
        console.log(
          `Not run: ${files.length} test files, as these aren't installed: ${missing.map(({ tool }) => tool).join(', ')}.`,
        );
        if (packages)
          console.log(`To run them too, on Debian: sudo apt-get install --no-install-recommends ${packages}`);
        for (const file of files) console.log(`  ${file}`);
      });
    },
  };
}
