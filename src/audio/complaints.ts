/** `[mp3float @ 0x55fd] [error] Header missing` → `Header missing`. */
export function withoutMarks(line: string): string {
  return line.replace(/^(\[[^\]]*\] ?)+/, '').trim();
}

/** A number alone is no complaint, but what a filter of our own tells by it. */
export function isComplaint(line: string): boolean {
  return /^(\[[^\]]*\] )*\[(error|fatal|panic)\] (?!-?[\d.]+$)/.test(line);
}
