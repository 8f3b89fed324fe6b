import { adaptive, grid, measure } from './measure.js';

const SERVICES = [
  { knows: 0.9, finds: 0.9 },
  { knows: 0.8, finds: 0.75 },
  { knows: 0.7, finds: 0.55 },
];
const MIXES = 300;
const rows = SERVICES.flatMap((service) =>
  Object.entries({ 'grid 30 s': () => grid(30), 'grid 60 s': () => grid(60), adaptive }).map(([name, strategy]) => {
    const { callsPerTrack, recall, boundary, wrong } = measure(strategy, service, MIXES);
    return [
      `${Math.round(service.knows * 100)}/${Math.round(service.finds * 100)}`,
      name,
      callsPerTrack.toFixed(2),
      recall.toFixed(3),
      boundary.toFixed(1),
      wrong.toFixed(2),
    ];
  }),
);
for (const row of [['knows/finds', 'strategy', 'calls a track', 'recall', 'boundary', 'wrong a mix'], ...rows]) {
  process.stdout.write(`${row.map((cell) => cell.padEnd(14)).join('')}\n`);
}
