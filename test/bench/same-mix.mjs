// Is a mix recognised in other encodings and parts, and no other one: node test/bench/same-mix.mjs --music DIR [--tracks 26]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'bench-same-mix-'));
try {
  const outfile = join(folder, 'same-mix.mjs');
  const entry = join(dirname(fileURLToPath(import.meta.url)), 'same-mix.ts');
  await build({ entryPoints: [entry], bundle: true, format: 'esm', platform: 'node', outfile, logLevel: 'warning' });
  const { main } = await import(pathToFileURL(outfile).href);
  const option = (name, otherwise) => {
    const at = process.argv.indexOf(name);
    return at > 0 ? process.argv[at + 1] : otherwise;
  };
  await main(option('--music', '.'), folder, Number(option('--tracks', '26')));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
