// Prints what learning from the archive does to names that a service gives again and again where something else is played: 200
// simulated mixes of an hour, asked about one after the other by the program's own code (RESULTS.md has the figures).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const outfile = join(folder, 'table.mjs');
  await build({
    entryPoints: [join(root, 'test/bench/phantoms/table.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'warning',
  });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true });
}
