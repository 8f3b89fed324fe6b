/** `m:ss`, or `h:mm:ss` from an hour on: the way DJs and video pages write times. Fractions are cut, not rounded. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds + 1e-6));
  const s = String(whole % 60).padStart(2, '0');
  const m = Math.floor(whole / 60) % 60;
  const h = Math.floor(whole / 3600);
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`;
}

/** `h:mm:ss` always, for columns that are sorted and parsed. */
export function longClock(seconds: number): string {
  const text = clock(seconds);
  if (seconds >= 3600) return text;
  return `0:${text.padStart(5, '0')}`;
}

/** Reads `90`, `90.5`, `1:30`, `1:02:45.5`; null for anything else. */
export function parseClock(text: string): number | null {
  const match = /^(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)$/.exec(text.trim());
  if (!match) return null;
  const [, h, m, s] = match;
  if (m !== undefined && Number(s) >= 60) return null;
  if (h !== undefined && Number(m) >= 60) return null;
  return Number(h ?? 0) * 3600 + Number(m ?? 0) * 60 + Number(s);
}
