import { jsonOrUndefined } from '../domain/text.js';
import { crc32 } from './checksum.js';

/** JSON on one line behind its checksum (eight hexadecimal digits and a blank), so that a torn write is seen as one. */
export function seal(value: unknown): string {
  const json = JSON.stringify(value);
  return `${crc32(Buffer.from(json)).toString(16).padStart(8, '0')} ${json}\n`;
}

/** Undefined for a line that isn't whole. */
export function unseal(line: string): unknown {
  const json = line.slice(9).trimEnd();
  if (Number.parseInt(line.slice(0, 8), 16) !== crc32(Buffer.from(json))) return undefined;
  return jsonOrUndefined(json);
}
