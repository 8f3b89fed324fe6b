import { basename } from 'node:path';
import { FormatError, SourceError } from '../../../domain/errors.js';
import { nameOfFile, safeName } from '../../source-name.js';
import { makeTempFolder } from '../../temp-folder.js';
import { publicForm } from '../web/address.js';
import { WebFailure } from '../web/failures.js';
import type { OpenWebKind, WebTools } from '../web/kinds.js';
import type { FirstLook } from '../web/look.js';
import { soundAddresses } from './choose.js';
import { Fetching } from './fetching.js';
import { OnDemand } from './on-demand.js';
import { type MasterPlaylist, type MediaPlaylist, type Playlist, parsePlaylist } from './playlist.js';

/** Renditions tried one after the other, where the first can't be had or has no sound. */
const TRIED = 4;

export const hls: OpenWebKind = {
  async open(named, look, tools) {
    const { fetching, playlist } = await begin(look, tools);
    const location = publicForm(named);
    const openMedia = async (media: MediaPlaylist): Promise<OnDemand> => {
      if (!media.ended && !media.growing) {
        throw new SourceError(`"${location}" is a live stream: "tracklistify listen" follows it.`);
      }
      if (!media.ended) {
        const message = `"${location}" is still going on: what is there so far is read.`;
        tools.emit?.({ type: 'warning', message });
      }
      const folder = await makeTempFolder(tools.tempFolder);
      try {
        const info = { name: nameOf(named), kind: 'hls', location };
        return await OnDemand.open(info, media, { fetching, folder, ffmpeg: tools.ffmpeg, signal: tools.signal });
      } catch (error) {
        await folder.remove();
        throw error;
      }
    };
    if (playlist.kind === 'media') return openMedia(playlist);
    return firstThatWorks(playlist, fetching, openMedia);
  },
};

/** Reads the playlist that the address answered with. */
async function begin(
  { answer }: FirstLook,
  { web, signal }: WebTools,
): Promise<{ fetching: Fetching; playlist: Playlist }> {
  const fetching = new Fetching({ web, reach: answer.reach, signal });
  return { fetching, playlist: parsePlaylist(await fetching.textOf(answer), answer.url) };
}

async function firstThatWorks<T>(
  master: MasterPlaylist,
  fetching: Fetching,
  use: (media: MediaPlaylist) => Promise<T>,
): Promise<T> {
  let failure: unknown;
  for (const address of soundAddresses(master).slice(0, TRIED)) {
    try {
      return await use(await mediaAt(address, fetching, master.definitions));
    } catch (error) {
      if (!(error instanceof WebFailure || error instanceof FormatError)) throw error;
      failure ??= error;
    }
  }
  throw failure;
}

async function mediaAt(address: URL, fetching: Fetching, definitions: Record<string, string>): Promise<MediaPlaylist> {
  const { text, url } = await fetching.again(() => fetching.text(address));
  const playlist = parsePlaylist(text, url, definitions);
  if (playlist.kind === 'media') return playlist;
  throw new FormatError(`"${publicForm(url)}" should list segments and lists renditions again.`);
}

/** Names that playlists have everywhere say nothing; the folder's or the host's is better. */
const NAMELESS =
  /^(index|playlist|master|main|manifest|chunklist|media|prog_index|stream|live|hls|video|audio)([-_.\d].*)?$/i;

function nameOf(url: URL): string {
  const parts = url.pathname.split('/').filter(Boolean).map(decoded);
  const last = parts.at(-1)?.replace(/\.m3u8?$/i, '') ?? '';
  if (last !== '' && !NAMELESS.test(last)) return nameOfFile(basename(last));
  const folder = parts.slice(0, -1).findLast((part) => !NAMELESS.test(part));
  return safeName(folder ?? url.hostname);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
