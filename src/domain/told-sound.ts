import type { Heard } from './heard.js';
import { camelotStep, keyName, keyNumber } from './musical-key.js';
import type { SoundTags } from './ports/embed.js';

/** What tags or a DJ program say of a track's sound. */
export interface ToldOfSound {
  /** `tags`, or the program's name. */
  by: string;
  bpm?: number;
  /** In whichever spelling. */
  key?: string;
}

/** How what is said relates to what is heard: `half` and `double` are what is said. */
export type TempoAgreement = 'same' | 'half' | 'double' | 'other';
/** `relative` is the one with the same notes, `near` a neighbour on the wheel. */
export type KeyAgreement = 'same' | 'relative' | 'near' | 'other';

/** Many round to whole beats, and a tempo that was tapped is as near as this. */
const TEMPO_SHARE = 0.005;

export function tempoAgreement(said: number, heard: number): TempoAgreement {
  const isNear = (bpm: number): boolean =>
    Math.abs(said - bpm) <= Math.max(bpm * TEMPO_SHARE, Number.isInteger(said) ? 0.51 : 0);
  if (isNear(heard)) return 'same';
  if (isNear(heard / 2)) return 'half';
  return isNear(heard * 2) ? 'double' : 'other';
}

/** Null for what is no key. */
export function keyAgreement(said: string, heard: number): KeyAgreement | null {
  const key = keyNumber(said);
  if (key === undefined) return null;
  const { steps, changesMode } = camelotStep(heard, key);
  if (steps === 0) return changesMode ? 'relative' : 'same';
  return Math.abs(steps) === 1 && !changesMode ? 'near' : 'other';
}

/** Below it nothing is written into anybody's files. */
const SURE = 0.5;

/**
 * What is to be written into a file's tags; null where there is nothing. What they say already stays, and with `replaces` only what agrees
 * with what was heard.
 */
export function soundTags({ tempo, key }: Heard, said: ToldOfSound | undefined, replaces: boolean): SoundTags | null {
  const tags: SoundTags = {};
  if (tempo && tempo.confidence >= SURE) {
    const isOther = said?.bpm !== undefined && tempoAgreement(said.bpm, tempo.bpm) === 'other';
    if (said?.bpm === undefined || (replaces && isOther)) tags.bpm = tempo.bpm;
  }
  const name = key && key.confidence >= SURE ? keyName(key.key) : undefined;
  if (key && name !== undefined) {
    const isOther = said?.key !== undefined && keyAgreement(said.key, key.key) !== 'same';
    if (said?.key === undefined || (replaces && isOther)) tags.key = name;
  }
  return Object.keys(tags).length > 0 ? tags : null;
}
