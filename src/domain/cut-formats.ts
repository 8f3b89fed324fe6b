/** What pieces of a mix can be encoded as. */
export const CUT_FORMATS = ['flac', 'wav', 'aiff', 'alac', 'mp3', 'm4a', 'opus', 'ogg'] as const;
export type CutFormat = (typeof CUT_FORMATS)[number];
