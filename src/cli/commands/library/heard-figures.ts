import { camelotKey, keyName } from '../../../domain/musical-key.js';
import { type Features, HEARD, NO_KEY, NO_LOUDNESS } from '../../../domain/ports/features.js';

/** What was heard of a track, as far as a list shows it; null is what the sound doesn't tell. */
export interface HeardFigures {
  bpm: number | null;
  key: string | null;
  camelot: string | null;
  energy: number | null;
  /** LUFS */
  loudness: number | null;
}

/** By the ids of the tracks that were listened to. */
export function figuresOf(features: Features, tracks: readonly { id: string }[]): Map<string, HeardFigures> {
  const { flags, bpm, bpmConfidence, key, keyConfidence, energy, loudness } = features.columns;
  const figures = new Map<string, HeardFigures>();
  for (const { id } of tracks) {
    const at = features.indexOf(id);
    if (at < 0 || !(flags[at]! & HEARD)) continue;
    const heardKey = keyConfidence[at]! > 0 && key[at] !== NO_KEY ? key[at]! : null;
    figures.set(id, {
      bpm: bpmConfidence[at]! > 0 ? Math.round(bpm[at]! * 100) / 100 : null,
      key: heardKey === null ? null : (keyName(heardKey) ?? null),
      camelot: heardKey === null ? null : camelotKey(heardKey),
      energy: energy[at] ? energy[at]! / 10 : null,
      loudness: loudness[at] === NO_LOUDNESS ? null : Math.round(loudness[at]! / 10) / 10,
    });
  }
  features.close();
  return figures;
}
