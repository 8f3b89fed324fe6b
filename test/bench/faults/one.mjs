// Runs one part of the fault harness: node test/bench/faults/one.mjs library [--count 5000] [--kills 60] [--seed 1] [--program bin/tracklistify.js]
// Bundled first, because Node 20 doesn't read TypeScript.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [part, ...args] = process.argv.slice(2);
// Among the packages, so that the one with compiled SQLite, which lies beside its code, is found.
const folder = mkdtempSync(join(import.meta.dirname, '../../../node_modules/.faults-'));
try {
  const outfile = join(folder, `${part}.mjs`);
  const entry = join(import.meta.dirname, `${part}.ts`);
  // Packages in CommonJS ask for Node's modules by `require`.
  const banner = {
    js: "import { createRequire as requireOf } from 'node:module';const require = requireOf(import.meta.url);",
  };
  const options = {
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
    banner,
    external: ['node-sqlite3-wasm'],
  };
  await build({ entryPoints: [entry], outfile, ...options });
  const { main } = await import(pathToFileURL(outfile).href);
  const at = args.indexOf('--program');
  await main(args, at >= 0 ? args[at + 1] : join(import.meta.dirname, '../../../bin/tracklistify.js'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
