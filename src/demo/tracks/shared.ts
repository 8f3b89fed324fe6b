/** Scales in semitones above the tonic. */
export const MINOR = [0, 2, 3, 5, 7, 8, 10];
export const DORIAN = [0, 2, 3, 5, 7, 9, 10];
export const PHRYGIAN = [0, 1, 3, 5, 7, 8, 10];
export const MAJOR = [0, 2, 4, 5, 7, 9, 11];
export const MIXOLYDIAN = [0, 2, 4, 5, 7, 9, 10];

export const FOUR = 'x...x...x...x...';
export const BACKBEAT = '....x.......x...';
export const OFFBEAT = '..x...x...x...x.';

export const ALBUM = { album: 'Made by Arithmetic', label: 'Tracklistify Demo', year: 2026 };
