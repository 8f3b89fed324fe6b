// Measures what a history of a mix adds to what is heard in it: npm run bench:claims -- --music DIR [--also DIR] [--keep DIR]
// A benchmark, no test: it asserts nothing. Bundled first, because Node 20 doesn't read TypeScript.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'tracklistify-claims-bench-'));
try {
  const outfile = join(folder, 'bench.mjs');
  const entry = join(import.meta.dirname, 'claims.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'warning' });
  const { main } = await import(pathToFileURL(outfile).href);
  process.exitCode = await main(process.argv.slice(2));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
