import { LiveError, SourceError } from '../../../domain/errors.js';
import type { LiveSource } from '../../../domain/ports/live.js';
import type { AudioSource } from '../../../domain/ports/source.js';
import type { SourceTools } from '../kind.js';
import { publicForm } from './address.js';
import type { FirstLook } from './look.js';
import type { Web } from './web.js';

/** What a kind of web source opens with. */
export interface WebTools extends SourceTools {
  web: Web;
  signal: AbortSignal;
  /** What an address may turn out to be: for a list, which names others. */
  kinds: readonly WebKind[];
  /** How many lists led here. */
  lists?: number;
  /** Other addresses of the same broadcast, in the order in which they are to be tried. */
  mirrors?: readonly URL[];
}

/** A thing that an address may answer with: one folder beside this one, and one line in the registry. */
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

export const onlyLive = (named: URL, kind: Pick<WebKind, 'name'>): SourceError =>
  new LiveError(`"${publicForm(named)}" is a live stream (${kind.name}): "tracklistify listen" follows it.`);

export const notLive = (named: URL): SourceError =>
  new SourceError(`"${publicForm(named)}" is no live stream: "tracklistify" without "listen" reads it.`);
