/** What the tags say that stand before one segment, as far as m3u8-parser drops it or reads it wrongly. */
export interface SegmentTags {
  gap: boolean;
  /** `offset` is null where it continues the range before of the same address. */
  range: { length: number; offset: number | null } | null;
  keys: readonly KeyTag[];
  /** Those in force when the EXT-X-MAP was read that is in force now. */
  mapKeys: readonly KeyTag[];
}

export interface KeyTag {
  method: string;
  format: string;
  uri: string | undefined;
  /** 16 bytes, or null where it is to be made of the sequence number. */
  iv: Uint8Array | null;
}

export interface AudioTag {
  group: string;
  name: string;
  uri: string | undefined;
  isDefault: boolean;
  autoselect: boolean;
}

export interface ScannedTags {
  segments: SegmentTags[];
  audio: AudioTag[];
  /** The text without what makes the parser throw. */
  text: string;
}

/** In force at once, a format each; there are a handful of formats. */
const MOST_KEYS = 16;

/**
 * Reads the tags that m3u8-parser 7.2 ignores (EXT-X-GAP, EXT-X-MEDIA of one name), takes from another address
 * (EXT-X-BYTERANGE without an offset), or stumbles over (an IV of a few digits throws). RFC 8216 §4.3.
 */
export function scanTags(text: string): ScannedTags {
  const segments: SegmentTags[] = [];
  const audio: AudioTag[] = [];
  let keys: KeyTag[] = [];
  let mapKeys: readonly KeyTag[] = [];
  let gap = false;
  let range: SegmentTags['range'] = null;
  let isVariant = false;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const [tag, value] = split(line.trim());
    if (tag === '#EXT-X-GAP') gap = true;
    else if (tag === '#EXT-X-BYTERANGE') range = rangeOf(value) ?? range;
    else if (tag === '#EXT-X-STREAM-INF') isVariant = true;
    else if (tag === '#EXT-X-MAP') mapKeys = keys;
    else if (tag === '#EXT-X-KEY') {
      const key = keyOf(attributes(value));
      // A key holds until the next one of its format (RFC 8216bis §4.4.4.4): it may be offered in several.
      keys =
        key.method === 'NONE' ? [] : [...keys.filter(({ format }) => format !== key.format), key].slice(-MOST_KEYS);
    } else if (tag === '#EXT-X-MEDIA') {
      const media = attributes(value);
      if (media['TYPE'] === 'AUDIO') audio.push(audioOf(media));
    } else if (tag !== '' && !tag.startsWith('#')) {
      if (!isVariant) segments.push({ gap, range, keys, mapKeys });
      gap = false;
      range = null;
      isVariant = false;
    }
  }
  return { segments, audio, text: text.replace(/(IV=)0x[\da-f]*/gi, `$10x${'0'.repeat(32)}`) };
}

function split(line: string): [tag: string, value: string] {
  const colon = line.startsWith('#') ? line.indexOf(':') : -1;
  return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1)];
}

/** An attribute list: `A=1,B="x, y",C=0x12`. */
function attributes(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name, quoted, plain] of text.matchAll(
    /(?<![A-Z0-9-])([A-Z0-9-]{1,60})\s*=\s*(?:"([^"]*)"|([^,"]*))/g,
  )) {
    found[name!] = quoted ?? plain!.trim();
  }
  return found;
}

/** `n[@o]` */
function rangeOf(text: string): SegmentTags['range'] {
  const [, length, offset] = /^\s*"?(\d{1,15})(?:@(\d{1,15}))?/.exec(text) ?? [];
  return length === undefined ? null : { length: Number(length), offset: offset === undefined ? null : Number(offset) };
}

function keyOf(list: Record<string, string>): KeyTag {
  const { METHOD = '', KEYFORMAT = 'identity', URI, IV } = list;
  return { method: METHOD, format: KEYFORMAT, uri: URI, iv: ivOf(IV) };
}

/** A number of 128 bits; some leave out the zeros in front. */
function ivOf(text: string | undefined): Uint8Array | null {
  const [, digits] = /^0x([\da-f]{1,32})$/i.exec(text ?? '') ?? [];
  return digits === undefined ? null : Buffer.from(digits.padStart(32, '0'), 'hex');
}

function audioOf(list: Record<string, string>): AudioTag {
  return {
    group: list['GROUP-ID'] ?? '',
    name: list['NAME'] ?? '',
    uri: list['URI'],
    isDefault: list['DEFAULT'] === 'YES',
    autoselect: list['AUTOSELECT'] === 'YES',
  };
}
