// How well what is suggested is what was played next, and how fast: npm run bench:suggest [-- --rows 100000] (build first)
// A benchmark, no test: it asserts nothing. Bundled first, because Node 20 doesn't read TypeScript.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'tracklistify-suggest-bench-'));
try {
  const outfile = join(folder, 'suggest.mjs');
  const entry = join(import.meta.dirname, 'suggest.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'warning' });
  const { main } = await import(pathToFileURL(outfile).href);
  await main(process.argv.slice(2), resolve(import.meta.dirname, '../../..'), folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
