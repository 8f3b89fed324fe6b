// Measures identifying against large libraries: node test/bench/large/run.mjs --music DIR [--hours 10,1000,10000] [--minutes 60] [--keep DIR]
// A benchmark, no test: it asserts nothing. Bundled first, because Node 20 doesn't read TypeScript.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'tracklistify-large-bench-'));
try {
  const outfile = join(folder, 'bench.mjs');
  const entry = join(import.meta.dirname, 'large.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'warning' });
  const { main } = await import(pathToFileURL(outfile).href);
  await main(process.argv.slice(2), dirname(dirname(dirname(import.meta.dirname))));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
