/** What columns of DJ programs' tables come to: they have empty texts, zeros and noughts for what isn't known. */

export const filled = (text: string): string | undefined => (text === '' ? undefined : text);

export const positive = (number: number | null): number | undefined =>
  number !== null && number > 0 && Number.isFinite(number) ? number : undefined;

/** `2012`, `2012-05`, `2012-05-31`, or what begins so; undefined where it is no year that music comes from. */
export const dateIn = (text: string): string | undefined => /^(?:19|20)\d\d(?:-\d\d){0,2}(?!\d)/.exec(text)?.[0];
