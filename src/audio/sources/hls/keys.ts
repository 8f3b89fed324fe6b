import { FormatError } from '../../../domain/errors.js';
import { oneLine } from '../../../domain/text.js';
import { publicForm, webAddress } from '../web/address.js';
import type { KeyTag } from './tags.js';

export interface Key {
  url: URL;
  iv: Uint8Array;
}

/** No sequence number belongs to an initialisation section, so its key has to name the vector (RFC 8216bis §4.4.4.5). */
export function mapKey(keys: readonly KeyTag[], base: URL): Key | null {
  const key = keyFor(keys, 0, base);
  if (key && identityOf(keys)?.iv === null) {
    throw new FormatError(`"${publicForm(base)}" encrypts its initialisation section without naming an IV.`);
  }
  return key;
}

const identityOf = (keys: readonly KeyTag[]): KeyTag | undefined =>
  keys.find((k) => k.format === 'identity' && k.method === 'AES-128');

/** What a segment of this number is encrypted with. Throws FormatError for what only licensed players can decrypt. */
export function keyFor(keys: readonly KeyTag[], number: number, base: URL): Key | null {
  if (keys.length === 0) return null;
  const key = identityOf(keys);
  const name = publicForm(base);
  if (!key) throw protectedBy(name, keys.map(({ method, format }) => systemName(format) ?? method).join(', '));
  if (!key.uri) throw new FormatError(`"${name}" is encrypted and doesn't say where its key is.`);
  return { url: webAddress(key.uri, base), iv: key.iv ?? ivOfNumber(number) };
}

/** RFC 8216 §5.2: the sequence number as a big-endian number of 128 bits. */
function ivOfNumber(number: number): Uint8Array {
  const iv = Buffer.alloc(16);
  iv.writeBigUInt64BE(BigInt(number), 8);
  return iv;
}

const SYSTEMS: ReadonlyArray<readonly [pattern: RegExp, name: string]> = [
  [/com\.apple\.(streamingkeydelivery|fps)/i, 'FairPlay'],
  [/edef8ba9-79d6-4ace-a3c8-27dcd51d21ed|widevine/i, 'Widevine'],
  [/9a04f079-9840-4286-ab92-e65be0885f95|playready/i, 'PlayReady'],
  [/clearkey|1077efec/i, 'ClearKey'],
];

const systemName = (format: string): string | null => SYSTEMS.find(([pattern]) => pattern.test(format))?.[1] ?? null;

function protectedBy(name: string, systems: string): FormatError {
  const named = systemName(systems) ?? oneLine(systems);
  return new FormatError(`"${name}" is copy-protected (${named}): Tracklistify can't decode it.`);
}
