// Identifies a mix of real music through services on this machine that know most of its tracks by their sound and hold to
// their protocols and limits; prints what was found, and what it cost: npm run bench:remote -- --music DIR
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const outfile = join(folder, 'remote.mjs');
  await build({
    entryPoints: [join(here, 'remote/remote.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    logLevel: 'warning',
  });
  const { main } = await import(pathToFileURL(outfile).href);
  await main(process.argv.slice(2), join(dirname(dirname(here)), 'bin/tracklistify.js'), folder);
} finally {
  rmSync(folder, { recursive: true });
}
