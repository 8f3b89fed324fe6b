// The benchmark is TypeScript; Node 20 wants it bundled first.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tracklistify-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await build({
  entryPoints: [join(here, 'bench.ts')],
  outfile: join(folder, 'bench.mjs'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
});
const { main } = await import(pathToFileURL(join(folder, 'bench.mjs')).href);
process.exitCode = await main(process.argv.slice(2), dirname(dirname(here)));
