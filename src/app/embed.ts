import { chaptersOf } from '../domain/chapters.js';
import { WriteError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { EmbedAudio } from '../domain/ports/embed.js';
import type { Tracklist } from '../domain/tracklist.js';
import { lengthFor, type MixFile } from './mix-file.js';

export interface EmbedRun {
  tracklist: Tracklist;
  mix: MixFile;
  /** Where the copy goes, and where it goes when something stands there that isn't to be replaced. */
  to: readonly string[];
  replace: boolean;
  /** Whether this path leads to the mix itself, whatever it is called there. */
  isMix(path: string): Promise<boolean>;
  embed: EmbedAudio;
  /** The tracklist in other formats. */
  text: string;
  cue: string;
}

/** Makes a copy of a mix with its tracklist in it. Resolves to the copy's path. */
export async function embedTracklist(run: EmbedRun, { signal, emit }: Context): Promise<string> {
  const { tracklist, mix, to, replace, embed, text, cue } = run;
  const duration = lengthFor(tracklist, mix, emit, '--into', ', so there is nothing to put into the file.');
  const entries = tracklist.entries.filter(({ start }) => start < duration);
  const { title = '', artist = '' } = tracklist.source;
  const embedding = {
    chapters: chaptersOf({ entries, duration }),
    text,
    cue,
    ...(title && { title }),
    ...(artist && { artist }),
  };
  for (const path of to) {
    if (await run.isMix(path)) continue;
    const notes = await embed({ from: mix.path, to: path, replace, embedding, signal });
    if (!notes) continue;
    for (const message of notes) emit({ type: 'warning', message });
    return path;
  }
  throw new WriteError(
    `${to.at(-1)} is there already, and wasn't replaced. Move it away, say --force, or choose another folder with --output.`,
  );
}
