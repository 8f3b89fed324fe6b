import type { HeardTempo } from '../../../src/domain/heard.js';
import { Beats } from '../../../src/sound/beats/beats.js';
import { isMultiple, isNear, percent, quantile } from './figures.js';
import { type MadePiece, makePiece, toPcm } from './made/piece.js';
import type { Plan } from './sound.js';

const RATE = 11025;

interface Outcome {
  piece: Omit<MadePiece, 'sound'>;
  /** Whether nine beats in ten have the tempo that they have, to 4 %; and whether they have it when half and double count. */
  right: boolean;
  multiple: boolean;
  /** Parts of the truth, where the tempo is one throughout. */
  error: number | null;
  /** Seconds from beats to the grid's nearest one. */
  offsets: number[];
  meter: boolean;
  downbeat: boolean;
}

/** Made music: tempo, grid, bars. */
export function measureTempo({ seeds }: Plan): void {
  const outcomes = seeds.map((seed) => {
    const { sound, ...piece } = makePiece(seed);
    const beats = new Beats(RATE);
    beats.hear(toPcm(sound, RATE));
    return judge(piece, beats.tempo());
  });
  console.log(
    '| made music | pieces | accuracy 1 | accuracy 2 | error of BPM: median | p95 | beats off by: median | p90 | meter | downbeat |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const change of ['none', 'step', 'ramp'] as const) {
    show(
      `tempo changes: ${change}`,
      outcomes.filter(({ piece }) => piece.change === change),
    );
  }
  show(
    'with swing',
    outcomes.filter(({ piece }) => piece.swing > 0),
  );
  show('all', outcomes);
  for (const { piece, right } of outcomes) {
    if (!right) console.log(`  wrong: ${piece.seed}, ${piece.style}, ${piece.tempo.toFixed(1)}, ${piece.change}`);
  }
}

function show(name: string, outcomes: readonly Outcome[]): void {
  const right = outcomes.filter((outcome) => outcome.right);
  const count = (is: (outcome: Outcome) => boolean): number => outcomes.filter(is).length;
  const errors = right.flatMap(({ error }) => (error === null ? [] : [100 * error]));
  const offsets = right.flatMap(({ offsets: of }) => of.map((seconds) => 1000 * seconds));
  const cells = [
    name,
    outcomes.length,
    percent(
      count((o) => o.right),
      outcomes.length,
    ),
    percent(
      count((o) => o.multiple),
      outcomes.length,
    ),
    errors.length > 0 ? `${quantile(errors, 0.5).toFixed(4)} %` : '',
    errors.length > 0 ? `${quantile(errors, 0.95).toFixed(4)} %` : '',
    `${quantile(offsets, 0.5).toFixed(1)} ms`,
    `${quantile(offsets, 0.9).toFixed(1)} ms`,
    percent(
      count((o) => o.meter),
      outcomes.length,
    ),
    percent(
      count((o) => o.downbeat),
      outcomes.length,
    ),
  ];
  if (outcomes.length > 0) console.log(`| ${cells.join(' | ')} |`);
}

function judge(piece: Omit<MadePiece, 'sound'>, heard: HeardTempo | null): Outcome {
  const grids = heard ? (heard.grids ?? [{ start: heard.firstBeat, bpm: heard.bpm }]) : [];
  const beats = piece.beats.slice(0, -1).flatMap((time, k) => {
    const bpm = 60 / (piece.beats[k + 1]! - time);
    const grid = grids.findLast(({ start }) => start <= time + 0.05) ?? grids[0];
    if (!grid) return [];
    const place = ((time - grid.start) * grid.bpm) / 60;
    const offset = (Math.abs(place - Math.round(place)) * 60) / grid.bpm;
    return [{ near: isNear(grid.bpm, bpm), multiple: isMultiple(grid.bpm, bpm), offset }];
  });
  const share = (is: (beat: (typeof beats)[number]) => boolean): number => beats.filter(is).length / piece.beats.length;
  const right = share(({ near }) => near) > 0.9;
  const meter = right && heard?.beatsPerBar === piece.beatsPerBar;
  const first = heard ? piece.beats.findIndex((beat) => Math.abs(beat - heard.downbeat) < 0.05) : -1;
  return {
    piece,
    right,
    multiple: share(({ multiple }) => multiple) > 0.9,
    error: heard && piece.change === 'none' ? Math.abs(heard.bpm / piece.tempo - 1) : null,
    offsets: beats.map(({ offset }) => offset),
    meter,
    downbeat: meter && first >= 0 && first % piece.beatsPerBar === 0,
  };
}
