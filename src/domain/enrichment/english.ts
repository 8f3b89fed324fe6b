/** Words that an English sentence of some length can hardly do without. */
const COMMON = new Set(
  'a an the and or of in on at to for with without by from as is are was be has have no not but its it this that than'.split(
    ' ',
  ),
);
/** A shorter line may be a list of words that are the same everywhere: `melodic techno, 124 BPM`. */
const LONG_ENOUGH = 8;

/**
 * Whether a model kept to English, as it was asked to. Models of other countries fall back to their own language; names and
 * words in quotation marks may be in any. No language is recognised here: another script is, and a long line without a
 * single one of the commonest words.
 */
export function isEnglish(text: string): boolean {
  const own = text.replace(/["'“”‘’«»「」『』][^"'“”‘’«»「」『』]*["'“”‘’«»「」『』]/g, ' ');
  const letters = own.match(/\p{L}/gu) ?? [];
  const latin = own.match(/\p{Script=Latin}/gu) ?? [];
  if (letters.length > 0 && latin.length < 0.5 * letters.length) return false;
  const words = own.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.length < LONG_ENOUGH || words.some((word) => COMMON.has(word));
}
