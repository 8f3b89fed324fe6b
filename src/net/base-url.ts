import { UsageError } from '../domain/errors.js';

/** A service's host from the settings as an address. Only a server on this very machine may do without encryption. */
export function baseUrl(host: string, setting: string): string {
  const text = host.includes('://') ? host : `https://${host}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url?.hostname || !/^https?:$/.test(url.protocol) || url.username) {
    throw new UsageError(`Setting ${setting} is no host name: "${host}".`);
  }
  if (url.protocol === 'http:' && !/^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(url.hostname)) {
    throw new UsageError(`Setting ${setting} must be reached by https, not http: "${host}".`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
