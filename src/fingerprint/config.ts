/** Samples a second that the engine hears: up to 5.5 kHz, which every codec and every club system keeps. */
export const ENGINE_RATE = 11025;
/** Goes into the index: prints made by another version can't be compared. */
export const ENGINE_VERSION = 1;

export const WINDOW = 1024;
export const HOP = 128;
/** Positions are frames: 86 a second, so that 13,000 hours fit in 32 bits. */
export const POSITIONS_PER_SECOND = ENGINE_RATE / HOP;

export const BANDS_PER_OCTAVE = 36;
export const LOWEST_HZ = 140;
export const BANDS = 187;

/** A peak is the largest within this many frames (60 ms) and bands to each side. */
export const PEAK_FRAMES = 5;
export const PEAK_BANDS = 9;
export const PEAKS_PER_SECOND = 24;
