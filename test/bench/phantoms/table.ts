import { type Figures, type Haunted, haunted } from './measure.js';

const SERVICES: Haunted[] = [
  { knows: 0.9, finds: 0.9, titles: 5, haunts: 0.2 },
  { knows: 0.7, finds: 0.55, titles: 5, haunts: 0.2 },
  { knows: 0.7, finds: 0.55, titles: 5, haunts: 0.05 },
  { knows: 0.3, finds: 0.55, titles: 3, haunts: 0.3 },
  { knows: 0.7, finds: 0.55, titles: 60, haunts: 0.2 },
  { knows: 0.7, finds: 0.55, titles: 5, haunts: 0 },
];
const mixes = Number(process.argv[2] ?? 200);

const cells = ({ phantoms, wrong, precision, recall, anthems, lost, callsPerTrack }: Figures): string[] => [
  phantoms.toFixed(2),
  wrong.toFixed(2),
  precision.toFixed(3),
  recall.toFixed(3),
  anthems.toFixed(3),
  lost.toFixed(3),
  callsPerTrack.toFixed(2),
];

const line = (row: readonly string[]): void =>
  void process.stdout.write(`${row.map((cell) => cell.padEnd(17)).join('')}\n`);

line([
  'knows/finds/haunts',
  'titles',
  '',
  'phantoms a mix',
  'wrong a mix',
  'precision',
  'recall',
  'anthems',
  'lost a mix',
  'calls a track',
]);
for (const service of SERVICES) {
  const { before, after, retried, gone, lone, loneVaries } = await haunted(service, mixes);
  const { knows, finds, titles, haunts } = service;
  line([
    [knows, finds, haunts].map((share) => Math.round(share * 100)).join('/'),
    String(titles),
    'before',
    ...cells(before),
  ]);
  line(['', '', 'with the archive', ...cells(after)]);
  line(['', '', 'and gone over', ...cells(retried)]);
  line([
    '',
    '',
    `gone after ${gone} mixes; lone ${lone.toFixed(2)} of real plays, ± ${loneVaries.toFixed(2)} by track`,
  ]);
}
