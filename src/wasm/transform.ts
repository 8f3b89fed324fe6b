/** Tables that kernels with Fourier transforms (transform.as.ts) want, of a length which is a power of four. */

export const hann = (size: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size));

/** cos and sin of one, two and three times each of the first quarter of angles. */
export function twiddles(size: number): Float32Array {
  const table = new Float32Array((size / 4) * 6);
  for (let w = 0; w < size / 4; w++) {
    for (let times = 1; times <= 3; times++) {
      const angle = (2 * Math.PI * w * times) / size;
      table[w * 6 + 2 * times - 2] = Math.cos(angle);
      table[w * 6 + 2 * times - 1] = Math.sin(angle);
    }
  }
  return table;
}

/** Bytes at which each bin lies after the steps, the first one once more at the end: kernels count bytes of vectors. */
export const places = (size: number): Uint32Array =>
  Uint32Array.from({ length: size + 1 }, (_, k) => reverseDigits(k % size, size) * 16);

/** Radix-4 steps leave bin k where its digits, to the base of 4, read backwards. */
function reverseDigits(value: number, size: number): number {
  let out = 0;
  for (let left = size; left > 1; left >>= 2) {
    out = (out << 2) | (value & 3);
    value >>= 2;
  }
  return out;
}
