import { SourceError } from '../../../domain/errors.js';
import type { Clock } from '../../../domain/ports/clock.js';
import { systemClock } from '../../../net/clock.js';
import { publicForm } from '../web/address.js';
import { notLive, type OpenWebKind, onlyLive, type WebKind, type WebTools } from '../web/kind.js';
import { type FirstLook, lookAt } from '../web/look.js';
import { Pace } from '../web/pace.js';
import type { WebAnswer } from '../web/web.js';
import { addressesIn, LONGEST_WRAPPER, wrapperOf } from './wrappers.js';

/** A list may name a list, as some stations' do; more than this leads nowhere. */
const MOST_LISTS = 3;

type Open<T> = (opened: OpenWebKind, kind: WebKind, url: URL, look: FirstLook, tools: WebTools) => Promise<T>;

/** The playlists that stations give out: the first address in them that can be played is what was meant. */
export const stationList: OpenWebKind = {
  open: (named, look, tools) =>
    firstPlayable(named, look, tools, async (opened, kind, url, inner, innerTools) => {
      if (!opened.open) throw onlyLive(named, kind);
      return opened.open(url, inner, innerTools);
    }),
  openLive: (named, look, tools) =>
    firstPlayable(named, look, tools, async (opened, _kind, url, inner, innerTools) => {
      if (!opened.openLive) throw notLive(named);
      return opened.openLive(url, inner, innerTools);
    }),
};

async function firstPlayable<T>(named: URL, look: FirstLook, tools: WebTools, open: Open<T>): Promise<T> {
  const { answer, head, type } = look;
  const name = publicForm(named);
  if ((tools.lists ?? 0) >= MOST_LISTS) throw new SourceError(`"${name}" is a list in a list in a list, and so on.`);
  const addresses = addressesIn(wrapperOf(head, type)!, await contentOf(answer, name, tools.clock), answer.url.href);
  if (addresses.length === 0) throw new SourceError(`"${name}" is a playlist without an address of the web.`);
  const inner: WebTools = { ...tools, reach: answer.reach, lists: (tools.lists ?? 0) + 1 };
  let failure: unknown = null;
  for (const [i, address] of addresses.entries()) {
    tools.signal.throwIfAborted();
    const mirrors = [...addresses.slice(i + 1), ...addresses.slice(0, i)].map((other) => new URL(other));
    try {
      return await openFound(new URL(address), { ...inner, mirrors }, open);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      failure ??= error;
    }
  }
  if (addresses.length === 1) throw failure;
  const first = failure instanceof Error ? failure.message : '';
  throw new SourceError(`None of the ${addresses.length} addresses in "${name}" can be played. The first: ${first}`, {
    cause: failure,
  });
}

async function openFound<T>(url: URL, tools: WebTools, open: Open<T>): Promise<T> {
  const { web, reach, signal } = tools;
  const answer = await web.open({ url, headers: { 'icy-metadata': '1' }, reach, signal });
  try {
    const look = await lookAt(answer, tools.clock);
    const kind = tools.kinds.find((k) => k.accepts(look))!;
    return await open(await kind.load(), kind, url, look, { ...tools, reach: answer.reach });
  } catch (error) {
    answer.cancel();
    throw error;
  }
}

async function contentOf(answer: WebAnswer, name: string, clock: Clock = systemClock): Promise<Uint8Array> {
  const pace = new Pace(answer.url, clock);
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of answer.body) {
      pace.took(piece.length);
      pieces.push(piece);
      size += piece.length;
      if (size > LONGEST_WRAPPER) throw new SourceError(`"${name}" is too long to be a station's playlist.`);
    }
  } finally {
    answer.cancel();
  }
  return Buffer.concat(pieces);
}
