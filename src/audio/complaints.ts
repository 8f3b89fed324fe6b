/** `[mp3float @ 0x55fd] [error] Header missing` → `Header missing`. */
export function withoutMarks(line: string): string {
  return line.replace(/^(\[[^\]]*\] ?)+/, '').trim();
}

export function isComplaint(line: string): boolean {
  return /^(\[[^\]]*\] )*\[(error|fatal|panic)\] /.test(line);
}
