/** What a piece of music sounds like, measured on its sound alone: of a track, or of a stretch of a mix. Null is what the sound doesn't tell. */
export interface Heard {
  /** Seconds that were heard. */
  seconds: number;
  tempo: HeardTempo | null;
  key: HeardKey | null;
  loudness: HeardLoudness | null;
  /** From 1 to 10. */
  energy: number | null;
  /** TIMBRE_SIZE numbers from -1 to 1: pieces that sound alike lie near each other. */
  timbre: number[] | null;
  sections: Section[];
  /** How likely it is that somebody sings or speaks in it. */
  vocals: number | null;
}

export interface HeardTempo {
  bpm: number;
  confidence: number;
  /** Twice, half, or another multiple that it might be as well. */
  otherBpm?: number;
  /** Seconds of the piece: the first beat, and the first one of a bar. */
  firstBeat: number;
  downbeat: number;
  beatsPerBar: number;
  /** Where it changes: the stretches of one tempo, ascending, each with its first beat. Absent where it is one throughout. */
  grids?: Array<{ start: number; bpm: number }>;
}

export interface HeardKey {
  /** As `musical-key.ts` counts. */
  key: number;
  confidence: number;
  /** The next likely one. */
  second: number;
  /** How far the tuning lies from A = 440 Hz, in cents. */
  tuning: number;
}

/** As EBU R 128 defines them. Null where there is nothing but silence, or too little. */
export interface HeardLoudness {
  /** LUFS */
  integrated: number | null;
  /** LU */
  range: number | null;
  /** dBTP */
  truePeak: number | null;
}

export interface Section {
  kind: 'intro' | 'main' | 'break' | 'drop' | 'outro';
  start: number;
  end: number;
}

/** Numbers of a timbre. */
export const TIMBRE_SIZE = 16;
