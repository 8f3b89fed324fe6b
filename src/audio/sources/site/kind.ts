import { Readable } from 'node:stream';
import { AudioError } from '../../../domain/errors.js';
import type { Hint } from '../../../domain/hint.js';
import type { SourceInfo } from '../../../domain/tracklist.js';
import type { Connection } from '../icecast/connection.js';
import { Station } from '../icecast/station.js';
import { openSpooled } from '../spooled.js';
import { publicForm } from '../web/address.js';
import { notLive, type OpenWebKind, onlyLive, type WebTools } from '../web/kind.js';
import type { FirstLook } from '../web/look.js';
import { commentHints } from './comments.js';
import { type Page, parsePage } from './page.js';
import { takesRuntime, tooOld, ytDlpVersion } from './version.js';
import { describeComments, describePage, soundOf, type YtDlpCall } from './yt-dlp.js';

/** A page with a recording on it, as yt-dlp reads it when it is installed. */
export const site: OpenWebKind = {
  async open(named, look, tools) {
    look.answer.cancel();
    const call = await callFor(named, look, tools);
    const page = parsePage(await describePage(call), call.name);
    if (page.live) throw onlyLive(named, { name: 'site' });
    const hints = [...page.hints, ...(tools.ytDlpComments ? await commentsOf(call, page, tools) : [])];
    tools.emit?.({ type: 'stage', stage: 'fetch' });
    const transfer = { fetched: 0, total: null };
    const sound = Readable.from(counted(soundOf(call, 'recording'), tools, transfer), { objectMode: false });
    const source = await openSpooled(sound, call.name, infoOf(named, page), tools);
    return { ...source, info: infoOf(named, page), hints, transfer: () => ({ ...transfer }) };
  },

  async openLive(named, look, tools) {
    look.answer.cancel();
    const call = await callFor(named, look, tools);
    const describe = async (): Promise<Page> => parsePage(await describePage(call), call.name);
    const page = await describe();
    if (!page.live) throw notLive(named);
    const connect = async (signal: AbortSignal): Promise<Connection | null> => {
      if (!(await describe()).live) return null;
      return connectionOf({ ...call, signal });
    };
    return new Station(infoOf(named, page), connectionOf(call), {
      ffmpeg: tools.ffmpeg,
      connect,
      ...(tools.clock && { clock: tools.clock }),
    });
  },
};

/** What listeners wrote is worth no recording: without it the page is read all the same. */
async function commentsOf(call: YtDlpCall, { duration }: Page, tools: WebTools): Promise<Hint[]> {
  try {
    return commentHints(await describeComments(call), duration);
  } catch (error) {
    tools.signal?.throwIfAborted();
    if (!(error instanceof AudioError)) throw error;
    const message = `The comments on "${call.name}" can't be read, so they are left out. (${error.message})`;
    tools.emit?.({ type: 'warning', message });
    return [];
  }
}

async function callFor(named: URL, look: FirstLook, tools: WebTools): Promise<YtDlpCall> {
  const { ytDlp = 'yt-dlp', ytDlpArgs = [], signal, web, env = {} } = tools;
  const said = new Set<string>();
  // Both calls say much of the same.
  const hint = (message: string): void => {
    if (!said.has(message)) tools.emit?.({ type: 'warning', message });
    said.add(message);
  };
  const version = (await ytDlpVersion(ytDlp, signal)) ?? '';
  const old = tooOld(version);
  if (old) hint(old);
  const node = takesRuntime(version) ? await tools.node?.() : null;
  const url = new URL(named);
  url.hash = '';
  return {
    program: ytDlp,
    url: url.href,
    name: publicForm(named),
    ffmpeg: tools.ffmpeg,
    folder: tools.tempFolder,
    env,
    args: [...ytDlpArgs, ...(node ? ['--js-runtimes', `node:${node}`] : [])],
    hint,
    // As far as the page itself may lead.
    openGate: () => web.gate(look.answer.reach),
    signal,
  };
}

function infoOf(named: URL, { title, uploader }: Page): SourceInfo {
  return {
    name: title || named.host,
    kind: 'site',
    location: addressToKeep(named),
    ...(title && { title }),
    ...(uploader && { artist: uploader }),
  };
}

/** A site's query names the recording, so it stays, but for what may be a secret. */
function addressToKeep(named: URL): string {
  const url = new URL(named);
  url.hash = '';
  url.username = '';
  url.password = '';
  for (const name of [...url.searchParams.keys()]) {
    if (/key|token|secret|pass|sig|auth|session/i.test(name)) url.searchParams.delete(name);
  }
  return url.href;
}

/** Bytes between two reports. */
const REPORT_EVERY = 128 * 1024;

async function* counted(
  sound: AsyncIterable<Uint8Array>,
  { emit }: WebTools,
  transfer: { fetched: number },
): AsyncGenerator<Uint8Array> {
  let reported = 0;
  for await (const piece of sound) {
    transfer.fetched += piece.length;
    yield piece;
    if (transfer.fetched - reported < REPORT_EVERY) continue;
    reported = transfer.fetched;
    emit?.({ type: 'fetched', bytes: reported, total: null });
  }
}

/** Live, yt-dlp hands on what the site sends. */
function connectionOf(call: YtDlpCall): Connection {
  const leaving = new AbortController();
  const signal = call.signal ? AbortSignal.any([call.signal, leaving.signal]) : leaving.signal;
  return {
    headers: { get: () => null },
    body: soundOf({ ...call, signal }, 'broadcast'),
    cancel: () => leaving.abort(),
  };
}
