import type { IncomingHttpHeaders } from 'node:http';

/** The part of something that is wanted, from `start` up to `end`. */
export interface Part {
  start: number;
  end: number;
}

/**
 * What a request wants of something of this size: `whole`, a part, or what isn't there (RFC 9110, section 14). Several parts at
 * once and what can't be understood are answered with the whole, as the RFC allows. With `If-Range` a part is given only of what
 * the asker has the beginning of.
 */
export function wantedOf(
  { range, 'if-range': ifRange }: Partial<Pick<IncomingHttpHeaders, 'range' | 'if-range'>>,
  size: number,
  tag: string,
): Part | 'whole' | 'nothing' {
  if (range === undefined) return 'whole';
  // Dates aren't sent, so one that is asked about was never ours. A weak tag is no proof.
  if (ifRange !== undefined && ifRange !== `"${tag}"`) return 'whole';
  const [, first, last] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(range) ?? [];
  if (first === undefined || last === undefined || first + last === '') return 'whole';
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'nothing' : { start: size - length, end: size };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'whole';
  if (start >= size) return 'nothing';
  return { start, end: last === '' ? size : Math.min(Number(last) + 1, size) };
}
