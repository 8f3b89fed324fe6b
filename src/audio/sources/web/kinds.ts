import { isShoutcastPage, isStation } from '../icecast/is-station.js';
import { wrapperOf } from '../icecast/wrappers.js';
import { isPage } from '../site/is-page.js';
import type { WebKind } from './kind.js';

/** Asked in this order; the first that accepts opens it. The last takes everything. */
export const WEB_KINDS: readonly WebKind[] = [
  {
    name: 'hls',
    // A plain M3U has the same first line.
    accepts: ({ text }) => /^#EXTM3U/.test(text) && /^#EXT-X-/m.test(text),
    load: async () => (await import('../hls/kind.js')).hls,
  },
  { name: 'radio', accepts: isStation, load: async () => (await import('../icecast/kind.js')).station },
  {
    name: 'radio',
    accepts: ({ head, type }) => wrapperOf(head, type) !== null,
    load: async () => (await import('../icecast/list.js')).stationList,
  },
  {
    name: 'radio',
    accepts: isShoutcastPage,
    load: async () => (await import('../icecast/shoutcast-page.js')).shoutcastPage,
  },
  { name: 'site', accepts: isPage, load: async () => (await import('../site/kind.js')).site },
  { name: 'http', accepts: () => true, load: async () => (await import('../http/kind.js')).httpFile },
];
