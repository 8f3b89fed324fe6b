/** Bytes of a packed peak. */
export const PEAK_BYTES = 3;

/** All first bytes of peaks, all second ones, all third ones: each beside its like is packed a fifth smaller. */
export function apart(bytes: Uint8Array): Uint8Array {
  const count = bytes.length / PEAK_BYTES;
  return Uint8Array.from(bytes, (_, at) => bytes[(at % count) * PEAK_BYTES + Math.floor(at / count)]!);
}

export function together(bytes: Uint8Array): Uint8Array {
  const count = bytes.length / PEAK_BYTES;
  return Uint8Array.from(bytes, (_, at) => bytes[(at % PEAK_BYTES) * count + Math.floor(at / PEAK_BYTES)]!);
}
