import { pieceAt } from '../../../src/app/suggest/piece.js';
import { allRows, best } from '../../../src/app/suggest/rank.js';
import { Scorer } from '../../../src/app/suggest/scorer.js';
import { neighboursIn, tasteIn } from '../../../src/archive/played/count.js';
import type { Session } from '../../../src/archive/played/session.js';
import type { Played } from '../../../src/domain/ports/played.js';
import { FACTORS, type Factor, WEIGHTS, type Weights } from '../../../src/domain/suggestion.js';
import { columnsOf } from '../../support/made-up-features.js';
import { type Dj, type Scene, sceneOf } from './scene.js';
import { measureSpeed } from './speed.js';

const SEEDS = [1, 2, 3];
/** Of each DJ's mixes, those that nobody is told of. */
const HELD_OUT = 5;
const TOP = 10;

const only = (...factors: Factor[]): Weights =>
  Object.fromEntries(
    FACTORS.map((factor) => [factor, factors.includes(factor) ? WEIGHTS[factor] : 0]),
  ) as unknown as Weights;
const WAYS: ReadonlyArray<[string, Weights]> = [
  ['tempo and key', only('tempo', 'key')],
  ['co-plays', only('mixed')],
  ['sound alone', { ...WEIGHTS, mixed: 0, taste: 0 }],
  ['all together', WEIGHTS],
];

export async function main(args: readonly string[], root: string, scratch: string): Promise<void> {
  if (args.includes('--only-speed')) return measureSpeed(root, scratch, 100_000);
  const scenes = SEEDS.map((seed) => sceneOf(seed));
  const random = (TOP / scenes[0]!.tracks.length) * 100;
  console.log(
    `Hit rate at ${TOP}, per cent; ${scenes.length} scenes of ${scenes[0]!.tracks.length} tracks, 24 DJs each with 30 mixes of 14 tracks.`,
  );
  console.log(`asked about                        random  ${WAYS.map(([name]) => name).join('  ')}`);
  for (const [what, ofWhom] of [
    ['other mixes of DJs that are known', 'known'],
    ['DJs of whom nothing is known     ', 'strangers'],
  ] as const) {
    const rates = WAYS.map(([name, weights]) => {
      const hits = scenes.map((scene) => hitRate(scene, weights, ofWhom));
      const rate = hits.reduce((sum, one) => sum + one.hits, 0) / hits.reduce((sum, one) => sum + one.asked, 0);
      return `${(rate * 100).toFixed(1).padStart(name.length)}`;
    });
    console.log(`${what}  ${random.toFixed(2).padStart(6)}  ${rates.join('  ')}`);
  }
  if (!args.includes('--no-speed'))
    await measureSpeed(root, scratch, Number(args[args.indexOf('--rows') + 1] || 100_000) || 100_000);
}

/** Of transitions that were held out, how many are among the first ten that are suggested. */
function hitRate(
  { tracks, djs }: Scene,
  weights: Weights,
  ofWhom: 'known' | 'strangers',
): { hits: number; asked: number } {
  const half = djs.length / 2;
  const [told, asked] = ofWhom === 'known' ? [djs, djs.slice(0, half)] : [djs.slice(half), djs.slice(0, half)];
  const columns = columnsOf(tracks);
  const sessionsOf = (dj: Dj): Session[] =>
    (ofWhom === 'known' ? dj.mixes.slice(HELD_OUT) : dj.mixes).map((rows) => ({
      at: 0,
      plays: rows.map((row) => ({ name: columns.name[row]!, bpm: columns.bpm[row]! })),
    }));
  const neighbours = neighboursIn(told.flatMap(sessionsOf));
  let [hits, count] = [0, 0];
  for (const dj of asked) {
    // Of a stranger, the own archive begins with this mix.
    const taste = tasteIn(ofWhom === 'known' ? sessionsOf(dj) : [], null);
    const played: Played = { mixes: 0, taste, neighbours: (name) => neighbours.get(name) ?? [] };
    const scorer = new Scorer(columns, weights, played);
    for (const mix of dj.mixes.slice(0, HELD_OUT)) {
      for (const [at, row] of mix.slice(0, -1).entries()) {
        const before = mix.slice(0, at + 1);
        const left = { rows: new Set(before), names: new Set<number>(), works: new Set<number>() };
        const top = best(columns, allRows(columns), scorer.after(pieceAt(columns, row)), TOP, left);
        hits += Number(top.some((one) => one.row === mix[at + 1]));
        count++;
      }
    }
  }
  return { hits, asked: count };
}
