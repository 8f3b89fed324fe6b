import { SourceError } from '../../../domain/errors.js';
import type { LiveSource } from '../../../domain/ports/live.js';
import type { AudioSource } from '../../../domain/ports/source.js';
import type { SourceTools } from '../kind.js';
import { webAddress } from './address.js';
import { notLive, type OpenWebKind, onlyLive, type WebKind, type WebTools } from './kind.js';
import { WEB_KINDS } from './kinds.js';
import { type FirstLook, lookAt } from './look.js';

/** Opens whatever an http or https address answers with, as a mix with a beginning and an end. */
export async function openWeb(location: string, tools: SourceTools, kinds?: readonly WebKind[]): Promise<AudioSource> {
  return openAs(location, tools, kinds, async (kind, opened, named, look, webTools) => {
    if (opened.open) return opened.open(named, look, webTools);
    throw onlyLive(named, kind);
  });
}

/** The same as a broadcast that goes on while it is listened to. */
export async function openLiveWeb(
  location: string,
  tools: SourceTools,
  kinds?: readonly WebKind[],
): Promise<LiveSource> {
  return openAs(location, tools, kinds, async (_kind, opened, named, look, webTools) => {
    if (opened.openLive) return opened.openLive(named, look, webTools);
    throw notLive(named);
  });
}

type Choose<T> = (kind: WebKind, opened: OpenWebKind, named: URL, look: FirstLook, tools: WebTools) => Promise<T>;

async function openAs<T extends { close(): Promise<void> }>(
  location: string,
  tools: SourceTools,
  kinds: readonly WebKind[] = WEB_KINDS,
  choose: Choose<T>,
): Promise<T> {
  if (!tools.makeWeb) throw new SourceError(`"${location}" needs the network, which isn't used here.`);
  const named = webAddress(location);
  const signal = tools.signal ?? new AbortController().signal;
  const web = await tools.makeWeb();
  try {
    // Harmless for a server that doesn't know it; a radio station mixes its titles in.
    const { reach } = tools;
    const answer = await web.open({ url: named, headers: { 'icy-metadata': '1' }, reach, signal });
    try {
      const look = await lookAt(answer, tools.clock);
      const kind = kinds.find((k) => k.accepts(look))!;
      const source = await choose(kind, await kind.load(), named, look, { ...tools, web, signal, kinds });
      const close = source.close.bind(source);
      source.close = async () => {
        await close();
        web.close();
      };
      return source;
    } catch (error) {
      answer.cancel();
      throw error;
    }
  } catch (error) {
    web.close();
    throw error;
  }
}
