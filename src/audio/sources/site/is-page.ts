import type { FirstLook } from '../web/look.js';

/** A web page, by what came rather than by what the server calls it; a stylesheet or a comment may stand before its root. */
export function isPage({ text, type }: FirstLook): boolean {
  if (/^(<\?xml[^>]{0,200}>\s*)?(<!--[\s\S]{0,2000}?-->\s*)?<(!doctype html|html)\b/i.test(text)) return true;
  return /^(text\/html|application\/xhtml\+xml)$/.test(type) && text.startsWith('<');
}
