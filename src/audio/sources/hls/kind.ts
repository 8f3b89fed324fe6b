import { basename } from 'node:path';
import { FormatError, LiveError, SourceError } from '../../../domain/errors.js';
import { safeSourceName } from '../../../domain/file-name.js';
import type { SourceInfo } from '../../../domain/tracklist.js';
import { makeTempFolder } from '../../../files/temp-folder.js';
import { systemClock } from '../../../net/clock.js';
import { percentDecoded } from '../../../net/percent.js';
import { nameOfFile } from '../../source-name.js';
import { publicForm } from '../web/address.js';
import { WebFailure } from '../web/failures.js';
import type { OpenWebKind, WebTools } from '../web/kind.js';
import type { FirstLook } from '../web/look.js';
import { soundAddresses } from './choose.js';
import { Fetching } from './fetching.js';
import { LiveHls } from './live.js';
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
        throw new LiveError(`"${location}" is a live stream: "tracklistify listen" follows it.`);
      }
      if (!media.ended) {
        const message = `"${location}" is still going on: what is there so far is read.`;
        tools.emit?.({ type: 'warning', message });
      }
      const folder = await makeTempFolder(tools.tempFolder);
      try {
        return await OnDemand.open(infoOf(named), media, {
          fetching,
          folder,
          ffmpeg: tools.ffmpeg,
          signal: tools.signal,
          emit: tools.emit,
          free: tools.free,
        });
      } catch (error) {
        await folder.remove();
        throw error;
      }
    };
    if (playlist.kind === 'media') return openMedia(playlist);
    return firstThatWorks(playlist, fetching, openMedia);
  },

  async openLive(named, look, tools) {
    const { fetching, playlist } = await begin(look, tools);
    const isMaster = playlist.kind === 'master';
    let found = isMaster ? await locate(playlist, fetching) : { media: playlist, address: named };
    const { media } = found;
    if (media.ended) {
      throw new SourceError(`"${publicForm(named)}" is over, not live: "tracklistify" without "listen" reads it.`);
    }
    const definitions = isMaster ? playlist.definitions : {};
    return new LiveHls(infoOf(named), media, {
      fetching,
      ffmpeg: tools.ffmpeg,
      clock: tools.clock ?? systemClock,
      reload: () => mediaAt(found.address, fetching, definitions),
      ...(isMaster && {
        async relocate() {
          const { text, url } = await fetching.text(named);
          const anew = parsePlaylist(text, url);
          found = anew.kind === 'media' ? { media: anew, address: named } : await locate(anew, fetching);
          return found.media;
        },
      }),
    });
  },
};

/** From a list of renditions to a playlist of segments. */
const locate = (master: MasterPlaylist, fetching: Fetching): Promise<{ media: MediaPlaylist; address: URL }> =>
  firstThatWorks(master, fetching, async (media, address) => ({ media, address }));

const infoOf = (named: URL): SourceInfo => ({ name: nameOf(named), kind: 'hls', location: publicForm(named) });

/** Reads the playlist that the address answered with. */
async function begin(
  { answer }: FirstLook,
  { web, signal, clock }: WebTools,
): Promise<{ fetching: Fetching; playlist: Playlist }> {
  const fetching = new Fetching({ web, reach: answer.reach, signal, ...(clock && { clock }) });
  return { fetching, playlist: parsePlaylist(await fetching.textOf(answer), answer.url) };
}

async function firstThatWorks<T>(
  master: MasterPlaylist,
  fetching: Fetching,
  use: (media: MediaPlaylist, address: URL) => Promise<T>,
): Promise<T> {
  let failure: unknown;
  for (const address of soundAddresses(master).slice(0, TRIED)) {
    try {
      const media = await fetching.again(() => mediaAt(address, fetching, master.definitions));
      return await use(media, address);
    } catch (error) {
      if (!(error instanceof WebFailure || error instanceof FormatError)) throw error;
      failure ??= error;
    }
  }
  throw failure;
}

async function mediaAt(address: URL, fetching: Fetching, definitions: Record<string, string>): Promise<MediaPlaylist> {
  const { text, url } = await fetching.text(address);
  const playlist = parsePlaylist(text, url, definitions);
  if (playlist.kind === 'media') return playlist;
  throw new FormatError(`"${publicForm(url)}" should list segments and lists renditions again.`);
}

/** Names that playlists have everywhere say nothing; the folder's or the host's is better. */
const NAMELESS =
  /^(index|list|playlist|master|main|manifest|chunklist|media|prog_index|stream|live|hls|video|audio)([-_.\d].*)?$/i;

function nameOf(url: URL): string {
  const parts = url.pathname.split('/').filter(Boolean).map(percentDecoded);
  const last = parts.at(-1)?.replace(/\.m3u8?$/i, '') ?? '';
  if (last !== '' && !NAMELESS.test(last)) return nameOfFile(basename(last));
  const folder = parts.slice(0, -1).findLast((part) => !NAMELESS.test(part));
  return safeSourceName(folder ?? url.hostname);
}
