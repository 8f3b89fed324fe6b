import { UsageError } from '../domain/errors.js';
import { withoutEnd } from '../domain/text.js';

const THIS_MACHINE = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;
/** Addresses of local networks (RFC 1918, RFC 4193, RFC 6762): nobody outside can be reached by them. */
const LOCAL_NETWORK =
  /^(10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|\[f[cd][0-9a-f:]*\]|[a-z0-9-]+\.local)$/;

export interface BaseUrlOptions {
  /** For what people run themselves, on another machine of theirs: that may do without encryption too. */
  localNetwork?: boolean;
}

/** A service's host from the settings as an address. Only a server on this very machine may do without encryption. */
export function baseUrl(host: string, setting: string, options: BaseUrlOptions = {}): string {
  const text = host.includes('://') ? host : `https://${host}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url?.hostname || !/^https?:$/.test(url.protocol) || url.username) {
    throw new UsageError(`Setting ${setting} is no host name: "${host}".`);
  }
  if (url.protocol === 'http:' && !isThisMachine(url) && !(options.localNetwork && LOCAL_NETWORK.test(url.hostname))) {
    throw new UsageError(`Setting ${setting} must be reached by https, not http: "${host}".`);
  }
  return `${url.origin}${withoutEnd(url.pathname, /\//)}`;
}

const isThisMachine = (url: URL): boolean => THIS_MACHINE.test(url.hostname);

/** Run by the user: nobody else sees what is sent there, and it costs nothing. */
export function isOwnServer(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return isThisMachine(url) || LOCAL_NETWORK.test(url.hostname);
}
