/**
 * The numbers that more than one part of the engine stands on, and all that prints depend on; README.md explains each. A change in
 * the first two groups changes the prints: raise ENGINE_VERSION with it, so that old prints and new ones are never compared. The
 * kernels have their numbers from here too: run `npm run kernel` after a change.
 */
export const ENGINE_VERSION = 3;

// ── From sound to peaks ──────────────────────────────────────────────────────────────────────────────────────────

/** Half of it, 5.5 kHz, is what low bit rates leave of music anyway. */
export const ENGINE_RATE = 11025;
/** 93 ms: a shorter one finds fewer peaks again after a change of pitch. */
export const WINDOW = 1024;
/** 11.6 ms, a position unit. */
export const HOP = 128;
export const POSITIONS_PER_SECOND = ENGINE_RATE / HOP;
/** A third of a semitone: fine enough to tell a pitch fader's steps, coarse enough for key-lock's smear. */
export const BANDS_PER_OCTAVE = 36;
export const LOWEST_HZ = 140;
/** 5.2 octaves, up to 5.1 kHz. */
export const BANDS = 187;
/** A peak is the loudest within this many frames (58 ms) and bands (a minor third) to either side. */
export const PEAK_FRAMES = 5;
export const PEAK_BANDS = 9;
/** Loudest points that one row has at most: no two of them are nearer than PEAK_BANDS. */
export const SUMMITS = Math.ceil(BANDS / (PEAK_BANDS + 1)) + 1;
/** A peak's strength is its level over its band's mean in so many frames to either side: EQ leaves that alone. */
export const MEAN_FRAMES = 64;
/** Of the peaks within half a second to either side, the strongest are kept. */
export const RANK_FRAMES = 43;
export const PEAKS_KEPT = 30;
export const PEAKS_KEPT_MIX = 50;
/** log2 of power, below which there is silence: dither of ±1 in 16 bits stays far under it. */
export const FLOOR_LEVEL = 13;
/** The least level of a peak, 9 dB above silence. */
export const PEAK_LEVEL = 16;
/** Rows of levels that the kernels work on at once: four lanes of a vector, with two frames in each. */
export const ROWS_AT_ONCE = 8;

/** Peaks are told in quarters of a frame, eighths of a band and quarters of an octave of power (.75 dB). */
export const TIME_UNITS = 4;
export const BAND_UNITS = 8;
export const LEVEL_UNITS = 4;

// ── From peaks to hashes ─────────────────────────────────────────────────────────────────────────────────────────

/** The three peaks of a hash lie within so many frames. Under 14 (.16 s) their ratio can't be told, above 1.5 s one gets lost. */
export const SPAN_MIN = 14;
export const SPAN_MAX = 130;
/** And no two of them within fewer than these, 35 ms: they would be one event. */
export const LEG_MIN = 3;
/** Bands between the first peak and the others. */
export const REACH = 40;
/** Among how many of the next peaks the second and third are chosen, and how many hashes begin with one peak. */
export interface Fan {
  successors: number;
  hashes: number;
}
export const FAN_INDEX: Fan = { successors: 6, hashes: 4 };

/** For the prints of unknowns, whose index has to be small. */
export const FAN_LEAN: Fan = { successors: 6, hashes: 0.5 };

/** A hash tells its span in 128ths of an octave, and where the middle peak divides it in 128ths of the span. */
export const SPAN_UNITS = 128;
export const RATIO_UNITS = 128;
/**
 * How many bits of a field its key leaves out; the detail has them. So a cell of the key is four bands of the first peak, one band of
 * the way to each of the others, half an octave of the span, and a sixteenth of it for where the middle peak divides it.
 */
export const FIRST_CELL_BITS = 5;
export const AWAY_CELL_BITS = 3;
export const SPAN_CELL_BITS = 6;
export const RATIO_CELL_BITS = 3;

// ── Matching ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Played speed and pitch that are looked for: ±8 % and what measuring errors add. In octaves. */
export const SPEED_REACH = Math.log2(1.095);
/** In bands, 4.5 of them: one and a half semitones. */
export const PITCH_REACH = BANDS_PER_OCTAVE * Math.log2(1.09);
/** Lines are looked for in blocks of the mix of this length, each together with the one before. */
export const BLOCK_SECONDS = 8;
/** A second and a block of a mix, in quarters of a frame: what times are told in from the peaks on. */
export const SECOND = POSITIONS_PER_SECOND * TIME_UNITS;
export const BLOCK = Math.round(BLOCK_SECONDS * POSITIONS_PER_SECOND) * TIME_UNITS;

// ── How generously a mix is looked up ─────────────────────────────────────────────────────────────────────────────

/** How hashes are looked up: with the neighbouring cell too where one lies within `edge` eighths of a cell from it. */
export interface QueryFan extends Fan {
  edge: number;
}
/**
 * For each block of a mix: seven hashes for ten peaks, and a third of them where known tracks explain the mix already, which is
 * enough to find the next one. More hashes find more than neighbouring cells do, which cost 3.4 times the look-ups for a quarter
 * more hits.
 */
export const FAN_QUERY: QueryFan = { successors: 6, hashes: 0.7, edge: 0 };
/** The least that a large index is asked: every third peak's hash. */
export const FAN_FEWEST = 0.33;
/** For what is still unexplained then. */
export const FAN_THOROUGH: QueryFan = { successors: 6, hashes: 5, edge: 0 };
/** A short sample is asked for whole, with all there is. */
export const FAN_SAMPLE: QueryFan = { successors: 12, hashes: 40, edge: 2 };
/**
 * Up to this many postings (1,400 hours of music) an index is asked with all of these hashes; in larger ones each hash meets
 * more postings by chance, and reading them takes longer.
 */
export const FULL_POSTINGS = 600_000_000;
/** Up to this many (140 hours) the thorough look-ups cost so little that no stretch goes without them. */
export const FEW_POSTINGS = 60_000_000;
/** The share of the mix's peaks that known tracks explain, where they do. */
export const EXPLAINED = 0.35;
