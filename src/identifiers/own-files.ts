import type { Match } from '../domain/match.js';
import type { FileIdentifier, SampleIdentifier } from '../domain/ports/identify.js';
import type { Track } from '../domain/track.js';

/** The library's own track of this number; undefined where the library doesn't hold it. */
export type FindOwn = (id: string) => Promise<Track | undefined>;

/**
 * A service that recognises the user's own files names the library's number of each, if we have put it there: what the library says of
 * the file goes before what was said then.
 */
export function findingOwn<I extends SampleIdentifier | FileIdentifier>(identifier: I, find: FindOwn): I {
  const found = (matches: readonly Match[]): Promise<Match[]> => Promise.all(matches.map((m) => withOwn(m, find)));
  if (identifier.kind === 'file') {
    const file: FileIdentifier = identifier;
    return {
      ...identifier,
      reckon: file.reckon.bind(file),
      async *scan(...asked: Parameters<FileIdentifier['scan']>) {
        for await (const matches of file.scan(...asked)) yield found(matches);
      },
    };
  }
  const { identify, recall } = identifier as SampleIdentifier;
  return {
    ...identifier,
    identify: async (...asked: Parameters<SampleIdentifier['identify']>) =>
      found(await identify.apply(identifier, asked)),
    ...(recall && {
      async recall(...asked: Parameters<typeof recall>) {
        const matches = await recall.apply(identifier, asked);
        return matches && found(matches);
      },
    }),
  };
}

async function withOwn(match: Match, find: FindOwn): Promise<Match> {
  const id = match.track.ids?.['library'];
  const own = id === undefined ? undefined : await find(id);
  if (!own) return match;
  const { ids, urls } = match.track;
  return { ...match, track: { ...own, ids: { ...ids, ...own.ids }, ...(urls && { urls: { ...urls, ...own.urls } }) } };
}
