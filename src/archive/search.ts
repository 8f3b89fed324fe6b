import { trackLabel } from '../domain/track.js';
import { type Fields, searchWordsKindly } from '../domain/word-search.js';
import { isKnown, type MixSummary, type Played } from './summary.js';

/** One time that something was played: in which mix, when, and beside what. */
export interface Hit {
  mix: MixSummary;
  played: Played;
  /** What was played before and after it, as far as it is known. */
  before?: string;
  after?: string;
}

const FIELDS: Fields<Hit> = [
  [1, ({ played }) => played.title],
  [1, ({ played }) => played.artists.join(' ')],
  [0.8, ({ played }) => played.version ?? ''],
  [0.5, ({ played }) => played.label ?? ''],
  [0.3, ({ mix }) => [mix.title, mix.artist, mix.name].filter(Boolean).join(' ')],
];

/** Where it was played: best first, and of those that fit alike the latest mix first. Typing errors are forgiven. */
export function searchArchive(mixes: readonly MixSummary[], query: string): Hit[] {
  return searchWordsKindly(mixes.flatMap(hitsIn), FIELDS, query);
}

function hitsIn(mix: MixSummary): Hit[] {
  const labels = mix.played.map((played) => (isKnown(played) ? trackLabel(played) : undefined));
  return mix.played.flatMap((played, at) => {
    if (!isKnown(played)) return [];
    const [before, after] = [labels[at - 1], labels[at + 1]];
    return [{ mix, played, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
  });
}
