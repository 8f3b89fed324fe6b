/** Words that make a bracket at the end of a title say which version it is, rather than who sings or what it's about. */
const VERSION =
  /\b(mix|remix|re-?mixed|edit|version|vip|dub|rework|re-?edit|bootleg|mashup|remaster(ed)?|instrumental|a\s?cappella|acapella|live|acoustic|unplugged|demo|radio|club|extended|original|reprise|refix|flip|cut|take)\b|リミックス|ミックス|ремикс|混音/i;

/** `Strings (Extended Mix)` → `Strings`, `Extended Mix`. Only the last bracket, and only if it names a version. */
export function splitVersion(title: string): { title: string; version?: string } {
  // From the end, so that a title of nothing but brackets takes one look and not one for each.
  const close = title.at(-1);
  const open = close === ')' ? title.lastIndexOf('(') : close === ']' ? title.lastIndexOf('[') : -1;
  if (open < 1) return { title };
  const inside = title.slice(open + 1, -1).trim();
  const rest = title.slice(0, open).trimEnd();
  if (rest === '' || /[()[\]]/.test(inside) || !VERSION.test(inside)) return { title };
  return { title: rest, version: inside };
}

/** What no piece is called by itself. */
const PLAIN_VERSION =
  /^(?:original|extended|club|radio|album|single|instrumental|main|vocal|full(?: length)?|short|12"?|7"?)\s+(?:mix|remix|edit|version|dub)$|^(?:\d{4} )?remaster(?:ed)?(?: \d{4})?(?: version)?$/i;
const NAMED_VERSION = /\S\s+(?:(?:re)?mix|re-?edit|edit|version|rework|bootleg|dub|vip|refix|flip)$/i;

/**
 * The whole of a part that is a version. Behind artist and title that is `Somebody Remix` too; right behind the first part
 * only `Original Mix` and the like, since a piece may well be called `Summer Mix`, `Live` or `Demo`.
 */
export const isVersion = (part: string, parts: number): boolean =>
  PLAIN_VERSION.test(part) || (parts > 2 && NAMED_VERSION.test(part));
