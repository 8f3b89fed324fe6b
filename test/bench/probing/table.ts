import { measure, type Strategy } from './measure.js';
import type { Service } from './simulation.js';

const SERVICES: Service[] = [
  { knows: 0.9, finds: 0.9 },
  { knows: 0.8, finds: 0.75 },
  { knows: 0.7, finds: 0.55 },
  { knows: 0.9, finds: 0.9, tolerates: 0.03 },
  // The second question about the middle of a sample, for as much of what the first one missed.
  ...[0, 0.25, 0.5, 0.75].flatMap((rescues) => [
    { knows: 0.9, finds: 0.9, rescues },
    { knows: 0.7, finds: 0.55, rescues },
  ]),
];
const STRATEGIES: Record<string, Strategy> = {
  'grid 30 s': { step: 30 },
  'grid 60 s': { step: 60 },
  adaptive: 'adaptive',
};
const MIXES = 300;
const rows: string[][] = [];
for (const service of SERVICES) {
  for (const [name, strategy] of Object.entries(STRATEGIES)) {
    const { callsPerTrack, recall, boundary, wrong, doubted, unnoticed } = await measure(strategy, service, MIXES);
    const speeds = service.tolerates === undefined ? '' : ` ±${service.tolerates * 100} %`;
    const retry = service.rescues === undefined ? '' : `+${service.rescues * 100}`;
    rows.push([
      `${Math.round(service.knows * 100)}/${Math.round(service.finds * 100)}${speeds}${retry}`,
      name,
      callsPerTrack.toFixed(2),
      recall.toFixed(3),
      boundary.toFixed(1),
      wrong.toFixed(2),
      doubted.toFixed(2),
      unnoticed.toFixed(2),
    ]);
  }
}
for (const row of [
  ['knows/finds', 'strategy', 'calls a track', 'recall', 'boundary', 'wrong a mix', 'doubted', 'unnoticed'],
  ...rows,
]) {
  process.stdout.write(`${row.map((cell) => cell.padEnd(14)).join('')}\n`);
}

const music = process.argv.indexOf('--music');
if (music > 0) {
  const { printReal } = await import('./real.js');
  await printReal(process.argv[music + 1] ?? '.');
}
