import { given } from '../../domain/given.js';
import { recordingIdOf } from '../../domain/mbid.js';
import type { Context } from '../../domain/ports/context.js';
import type { Listen, ListenKeeper } from '../../domain/ports/listens.js';
import { fullTitle } from '../../domain/track.js';
import { readAnswer } from '../../net/json.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { version } from '../../version.js';
import { doneSchema } from './answer.js';
import { ListenbrainzApi } from './api.js';
import type { ListenbrainzSettings } from './settings.js';
import { NotTaken, TITLE } from './verdict.js';

/** It takes 1,000 of 10,240 bytes each; this many are well within what it takes in all. */
const CHUNK = 100;
/** Signs of a name. With this, no listen is longer than what it takes. */
const LONGEST_NAME = 300;
const MOST_TAGS = 20;
const LONGEST_TAG = 64;

/** What the user has heard, by the user token. */
export function createListenbrainzListens(settings: ListenbrainzSettings, tools: ProviderTools): Made<ListenKeeper> {
  const api = new ListenbrainzApi(settings, tools);

  const submit = async (listens: readonly Listen[], context: Context): Promise<Listen[]> => {
    const body = { listen_type: listens.length === 1 ? 'single' : 'import', payload: listens.map(listenOf) };
    try {
      // It knows a listen by its time and names, so that the same one told again is no second one.
      await api.change('/submit-listens', body, (a) => readAnswer(doneSchema, TITLE, a, tools.redactor), context, {
        repeatable: true,
      });
      return [];
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error;
      if (listens.length === 1) return [...listens];
      // One that it refuses costs all of them: halves find out which.
      const half = Math.ceil(listens.length / 2);
      return [...(await submit(listens.slice(0, half), context)), ...(await submit(listens.slice(half), context))];
    }
  };

  const provider: ListenKeeper = {
    title: TITLE,
    async submit(listens, context) {
      const refused: Listen[] = [];
      for (let from = 0; from < listens.length; from += CHUNK) {
        refused.push(...(await submit(listens.slice(from, from + CHUNK), context)));
      }
      return refused;
    },
  };
  return { provider, close: () => api.close() };
}

function listenOf({ listenedAt, track }: Listen): object {
  const { artists, album, isrc, duration, genres = [] } = track;
  const tags = genres.filter((genre) => genre.length <= LONGEST_TAG).slice(0, MOST_TAGS);
  return {
    listened_at: listenedAt,
    track_metadata: given({
      artist_name: cut(artists.join(' & ')),
      track_name: cut(fullTitle(track)),
      release_name: album && cut(album),
      additional_info: given({
        media_player: 'tracklistify',
        submission_client: 'tracklistify',
        submission_client_version: version,
        recording_mbid: recordingIdOf(track),
        isrc,
        duration_ms: duration && Math.round(duration * 1000),
        tags: tags.length > 0 ? tags : undefined,
      }),
    }),
  };
}

/** Its database refuses the sign of no value (U+0000). */
function cut(text: string): string {
  const line = [...text.replace(/[\s\u0000]+/g, ' ').trim()];
  return line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME - 1).join('')}…` : line.join('');
}
