import { camelotKey } from '../../domain/musical-key.js';
import type { Neighbour, Taste } from '../../domain/ports/played.js';
import { FACTORS, type Factor, type Reason } from '../../domain/suggestion.js';
import { keyStep, tempoStep } from './formulas.js';
import type { Piece } from './piece.js';

/** Below this, a timbre is not worth a word; above, it sounds alike. */
const ALIKE = 0.75;
const UNLIKE = 0.1;

/** What speaks for a track, and against it, with figures: of `values` in the order of FACTORS, those that are known. */
export function reasonsFor(
  from: Piece | null,
  to: Piece,
  values: ArrayLike<number>,
  neighbour: Neighbour | undefined,
): Reason[] {
  const reasons = FACTORS.flatMap((factor, index): Reason[] => {
    const score = values[index]!;
    const text = Number.isNaN(score) ? null : wordsFor(factor, from, to, score, neighbour);
    return text === null ? [] : [{ factor, score: Math.round(score * 1000) / 1000, text }];
  });
  return reasons.sort((a, b) => b.score - a.score);
}

function wordsFor(
  factor: Factor,
  from: Piece | null,
  to: Piece,
  score: number,
  neighbour: Neighbour | undefined,
): string | null {
  if (factor === 'taste') return score > ALIKE ? 'much like what you play' : null;
  if (!from) return null;
  switch (factor) {
    case 'tempo': {
      const { percent, times } = tempoStep(from.bpm, to.bpm);
      const time = times === 1 ? '' : times === 2 ? ' at half time' : ' at double time';
      return `${from.bpm.toFixed(1)} → ${to.bpm.toFixed(1)} BPM${time}, ${signedPercent(percent)}`;
    }
    case 'key':
      return `${camelotKey(from.key)} → ${camelotKey(to.key)}, ${keyStep(from.key, to.key).called}`;
    case 'energy':
      return `energy ${levelText(from.energy)} → ${levelText(to.energy)}`;
    case 'timbre':
      return score >= ALIKE ? 'sounds alike' : score <= UNLIKE ? 'sounds different' : null;
    case 'genre':
      return from.genre === to.genre ? 'same genre' : null;
    case 'label':
      return from.label === to.label ? 'same label' : null;
    case 'mixed':
      return mixedWords(neighbour);
  }
}

function mixedWords(neighbour: Neighbour | undefined): string | null {
  if (!neighbour) return null;
  const { after, before, near } = neighbour;
  if (after > 0) return `followed it in ${mixes(after)}`;
  return before > 0 ? `came before it in ${mixes(before)}` : `was played near it in ${mixes(near)}`;
}

const mixes = (count: number): string => (count === 1 ? 'one of your mixes' : `${count} of your mixes`);
const levelText = (energy: number): string => energy.toFixed(1);

/** `+0.9 %`; `0.0 %` without a sign. */
function signedPercent(percent: number): string {
  const text = percent.toFixed(1);
  return Number(text) === 0 ? '0.0 %' : `${percent > 0 ? '+' : ''}${text} %`;
}

/** A sentence on how long this user lets a track play; null where nobody knows. */
export const playTime = ({ seconds }: Taste): number | null => seconds?.[1] ?? null;
