/** The chunk's own memory where it begins and ends with it, so that whoever gets it may also transfer it; else a copy. */
export function toSamples(bytes: Buffer): Int16Array {
  const length = bytes.length >> 1;
  const whole = bytes.byteOffset === 0 && bytes.buffer.byteLength === length * 2;
  const memory = whole ? bytes.buffer : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + length * 2);
  return new Int16Array(memory as ArrayBuffer, 0, length);
}
