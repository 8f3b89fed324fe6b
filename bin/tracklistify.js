#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

if (Number(process.versions.node.split('.')[0]) < 20) {
  process.stderr.write(
    `tracklistify needs Node 20 or newer; this is ${process.version}. Get one at https://nodejs.org\n`,
  );
  process.exit(2);
}
// Node 22.1 and later keep compiled code between runs: a shorter start.
module.enableCompileCache?.();
let cli;
try {
  cli = await import('../dist/cli.js');
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND' || existsSync(new URL('../dist/cli.js', import.meta.url))) throw error;
  process.stderr.write('tracklistify is not built yet. In its folder, run: npm install && npm run build\n');
  process.exit(2);
}
await cli.main();
