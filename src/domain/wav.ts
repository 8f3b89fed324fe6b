const HEADER = 44;

/** Mono sound of 16 bits as a WAV file: what every service takes that is sent sound. */
export function wavOf(pcm: Int16Array, rate: number): Uint8Array {
  const bytes = new Uint8Array(HEADER + pcm.length * 2);
  bytes.set(wavHeader(rate, pcm.length * 2));
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < pcm.length; i++) view.setInt16(HEADER + i * 2, pcm[i]!, true);
  return bytes;
}

/** What a length that isn't known yet is told as. */
const UNKNOWN = 0xffffffff;

/** Such a file's beginning; without a length it is read to its end. */
export function wavHeader(rate: number, length?: number, channels = 1): Uint8Array {
  const bytes = new Uint8Array(HEADER);
  const view = new DataView(bytes.buffer);
  const ascii = (at: number, text: string): void => {
    for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  };
  ascii(0, 'RIFF');
  view.setUint32(4, length === undefined ? UNKNOWN : HEADER - 8 + length, true);
  ascii(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  ascii(36, 'data');
  view.setUint32(40, length ?? UNKNOWN, true);
  return bytes;
}
