/**
 * What shops, sites, rippers and file systems add to names. Each pattern says what it takes; what none of them knows stays,
 * since a word too many is read past and a word too few is missed.
 */

/** An address as the whole of a bracket or at an end of the name. */
const SITE = String.raw`(?:https?:\/\/)?(?:www\.[\w-]+(?:\.[\w-]+)+|[\w-]+\.(?:com|net|org|info|ru|to|me|cc|fm|biz|club|pro|site|online))(?:\/[\w-]*)?`;
const BRACKETED_SITE = new RegExp(String.raw`[([{]\s*${SITE}\s*[)\]}]`, 'gi');
const SITE_BEFORE = /^(?:https?:\/\/)?www\.[\w-]+(?:\.[\w-]+?)*\.[a-z]{2,6}(?:\s*[-–—_|]\s*|\s+|_)(?=\S)/i;
const SITE_AFTER = /\s*[-–—_|@ ]\s*(?:https?:\/\/)?www\.[\w-]+(?:\.[\w-]+)+$/i;

/** What is said of the file or the upload, in a bracket. */
const ABOUT_THE_FILE =
  /\s*[([{]\s*(?:(?:128|160|192|224|256|320)\s?(?:k|kb|kbps|kbit|kbit\/s)?|(?:cbr|vbr|v0|flac|wav|aiff?|mp3|m4a|aac|alac|lossless)(?:[ ,-]*\d+\s?(?:k|kb|kbps|bit)?)?|\d{2}\s?bit[ -]*[\d.]*\s?k?hz|hq|hd|hi-?res|4k|web(?:-?rip)?|vinyl ?rip|vinyl|cd ?rip|promo|official(?: (?:music |lyrics? )?(?:video|audio|visuali[sz]er))?|(?:music|lyrics?) video|lyrics?|audio|visuali[sz]er|free (?:download|dl)|out now|premiere|copy)\s*[)\]}]/gi;
/** 320 kbps and the like at the end, without a bracket. */
const RATE_AFTER = /\s*[-_ ]\s*\d{3}\s?kbps$/i;
/** `Title (1)` and `Title - Copy`: what systems call the second download. */
const SECOND_COPY = /(?:\s+\(\d\)|\s+-\s+copy(?:\s+\(?\d\)?)?)$/i;
const UPLOAD_WORD = /^(?:premiere|exclusive|free download|free dl)\s*[:|]\s*/i;

/** The name of a video's page in square brackets or behind a hyphen: eleven characters that no word is made of. */
function withoutVideoId(name: string): string {
  const id = /(?:\s*\[([\w-]{11})\]|-([\w-]{11}))$/.exec(name);
  const letters = id?.[1] ?? id?.[2] ?? '';
  return /\d/.test(letters) && /[a-z]/.test(letters) && /[A-Z]/.test(letters)
    ? name.slice(0, id!.index).trimEnd()
    : name;
}

export function withoutSites(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(BRACKETED_SITE, ' ')
    .replace(SITE_BEFORE, '')
    .replace(SITE_AFTER, '')
    .replace(/\s+/g, ' ')
    .trim();
}

export function withoutJunk(name: string): string {
  const cleaned = withoutVideoId(withoutSites(name))
    .replace(UPLOAD_WORD, '')
    .replace(ABOUT_THE_FILE, ' ')
    .replace(RATE_AFTER, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(SECOND_COPY, '');
  return cleaned || name;
}

/** What rippers and programs write for "nobody knows". */
const NOBODY =
  /^(?:<?unknown>?(?: artists?)?|various(?: artists?)?|v\.?\/?a\.?|n\/?a|no artist|none|null|\?+|-+|verschiedene(?: interpreten)?|artistes? (?:variés|divers)|artista desconocido|неизвестный исполнитель)$/i;
const NO_TITLE =
  /^(?:(?:audio ?)?(?:track|title|titel|piste|spur|pista|traccia|трек|дорожка|トラック)\s*#?\d+|untitled(?:\s*\d+)?|<?unknown>?(?: title)?|no title|n\/?a|none|null|\?+|-+)$/i;

export const isNobody = (artist: string): boolean => artist === '' || NOBODY.test(artist);
export const isNoTitle = (title: string): boolean => title === '' || NO_TITLE.test(title);
