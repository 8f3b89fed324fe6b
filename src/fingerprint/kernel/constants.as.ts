/** Made from constants.ts, which explains them, by `npm run kernel`. */
export const WINDOW: i32 = 1024;
export const HOP: i32 = 128;
export const ROWS_AT_ONCE: i32 = 8;
export const BANDS: i32 = 187;
export const PEAK_FRAMES: i32 = 5;
export const PEAK_BANDS: i32 = 9;
export const SUMMITS: i32 = 20;
export const MEAN_FRAMES: i32 = 64;
export const TIME_UNITS: i32 = 4;
export const BAND_UNITS: i32 = 8;
export const LEVEL_UNITS: i32 = 4;
