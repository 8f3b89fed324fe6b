import { escaped } from '../../domain/html.js';
import { oneLine } from '../../domain/text.js';
import type { SourceInfo } from '../../domain/tracklist.js';
import { isUrl, pathFrom } from '../address.js';

/** Where a page in `folder` finds the sound of the mix. */
export interface MixAddress {
  /** What a player is told; absent where nothing plays by itself. */
  play?: string;
  /** The page that the mix is on. */
  page?: string;
  /** What to do where it can't be played, as HTML. */
  why: string;
}

/** Sources whose address is that of sound which ends; others are pages, broadcasts and playlists, which no player takes. */
const PLAYABLE = 'http';

export function mixIn({ kind, location, name }: SourceInfo, folder: string): MixAddress {
  if (isUrl(location)) {
    const why = 'The mix can’t be played from its address. To play your copy of it, choose it here:';
    if (!/^https?:/i.test(location) || !URL.canParse(location)) return { why };
    const { href } = new URL(location);
    return kind === PLAYABLE ? { play: href, why } : { page: href, why };
  }
  if (location === '') return { why: 'To play the mix, choose its file here:' };
  // A page is made to be handed on: it tells no folders but those below itself.
  const path = pathFrom(folder, location);
  const below = path === location ? fileName(location) : path;
  const play = `./${below
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/')}`;
  const called = `<bdi>${escaped(oneLine(fileName(location) || name))}</bdi>`;
  return { play, why: `To play the mix, put ${called} beside this page, or choose it here:` };
}

const fileName = (path: string): string => path.split(/[\\/]/).at(-1)!;
