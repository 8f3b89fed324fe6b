// What an archive of many mixes takes: node test/bench/archive.mjs [--mixes 10000]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'bench-archive-'));
try {
  const outfile = join(folder, 'archive.mjs');
  const entry = join(dirname(fileURLToPath(import.meta.url)), 'archive.ts');
  await build({ entryPoints: [entry], bundle: true, format: 'esm', platform: 'node', outfile, logLevel: 'warning' });
  const { main } = await import(pathToFileURL(outfile).href);
  const at = process.argv.indexOf('--mixes');
  await main(join(folder, 'archive'), at > 0 ? Number(process.argv[at + 1]) : 10_000);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
