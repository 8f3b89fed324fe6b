#!/usr/bin/env node
import module from 'node:module';

if (Number(process.versions.node.split('.')[0]) < 20) {
  process.stderr.write(
    `tracklistify needs Node 20 or newer; this is ${process.version}. Get one at https://nodejs.org\n`,
  );
  process.exit(2);
}
// Node 22.1 and later keep compiled code between runs: a shorter start.
module.enableCompileCache?.();
const { main } = await import('../dist/cli.js');
await main();
