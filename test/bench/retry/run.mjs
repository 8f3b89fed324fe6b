// Measures retry over a large archive: node test/bench/retry/run.mjs --music DIR [--hours 1000] [--mixes 3] [--rendered DIR] [--scratch DIR]
// A benchmark, no test: it asserts nothing. Bundled first, because Node 20 doesn't read TypeScript.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'tracklistify-retry-bench-'));
try {
  const outfile = join(folder, 'retry.mjs');
  const entry = join(import.meta.dirname, 'retry.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'warning' });
  const { main } = await import(pathToFileURL(outfile).href);
  await main(process.argv.slice(2), resolve(import.meta.dirname, '../../..'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
