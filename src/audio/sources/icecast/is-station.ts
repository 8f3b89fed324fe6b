import type { FirstLook } from '../web/look.js';

/** What only the servers of radio stations send. */
const STATION_HEADERS = ['icy-metaint', 'icy-name', 'icy-br', 'icy-pub', 'icy-genre', 'icy-url', 'ice-audio-info'];

/** Sound without an end by the server's word, or with a station's marks. A file that a station's server gives has a length. */
export function isStation({ answer, type }: FirstLook): boolean {
  if (answer.length !== null) return false;
  if (STATION_HEADERS.some((name) => answer.headers.get(name) !== null)) return true;
  return isSound(type) && /icecast|shoutcast|liquidsoap|steamcast|rsas/i.test(answer.headers.get('server') ?? '');
}

export const isSound = (type: string): boolean => /^audio\/|^application\/(ogg|aacp?)$/.test(type);

/** The page that a SHOUTcast server shows at its root to everything but players; the sound is right behind it. */
export function isShoutcastPage({ answer, text, type }: FirstLook): boolean {
  if (answer.url.pathname !== '/' || !type.startsWith('text/html')) return false;
  return /shoutcast/i.test(answer.headers.get('server') ?? '') || /<title>[^<]{0,100}shoutcast/i.test(text);
}
