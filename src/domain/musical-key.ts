/**
 * Musical keys, as tags and DJ programs spell them. One is named as tags have it (`Am`, `F#m`, `Db`); for reckoning it is a number: the
 * roots from C upwards, 0 to 11 in major and 12 to 23 in minor.
 */
const NAMES = [
  ...['C', 'Db', 'D', 'Eb', 'E', 'F', 'Gb', 'G', 'Ab', 'A', 'Bb', 'B'],
  ...['Cm', 'C#m', 'Dm', 'Ebm', 'Em', 'Fm', 'F#m', 'Gm', 'Abm', 'Am', 'Bbm', 'Bm'],
];
const MINOR = 12;

const ROOTS: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };

/** Without blanks: `Am`, `A#m`, `a minor`, `Db`, `D♭ major`, `F sharp min` */
const SPELT = /^([A-G])(#|♯|b|♭|sharp|flat)?(m|min|minor|moll|maj|major|dur)?$/i;
/** Camelot's `8A` and `08A`; the open key's `1m` and `1d`. */
const ON_A_WHEEL = /^0?(\d{1,2})([ABmd])$/i;
/** No spelling is longer; a tag may hold anything. */
const LONGEST = 60;
/** Where C is on Camelot's wheel; the open key begins there. */
const CAMELOT_C = 8;

/** The one key that a text names, in whichever spelling; undefined where it names none, or several. */
export function keyNumber(text: string): number | undefined {
  // Some write two spellings of it: `8A - Am`. Traktor marks one of which it isn't sure by `~`.
  const spellings = text
    .slice(0, LONGEST)
    .split(/[-/,;|()~]/)
    .map((part) => numberOf(part.replace(/\s+/g, '')));
  const named = new Set(spellings.filter((number) => number !== undefined));
  return named.size === 1 ? [...named][0] : undefined;
}

/** `Am`; undefined for what is no key's number. */
export const keyName = (key: number): string | undefined => NAMES[key];

/** The same in that spelling. */
export function classicKey(text: string): string | undefined {
  const key = keyNumber(text);
  return key === undefined ? undefined : NAMES[key];
}

/** `8A` */
export const camelotKey = (key: number): string => `${placeOf(key, CAMELOT_C)}${key < MINOR ? 'B' : 'A'}`;

/** `1m` */
export const openKey = (key: number): string => `${placeOf(key, 1)}${key < MINOR ? 'd' : 'm'}`;

/** So many semitones higher. */
export const transposed = (key: number, semitones: number): number =>
  (((((key % MINOR) + Math.round(semitones)) % 12) + 12) % 12) + (key < MINOR ? 0 : MINOR);

/** Steps up the wheel from one key to another, -5 to 6, and whether major becomes minor or the other way. */
export function camelotStep(from: number, to: number): { steps: number; changesMode: boolean } {
  const steps = (((fifthsOf(to) - fifthsOf(from)) % 12) + 12) % 12;
  return { steps: steps > 6 ? steps - 12 : steps, changesMode: from < MINOR !== to < MINOR };
}

/** What DJs call harmonic: the same key, a neighbour on the wheel, or the relative one. */
export function keysFit(from: number, to: number): boolean {
  const { steps, changesMode } = camelotStep(from, to);
  return changesMode ? steps === 0 : Math.abs(steps) <= 1;
}

/** So many fifths above C; the minor key is the one with the same notes as that major one. */
export function keyOnWheel(fifths: number, isMinor: boolean): number {
  const root = (((fifths * 7) % 12) + 12) % 12;
  return isMinor ? ((root + 9) % 12) + MINOR : root;
}

function fifthsOf(key: number): number {
  const root = key < MINOR ? key : key - MINOR + 3;
  return (root * 7) % 12;
}

const placeOf = (key: number, first: number): number => ((fifthsOf(key) + first - 1) % 12) + 1;

function numberOf(spelling: string): number | undefined {
  const wheel = ON_A_WHEEL.exec(spelling);
  if (wheel) {
    const [place, letter] = [Number(wheel[1]), wheel[2]!.toLowerCase()];
    if (place < 1 || place > 12) return undefined;
    const isCamelot = letter === 'a' || letter === 'b';
    return keyOnWheel(place - (isCamelot ? CAMELOT_C : 1), letter === 'a' || letter === 'm');
  }
  const spelt = SPELT.exec(spelling);
  if (!spelt) return undefined;
  const [, root = '', sign = '', mode = ''] = spelt;
  const shift = /^[#♯s]/i.test(sign) ? 1 : sign === '' ? 0 : -1;
  // Of the two that are one letter, only the case tells them apart.
  const isMinor = mode !== 'M' && /^(?:m|min|minor|moll)$/i.test(mode);
  return ((ROOTS[root.toUpperCase()]! + shift + 12) % 12) + (isMinor ? MINOR : 0);
}
