// Measures the index store on made-up postings: node test/bench/store/run.mjs [--hours 10,100] [--batch 1,10,60,300] [--prints FILE …]
// A benchmark, no test: it asserts nothing. Bundled first, because Node 20 doesn't read TypeScript.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'tracklistify-store-bench-'));
try {
  const outfile = join(folder, 'bench.mjs');
  const entry = join(import.meta.dirname, 'store-bench.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'warning' });
  const { run } = await import(pathToFileURL(outfile).href);
  await run(folder, process.argv.slice(2));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
