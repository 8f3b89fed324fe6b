import { AuthenticationError, ProviderError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { PlaylistAddress, PlaylistService } from '../domain/ports/playlist.js';
import { trackLabel, UNKNOWN_LABEL } from '../domain/track.js';
import type { Entry, Tracklist } from '../domain/tracklist.js';

export interface PlaylistRun {
  tracklist: Tracklist;
  /** What the playlist is called. */
  name: string;
  /** The same whenever this mix's tracklist is sent again, and for no other mix. */
  mark: string;
  service: PlaylistService;
  /** Entries that are less sure than this are left out. */
  leastConfidence: number;
  /** What to do with a playlist that was made of this mix before and holds other tracks. */
  existing: 'keep' | 'replace' | 'another';
  /** Looks everything up, and changes nothing. */
  dryRun?: boolean;
}

export interface LeftOut {
  /** Seconds of mix time. */
  start: number;
  label: string;
  reason: 'unknown' | 'unsure' | 'not there';
}

export interface PlaylistResult {
  /** Null when there is nothing to make one of, or when nothing was to be changed and none is there. */
  playlist: PlaylistAddress | null;
  outcome: 'made' | 'continued' | 'replaced' | 'unchanged' | 'differs' | 'nothing' | 'planned';
  tracks: Array<{ start: number; label: string; uri: string }>;
  leftOut: LeftOut[];
}

/** Puts the tracks of a tracklist into a private playlist: once, however often it is run, unless another one is wanted. */
export async function sendPlaylist(run: PlaylistRun, context: Context): Promise<PlaylistResult> {
  const { service } = run;
  const { tracks, leftOut } = await lookUp(run, context);
  const uris = tracks.map((track) => track.uri);
  const result = (outcome: PlaylistResult['outcome'], playlist: PlaylistAddress | null): PlaylistResult => ({
    playlist,
    outcome,
    tracks,
    leftOut,
  });
  if (uris.length === 0) return result('nothing', null);
  if (run.dryRun) return result(...(await foresee(run, uris, context)));

  const there = run.existing === 'another' ? null : await service.marked(run.mark, context);
  if (!there) {
    const description = `Tracklist of ${run.tracklist.source.name}, made by tracklistify.`;
    const made = await service.make(run.name, description, run.mark, context);
    await service.append(made, uris, context);
    return result('made', made);
  }
  const held = await service.items(there, context);
  const begun = held.every((uri, i) => uri === uris[i]);
  if (begun && held.length === uris.length) return result('unchanged', there);
  if (begun) {
    // A run that was interrupted, or a tracklist that has grown: what is in it stays as it is.
    await service.append(there, uris.slice(held.length), context);
    return result('continued', there);
  }
  if (run.existing === 'keep') return result('differs', there);
  await service.replace(there, uris, context);
  return result('replaced', there);
}

/** What a run would find. What is to be sent is known also where the service can't be asked about that. */
async function foresee(
  { service, mark, existing }: PlaylistRun,
  uris: readonly string[],
  context: Context,
): Promise<[PlaylistResult['outcome'], PlaylistAddress | null]> {
  try {
    const there = existing === 'another' ? null : await service.marked(mark, context);
    const held = there ? await service.items(there, context) : [];
    const isSame = there !== null && held.length === uris.length && held.every((uri, i) => uri === uris[i]);
    return [isSame ? 'unchanged' : 'planned', there];
  } catch (error) {
    if (!(error instanceof ProviderError) || error instanceof AuthenticationError) throw error;
    const message = `${error.message} So it isn't known whether there is a playlist of this mix already.`;
    context.emit({ type: 'warning', message });
    return ['planned', null];
  }
}

async function lookUp(
  { tracklist, service, leastConfidence }: PlaylistRun,
  context: Context,
): Promise<Pick<PlaylistResult, 'tracks' | 'leftOut'>> {
  const tracks: PlaylistResult['tracks'] = [];
  const leftOut: LeftOut[] = [];
  for (const [i, entry] of tracklist.entries.entries()) {
    context.signal.throwIfAborted();
    const leave = (reason: LeftOut['reason']): void => {
      leftOut.push({ start: entry.start, label: labelOf(entry), reason });
    };
    if (entry.kind === 'unknown') leave('unknown');
    else if (entry.confidence < leastConfidence) leave('unsure');
    else {
      const found = await service.find(entry.track, context);
      if (found) tracks.push({ start: entry.start, ...found });
      else leave('not there');
    }
    const progress = { done: i + 1, total: tracklist.entries.length, label: service.name };
    context.emit({ type: 'count', stage: 'complete', ...progress });
  }
  return { tracks, leftOut };
}

const labelOf = (entry: Entry): string => (entry.kind === 'track' ? trackLabel(entry.track) : UNKNOWN_LABEL);
