/** Where a number before a name is the name's own: bands and acts that begin with one, in lower case. */
const NUMBERS_THAT_ARE_NAMES =
  /^(?:10cc|10,?000 maniacs|10 years|100 gecs|101 strings|112|12 stones|120 days|13th floor|187 lockdown|187 strassenbande|1200 techniques|2 ?pac|2 bad mice|2 chainz|2 fabiola|2 live crew|2 many dj|2 raumwohnung|2 unlimited|20 fingers|21 savage|21 pilots|24hrs|2hollis|3 doors|3 inches|3 phase|30 seconds to mars|303 abuser|311|3oh!3|4 ?hero|4 non blondes|4 strings|404|411|49ers|5 seconds|50 cent|5ive|6lack|65days|69 boyz|702|747|76 rockets|8 ball|80 kidz|808 state|808 mafia|88 keys|9th wonder|98 degrees|99 souls)\b/i;

export interface Prefixed {
  rest: string;
  /** A number or a side stood before it, so that it is one of a row: an album's, a record's, a crate's. */
  numbered: boolean;
  bpm?: number;
  key?: string;
}

/** What stands between a prefix and what follows. */
const SEPARATOR = String.raw`(?:\s*[-–—_.:|)\]]+\s*|\s+)`;
const CAMELOT = '(?:0?[1-9]|1[0-2])[ABab]';
/** A capital alone is a word more often than a key. */
const KEY = `(?:${CAMELOT}|[A-G](?:[#b♯♭](?:m|min|maj)?|m|min|maj))`;
const BPM = String.raw`(?:[6-9]\d|1\d\d|200)(?:\.\d{1,2})?`;
const SAYS_BPM = String.raw`\s?[Bb][Pp][Mm]`;

const KEY_THEN_BPM = new RegExp(String.raw`^[([]?(${KEY})${SEPARATOR}[([]?(${BPM})(?:${SAYS_BPM})?${SEPARATOR}(?=\S)`);
const BPM_THEN_KEY = new RegExp(String.raw`^[([]?(${BPM})(?:${SAYS_BPM})?${SEPARATOR}[([]?(${KEY})${SEPARATOR}(?=\S)`);
const KEY_ALONE = new RegExp(String.raw`^[([]?(${CAMELOT})(?:\s*[-–—_.|)\]]\s*)(?=\S)`);
const BPM_SAID = new RegExp(String.raw`^[([]?(${BPM})${SAYS_BPM}${SEPARATOR}(?=\S)`);
const TEMPO_AFTER = new RegExp(
  String.raw`(?:\s+|\s+[-–—]\s+|\s*[([])(?:(${KEY})\s*[-–— ,|]\s*)?(${BPM})${SAYS_BPM}(?:\s*[-–— ,|]\s*(${KEY}))?[)\]]?$`,
);
const KEY_BPM_AFTER = new RegExp(String.raw`\s+[-–—]\s+(${CAMELOT})\s+[-–—]\s+(${BPM})$`);

/** Has `Artist - Title` in it. */
const isPair = (text: string): boolean => /\S\s+[-–—]\s+\S/.test(text);

/**
 * Takes off what stands before and behind a name: a track's number, a record's side, a DJ's tempo and key. A bare number is
 * taken only where it can hardly be part of the name: `01 Title` is a track, `99 Problems` a title and `808 State` an act.
 */
export function splitPrefix(name: string): Prefixed {
  const tempo = splitTempo(name);
  const { rest } = tempo;
  const number = splitNumber(rest);
  return number === null
    ? tempo
    : { ...splitTempo(number), ...withoutUndefined(tempo), rest: splitTempo(number).rest, numbered: true };
}

function withoutUndefined({ bpm, key }: Prefixed): Partial<Prefixed> {
  return { ...(bpm === undefined ? {} : { bpm }), ...(key === undefined ? {} : { key }) };
}

function splitTempo(name: string): Prefixed {
  for (const [pattern, keyAt, bpmAt] of [
    [KEY_THEN_BPM, 1, 2],
    [BPM_THEN_KEY, 2, 1],
  ] as const) {
    const found = pattern.exec(name);
    // A lone capital is a key only beside a tempo, and a name must be left.
    if (found) return made(name.slice(found[0].length), found[bpmAt], found[keyAt]);
  }
  const after = TEMPO_AFTER.exec(name);
  if (after && after.index > 0) return made(name.slice(0, after.index), after[2], after[1] ?? after[3]);
  const both = KEY_BPM_AFTER.exec(name);
  if (both && both.index > 0) return made(name.slice(0, both.index), both[2], both[1]);
  const said = BPM_SAID.exec(name);
  if (said) return made(name.slice(said[0].length), said[1], undefined);
  const key = KEY_ALONE.exec(name);
  if (key) return made(name.slice(key[0].length), undefined, key[1]);
  return { rest: name, numbered: false };
}

