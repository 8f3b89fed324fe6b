/**
 * Musical keys as DJ programs and tags spell and number them. One is written as tags have it (`Am`, `F#m`, `Db`), and
 * inside this file counted as Traktor does: the roots from C upwards, 0 to 11 in major and 12 to 23 in minor.
 */

const CLASSIC = [
  ...['C', 'Db', 'D', 'Eb', 'E', 'F', 'Gb', 'G', 'Ab', 'A', 'Bb', 'B'],
  ...['Cm', 'C#m', 'Dm', 'Ebm', 'Em', 'Fm', 'F#m', 'Gm', 'Abm', 'Am', 'Bbm', 'Bm'],
];

const ROOTS: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };

/** Without blanks: `Am`, `A#m`, `a minor`, `Db`, `D♭ major`, `F sharp min` */
const SPELT = /^([A-G])(#|♯|b|♭|sharp|flat)?(m|min|minor|moll|maj|major|dur)?$/i;
/** Camelot's `8A` and `08A`; the open key's `1m` and `1d`. */
const ON_A_WHEEL = /^0?(\d{1,2})([ABmd])$/i;
/** No spelling is longer; a tag may hold anything. */
const LONGEST = 60;

/** The one key that a text names, in whichever spelling; undefined where it names none, or several. */
export function classicKey(text: string): string | undefined {
  // Some write two spellings of it: `8A - Am`. Traktor marks one of which it isn't sure by `~`.
  const spellings = text
    .slice(0, LONGEST)
    .split(/[-/,;|()~]/)
    .map((part) => numberOf(part.replace(/\s+/g, '')));
  const named = new Set(spellings.filter((number) => number !== undefined));
  return named.size === 1 ? CLASSIC[[...named][0]!] : undefined;
}

/** Traktor's MUSICAL_KEY. */
export const keyOfTraktor = (number: number): string | undefined => CLASSIC[number];

export const traktorOfKey = (text: string): number | undefined => {
  const key = classicKey(text);
  return key === undefined ? undefined : CLASSIC.indexOf(key);
};

/** Mixxx' `key_id`, which is Traktor's from 1 on. */
export const keyOfMixxx = (id: number): string | undefined => CLASSIC[id - 1];

/** Engine's: up the fifths from C, each major key before the minor one of the same notes. */
export function keyOfEngine(number: number): string | undefined {
  const isKey = Number.isInteger(number) && number >= 0 && number < 24;
  return isKey ? CLASSIC[onTheWheel(number >> 1, number % 2 === 1)] : undefined;
}

function numberOf(spelling: string): number | undefined {
  const wheel = ON_A_WHEEL.exec(spelling);
  if (wheel) {
    const [place, letter] = [Number(wheel[1]), wheel[2]!.toLowerCase()];
    if (place < 1 || place > 12) return undefined;
    const isCamelot = letter === 'a' || letter === 'b';
    // The open key begins at C, which is Camelot's 8.
    return onTheWheel(isCamelot ? place - 8 : place - 1, letter === 'a' || letter === 'm');
  }
  const spelt = SPELT.exec(spelling);
  if (!spelt) return undefined;
  const [, root = '', sign = '', mode = ''] = spelt;
  const shift = /^[#♯s]/i.test(sign) ? 1 : sign === '' ? 0 : -1;
  // Of the two that are one letter, only the case tells them apart.
  const isMinor = mode !== 'M' && /^(?:m|min|minor|moll)$/i.test(mode);
  return ((ROOTS[root.toUpperCase()]! + shift + 12) % 12) + (isMinor ? 12 : 0);
}

/** So many fifths above C; the minor key is the one with the same notes as that major one. */
function onTheWheel(fifths: number, isMinor: boolean): number {
  const root = (((fifths * 7) % 12) + 12) % 12;
  return isMinor ? ((root + 9) % 12) + 12 : root;
}
