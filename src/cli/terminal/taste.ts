import { camelotKey, keyName } from '../../domain/musical-key.js';
import { type Favourite, type Taste, TEMPO_STEP } from '../../domain/ports/played.js';
import { plain } from '../../domain/text.js';
import { clock } from '../../domain/time.js';
import { localDay, plural } from './figures.js';

const MOST = 8;

/** What the archive says that its owner plays, in a few lines. */
export function tasteText({ since, mixes, plays, tempos, keys, labels, genres, seconds }: Taste): string {
  const counted = since === null ? '' : `, since ${localDay(since)}`;
  if (plays === 0) {
    return `Nothing is known of what you play${counted}. Identify a mix of yours, and it is; histories of DJ programs count as well.\n`;
  }
  const tempo = spread(tempos);
  const rows: Array<[string, string]> = [
    ...(tempo ? [['Tempo', tempo] as [string, string]] : []),
    ['Keys', topKeys(keys)],
    ['Genres', top(genres)],
    ['Labels', top(labels)],
    [
      'A track plays',
      seconds ? `${clock(seconds[1])} in the median; half of them ${clock(seconds[0])} to ${clock(seconds[2])}` : '',
    ],
  ];
  const lines = rows.filter(([, text]) => text !== '').map(([what, text]) => `  ${what.padEnd(14)}${text}\n`);
  return `${plural(plays, 'play')} in ${plural(mixes, 'mix', 'mixes')}${counted}\n${lines.join('')}`;
}

function spread(tempos: readonly number[]): string | null {
  const all = tempos.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  const at = (share: number): number => {
    let left = share * all;
    const place = tempos.findIndex((count) => {
      left -= count;
      return left <= 0;
    });
    return place * TEMPO_STEP;
  };
  const [low, middle, high] = [at(0.1), at(0.5), at(0.9) + TEMPO_STEP];
  return `${middle}–${middle + TEMPO_STEP} BPM in the median; eight of ten plays ${low} to ${high} BPM`;
}

const top = (favourites: readonly Favourite[]): string =>
  favourites
    .slice(0, MOST)
    .map(({ what, plays }) => `${plain(what)} ${plays}`)
    .join(', ');

const topKeys = (keys: readonly number[]): string =>
  keys
    .map((plays, key) => ({ plays, key }))
    .filter(({ plays }) => plays > 0)
    .sort((a, b) => b.plays - a.plays)
    .slice(0, MOST)
    .map(({ plays, key }) => `${camelotKey(key)} (${keyName(key)}) ${plays}`)
    .join(', ');
