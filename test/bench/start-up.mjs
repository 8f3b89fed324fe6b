// How long a command takes to start, as a multiple of a bare `node -e 0`, pair by pair: npm run bench:start-up
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const bin = resolve(import.meta.dirname, '../../bin/tracklistify.js');
const time = (args) => {
  const began = process.hrtime.bigint();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return Number(process.hrtime.bigint() - began) / 1e6;
};
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

for (const command of ['--version', '--help', 'config path']) {
  const pairs = Array.from({ length: 21 }, () => [time([bin, ...command.split(' ')]), time(['-e', '0'])]);
  const ratio = median(pairs.map(([own, bare]) => own / bare));
  const [own, bare] = [0, 1].map((i) => median(pairs.map((p) => p[i])));
  console.log(`${command}: ${ratio.toFixed(2)} × a bare node (${own.toFixed(0)} ms, ${bare.toFixed(0)} ms)`);
}
