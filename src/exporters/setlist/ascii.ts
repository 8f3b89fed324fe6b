/** Latin letters that don't come apart into a plain one and an accent, and signs that have a plain form. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  Æ: 'AE',
  æ: 'ae',
  Œ: 'OE',
  œ: 'oe',
  Ø: 'O',
  ø: 'o',
  Ð: 'D',
  ð: 'd',
  Đ: 'D',
  đ: 'd',
  Þ: 'TH',
  þ: 'th',
  Ł: 'L',
  ł: 'l',
  Ħ: 'H',
  ħ: 'h',
  ı: 'i',
  '‘': "'",
  '’': "'",
  '‚': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '‐': '-',
  '–': '-',
  '—': '-',
  '×': 'x',
  '⁄': '/',
};

/** In ASCII alone: without accents, and `?` for every letter that ASCII has none for. */
export const inAscii = (text: string): string => plainest(text).replace(BEYOND, '?');

/** Whether a letter of it becomes a `?`. */
export const isBeyondAscii = (text: string): boolean => plainest(text).search(BEYOND) >= 0;

const BEYOND = /[^\u0020-\u007e]/gu;

const plainest = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(BEYOND, (letter) => PLAIN[letter] ?? letter);