function made(rest: string, bpm: string | undefined, key: string | undefined): Prefixed {
  return {
    rest: rest.trim(),
    numbered: false,
    ...(bpm === undefined ? {} : { bpm: Number(bpm) }),
    ...(key === undefined ? {} : { key: tidyKey(key) }),
  };
}

const tidyKey = (key: string): string =>
  /^\d/.test(key) ? key.replace(/^0/, '').toUpperCase() : key[0]!.toUpperCase() + key.slice(1);

/** Each takes a number with its separator; in this order. */
const NUMBERS: readonly RegExp[] = [
  // CD1-02, Disc 1 - 02
  /^(?:cd|disc|disk)\s?\d{1,2}\s*[-_. ]\s*\d{1,2}(?:\s*[-–—_.]\s*|\s+)(?=\S)/i,
  // [01], (01), #01, but neither (500) Days nor #1 Crush
  /^(?:[[(]\s*\d{1,2}\s*[\])]\s*[-–—_.]?\s*|#0\d\s*[-–—_.]?\s*|#\d{1,3}\s*[-–—_.]\s*)(?=\S)/,
  // 1-02 of the second of several discs
  /^[1-4]-\d{2}(?:\s*[-–—_.]\s+|\s+)(?=\D)/,
  // 1.02, and 01. 01) 01 - 01_
  /^[1-4]\.0\d(?:\s*[-–—_.]\s+|\s+)(?=\S)/,
  /^\d{1,2}(?:\s*[.)_]\s*|\s+[-–—]\s*|[-–—]\s+)(?=\S)(?!\d+(?:\s|$))/,
  // Track 01 -
  /^track\s*\d{1,3}\s*[-–—_.:]\s*(?=\S)/i,
  // Side A -, A1., AA1 -, [B2], and a side that is written bare
  /^side\s+[a-h]\d?\s*[-–—_.:]\s*(?=\S)/i,
  /^[[(](?:[A-H]{1,2}[1-6]?)[\])]\s*[-–—_.]?\s*(?=\S)/,
  /^(?:[A-H]{1,2}[1-6]|AA|BB)(?:\s*[.)_]\s*|\s+[-–—]\s+|[-–—]\s+)(?=\S)/,
  /^(?:[A-H][1-6]|AA[1-6]?)\s+(?=\S)/,
];
/** A leading zero is never part of a name's number (but for 007). */
const PADDED = /^0\d{1,2}[\s_-]+(?=\S)/;
/** 101 to 230: the disc and the track on it; or a tempo of the dance floor. */
const DISC_AND_TRACK = /^[12](?:0[1-9]|[12]\d|30)\s+(?:[-–—]\s+)?(?=\S)/;
const BARE_TEMPO = /^1(?:[1-4]\d|[67]\d)\s+(?:[-–—]\s+)?(?=\S)/;
const THREE_AND_DASH = /^\d{3}\s*[-–—_.]\s*(?=\S)/;

/** "A1 - Title" may be the boy group's, so it says nothing by itself; `A1 - Artist - Title` is a side, as is any other. */
export const mayBeSide = (name: string): boolean =>
  /^A1\s/.test(name) && !isPair(name.replace(/^A1(?:\s+[-–—])?\s+/, ''));

/** The name without its number; null when it has none. */
function splitNumber(name: string): string | null {
  if (NUMBERS_THAT_ARE_NAMES.test(name) || mayBeSide(name)) return null;
  if (PADDED.test(name) && !/^007\b/.test(name)) return name.replace(PADDED, '').replace(/^[-–—_.]\s*/, '');
  const [first] = NUMBERS.flatMap((pattern) => pattern.exec(name)?.[0] ?? []);
  if (first !== undefined) {
    const rest = name.slice(first.length);
    return rest;
  }
  for (const pattern of [DISC_AND_TRACK, BARE_TEMPO, THREE_AND_DASH]) {
    const rest = name.replace(pattern, '');
    if (rest !== name && isPair(rest)) return rest;
  }
  return null;
}
