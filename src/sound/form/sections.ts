import type { HeardTempo, Section } from '../../domain/heard.js';
import { BANDS, type BandColumns } from '../beats/columns.js';
import { BASS_BANDS, decibels, loudestLevel, meanPowers } from './band-levels.js';
import { cutWhereItChanges } from './cuts.js';
import { unitEdges } from './units.js';

/** Below this, a band is as good as gone: dB from where it is loud, which it is in the loudest 15 % of the piece. */
const DEPTH = 24;
const LOUD = 0.85;
/** What counts most is the bass: so many times another band. */
const BASS_COUNTS = 3;
/** dB at which the bass is gone; and at which only a part of what can play does, as a mean over the bands. */
const NO_BASS = -8;
const THIN = -5;
/** What is back after a break is a drop where it is louder by so much, as a mean over the bands. */
const RISE = 3;
/** A piece that is shorter has no parts, and no part is shorter, in seconds. */
const SHORTEST_PIECE = 30;
const SHORTEST = 6;

/**
 * The parts of a piece, one after another: cut where the levels of its bands change for long, on a bar where those are known. The tempo's
 * times count from the first column, and the last part ends with the piece, at `end` seconds. None where there is only silence.
 *
 * Intro and outro are what is thin at either end; a break is where the bass is gone or little plays; a drop is what is back after a break,
 * in music that has a beat.
 */
export function sectionsOf(bands: BandColumns, tempo: HeardTempo | null, end = bands.count / bands.rate): Section[] {
  if (loudestLevel(bands) === 0) return [];
  const edges = unitEdges(end, tempo);
  const count = edges.length - 1;
  const presence = presenceOf(bands, edges);
  const seconds = end / count;
  const cuts =
    end < SHORTEST_PIECE
      ? [0, count]
      : cutWhereItChanges(weighted(presence), BANDS, seconds, Math.ceil(SHORTEST / seconds));
  const parts = cuts.slice(1).map((to, i) => {
    const means = meansOf(presence, cuts[i]!, to);
    const [bass, all] = [mean(means.slice(0, BASS_BANDS)), mean(means)];
    return { start: edges[cuts[i]!]!, end: edges[to]!, all, isThin: bass < NO_BASS || all < THIN };
  });
  return joined(named(parts, tempo !== null));
}

interface Part {
  start: number;
  end: number;
  /** dB below where all bands are loud. */
  all: number;
  isThin: boolean;
}

/** Of each unit, how far each band is below where it is loud, in dB. */
function presenceOf(bands: BandColumns, edges: readonly number[]): Float32Array {
  const count = edges.length - 1;
  const presence = new Float32Array(count * BANDS);
  for (let unit = 0; unit < count; unit++) {
    const [from, to] = [edges[unit]!, edges[unit + 1]!].map((edge) => Math.round(edge * bands.rate)) as [
      number,
      number,
    ];
    presence.set(meanPowers(bands, from, Math.min(to, bands.count)).map(decibels), unit * BANDS);
  }
  for (let band = 0; band < BANDS; band++) {
    const sorted = Float32Array.from({ length: count }, (_, unit) => presence[unit * BANDS + band]!).sort();
    const loud = sorted[Math.floor((count - 1) * LOUD)]!;
    for (let i = band; i < presence.length; i += BANDS)
      presence[i] = Math.max(-DEPTH, Math.min(3, presence[i]! - loud));
  }
  return presence;
}

const weighted = (presence: Float32Array): Float32Array =>
  presence.map((value, i) => (i % BANDS < BASS_BANDS ? value * Math.sqrt(BASS_COUNTS) : value));

function meansOf(presence: Float32Array, from: number, to: number): number[] {
  return Array.from({ length: BANDS }, (_, band) =>
    mean(Array.from({ length: to - from }, (_, unit) => presence[(from + unit) * BANDS + band]!)),
  );
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function named(parts: readonly Part[], hasBeat: boolean): Section[] {
  const first = parts.findIndex(({ isThin }) => !isThin);
  const last = parts.findLastIndex(({ isThin }) => !isThin);
  const middle = parts.at(-1)!.end / 2;
  if (first < 0) return [{ kind: 'main', start: 0, end: 2 * middle }];
  return parts.map(({ start, end, all, isThin }, i) => {
    const before = parts[i - 1];
    let kind: Section['kind'] = 'main';
    // What is thin for longer than half of the piece is no beginning of it, nor its end.
    if (i < first) kind = end <= middle ? 'intro' : 'main';
    else if (i > last) kind = start >= middle ? 'outro' : 'main';
    else if (isThin) kind = 'break';
    else if (hasBeat && i > first && before?.isThin && all - before.all > RISE) kind = 'drop';
    return { kind, start, end };
  });
}

/** Neighbours of one kind are one. */
function joined(sections: readonly Section[]): Section[] {
  const out: Section[] = [];
  for (const section of sections) {
    const last = out.at(-1);
    if (last?.kind === section.kind) last.end = section.end;
    else out.push({ ...section });
  }
  return out;
}
