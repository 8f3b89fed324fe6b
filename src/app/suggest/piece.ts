import { TIMBRE_SIZE } from '../../domain/heard.js';
import { camelotKey, keyName } from '../../domain/musical-key.js';
import { type FeatureColumns, NO_KEY } from '../../domain/ports/features.js';
import type { Sounding } from '../../domain/suggestion.js';

/** What is reckoned with of a track, whether the library has it or not. */
export interface Piece {
  /** 0 where nobody knows. */
  bpm: number;
  /** `NO_KEY` where nobody knows. */
  key: number;
  /** From 1 to 10; 0 where nobody knows. */
  energy: number;
  timbre: ArrayLike<number> | null;
  /** Hashes; 0 for none. */
  label: number;
  genre: number;
  /** The recording, and the piece in whatever version. */
  name: number;
  work: number;
}

export function pieceAt(columns: FeatureColumns, index: number): Piece {
  const timbre = columns.timbre.subarray(index * TIMBRE_SIZE, (index + 1) * TIMBRE_SIZE);
  return {
    bpm: columns.bpm[index]!,
    key: columns.key[index]!,
    energy: columns.energy[index]! / 10,
    timbre: timbre.some((value) => value !== 0) ? timbre : null,
    label: columns.label[index]!,
    genre: columns.genre[index]!,
    name: columns.name[index]!,
    work: columns.work[index]!,
  };
}

export function soundingOf({ bpm, key, energy }: Pick<Piece, 'bpm' | 'key' | 'energy'>): Sounding {
  const name = key === NO_KEY ? undefined : keyName(key);
  return {
    ...(bpm > 0 && { bpm: Math.round(bpm * 100) / 100 }),
    ...(name !== undefined && { key: name, camelot: camelotKey(key) }),
    ...(energy > 0 && { energy }),
  };
}
