import type { LiveSource } from '../../../domain/ports/live.js';
import type { AudioSource } from '../../../domain/ports/source.js';
import { isShoutcastPage, isStation } from '../icecast/is-station.js';
import { wrapperOf } from '../icecast/wrappers.js';
import type { SourceTools } from '../registry.js';
import { isPage } from '../site/is-page.js';
import type { FirstLook } from './look.js';
import type { Web } from './web.js';

/** What a kind of web source opens with. */
export interface WebTools extends SourceTools {
  web: Web;
  signal: AbortSignal;
  /** How many lists led here. */
  lists?: number;
  /** Other addresses of the same broadcast, in the order in which they are to be tried. */
  mirrors?: readonly URL[];
}

/** A thing that an address may answer with: one folder beside this one, and one line below. */
export interface WebKind {
  /** What `SourceInfo.kind` says. */
  name: string;
  /** Decides by what came, which tells more than the address's ending or the type that the server claims. */
  accepts(look: FirstLook): boolean;
  load(): Promise<OpenWebKind>;
}

export interface OpenWebKind {
  /** `named` is the address as the user gave it; the look's answer may come from elsewhere. */
  open?(named: URL, look: FirstLook, tools: WebTools): Promise<AudioSource>;
  /** The same as a broadcast that is followed. */
  openLive?(named: URL, look: FirstLook, tools: WebTools): Promise<LiveSource>;
}

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
