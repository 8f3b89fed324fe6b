import { chaptersOf } from '../domain/chapters.js';
import { SourceError, ValidationError, WriteError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { EmbedAudio } from '../domain/ports/embed.js';
import { clock } from '../domain/time.js';
import type { Tracklist } from '../domain/tracklist.js';

export interface EmbedRun {
  tracklist: Tracklist;
  /** The mix's own file, as an absolute path, and how long it is; null where that isn't told. */
  mix: { path: string; duration: number | null };
  /** Where the copy goes, and where it goes when something stands there that isn't to be replaced. */
  to: readonly string[];
  replace: boolean;
  embed: EmbedAudio;
  /** The tracklist in other formats. */
  text: string;
  cue: string;
}

/** A tracklist is of this file when their lengths differ by no more: players and decoders differ about the end. */
const SAME_LENGTH = 5;

/** Makes a copy of a mix with its tracklist in it. Resolves to the copy's path. */
export async function embedTracklist(run: EmbedRun, { signal, emit }: Context): Promise<string> {
  const { tracklist, mix, to, replace, embed, text, cue } = run;
  const duration = mix.duration ?? tracklist.duration;
  if (mix.duration !== null && tracklist.duration > 0 && Math.abs(mix.duration - tracklist.duration) > SAME_LENGTH) {
    const message = `${mix.path} lasts ${clock(mix.duration)}, and the tracklist is of a mix of ${clock(tracklist.duration)}: see whether they belong together.`;
    emit({ type: 'warning', message });
  }
  const entries = tracklist.entries.filter(({ start }) => start < duration);
  if (entries.length === 0) {
    throw tracklist.entries.length === 0
      ? new ValidationError('There is no entry in this tracklist, so there is nothing to put into the file.')
      : new SourceError(`${mix.path} ends before the first entry begins: name the mix with --into.`);
  }
  const { title = '', artist = '' } = tracklist.source;
  const embedding = {
    chapters: chaptersOf({ entries, duration }),
    text,
    cue,
    ...(title && { title }),
    ...(artist && { artist }),
  };
  for (const path of to) {
    if (path === mix.path) continue;
    const notes = await embed({ from: mix.path, to: path, replace, embedding, signal });
    if (!notes) continue;
    for (const message of notes) emit({ type: 'warning', message });
    return path;
  }
  throw new WriteError(
    `${to.at(-1)} is there already, and wasn't replaced. Move it away, say --force, or choose another folder with --output.`,
  );
}
