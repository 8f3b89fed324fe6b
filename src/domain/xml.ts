import { escaped } from './html.js';

/** Anybody's text, as text of an XML document or in quotes of an attribute: without what no XML document may hold, however it is written. */
export const xmlText = (text: string): string => escaped(text).replace(/[\ufffe\uffff]/g, '');
