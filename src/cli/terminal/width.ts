import { stripVTControlCharacters } from 'node:util';
import { eastAsianWidth } from 'get-east-asian-width';

/** Letters of Western and Central Europe and arrows: of one column each, and none joins another. */
const SIMPLE = /^[ -~\u00a1-\u00ac\u00ae-\u017f→…]*$/;

let segmenter: Intl.Segmenter | undefined;
/** Made when it is first needed, which for most texts is never: it takes a start 5 ms. */
function graphemesOf(text: string): string[] {
  if (SIMPLE.test(text)) return text.split('');
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** How many columns of a terminal a text takes: East Asian characters two, combining marks none, an emoji sequence two. */
export function displayWidth(text: string): number {
  if (SIMPLE.test(text)) return text.length;
  return graphemesOf(stripVTControlCharacters(text)).reduce((sum, grapheme) => sum + widthOf(grapheme), 0);
}

const UNSEEN = /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}\p{Me}\p{Cs}]$/u;
/** What takes columns of its own behind another letter of one grapheme: vowel signs, the half-width forms of kana's marks, Hangul. */
const BESIDE = /^[\p{Mc}\uff00-\uffef\u1100-\u115f\ua960-\ua97c\uac00-\ud7a3]$/u;
/**
 * A sign that is asked for as a picture, a key, a skin's colour, a flag of two letters, pictures that are joined. What is a
 * picture by itself is wide anyway. `\p{RGI_Emoji}` would say it in one word, but reading it costs a start 20 ms.
 */
const PICTURE =
  /^(?:\p{Extended_Pictographic}\ufe0f|[\d#*]\ufe0f?\u20e3|\p{Emoji_Modifier_Base}[\u{1f3fb}-\u{1f3ff}]|[\u{1f1e6}-\u{1f1ff}]{2}|\p{Extended_Pictographic}.{0,50}\u200d\p{Extended_Pictographic})/u;

function widthOf(grapheme: string): number {
  const [first, ...others] = [...grapheme].filter((letter) => !UNSEEN.test(letter));
  if (first === undefined) return 0;
  if (PICTURE.test(grapheme)) return 2;
  return [first, ...others.filter((letter) => BESIDE.test(letter))].reduce(
    (sum, letter) => sum + eastAsianWidth(letter.codePointAt(0)!),
    0,
  );
}

/** The text cut to `width` columns, the last of them an ellipsis where something was cut. Never splits a character. */
export function truncate(text: string, width: number, ellipsis = '…'): string {
  if (displayWidth(text) <= width) return text;
  const room = width - displayWidth(ellipsis);
  if (room < 0) return width > 0 ? ellipsis.slice(0, width) : '';
  let kept = '';
  let used = 0;
  for (const grapheme of graphemesOf(text)) {
    const next = displayWidth(grapheme);
    if (used + next > room) break;
    kept += grapheme;
    used += next;
  }
  return kept.trimEnd() + ellipsis;
}

export type Align = 'left' | 'right';

/** Spaces on the side away from `align`, up to `width` columns. A text that is wider stays as it is. */
export function pad(text: string, width: number, align: Align = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + space : space + text;
}
