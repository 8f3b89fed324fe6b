// Measures how well unknowns are recognised again: npm run build && npm run bench:ids -- --music DIR [--mixes 2] [--keep DIR]
// A benchmark, no test: it asserts nothing. Bundled first, because Node 20 doesn't read TypeScript.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'tracklistify-ids-bench-'));
try {
  const outfile = join(folder, 'bench.mjs');
  const entry = join(import.meta.dirname, 'ids.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'warning' });
  const { main } = await import(pathToFileURL(outfile).href);
  process.exitCode = await main(process.argv.slice(2), dirname(dirname(dirname(import.meta.dirname))));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
