/** Tracklist sites take what stands in square brackets for a time or a label. */
export const unbracketed = (text: string): string => text.replaceAll('[', '(').replaceAll(']', ')');
