// What is heard of music that is made (so that the truth is known), and of real music beside other programs:
// npm run bench:sound -- [--music DIR] [--pieces 100] [--from 1001] [--only tempo,peers,key,speed]
// and with --learn, the weights of src/sound/beats/learnt.ts instead.
// A benchmark, no test: it asserts nothing. Bundled first, because Node 20 doesn't read TypeScript.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'tracklistify-sound-bench-'));
try {
  const outfile = join(folder, 'bench.mjs');
  const entry = join(import.meta.dirname, 'sound.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'warning' });
  const { main } = await import(pathToFileURL(outfile).href);
  await main(process.argv.slice(2));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
