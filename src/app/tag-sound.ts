import { AudioError, OutputError, type TracklistifyError, WriteError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { EmbedAudio, SoundTags, TagInPlace } from '../domain/ports/embed.js';
import { soundTags } from '../domain/told-sound.js';
import type { Analysed } from './analyse.js';

export interface TagSoundRun {
  /** Where a file's copy goes; null for tags in the files themselves. */
  copyTo: ((file: string) => string) | null;
  /** Whether what tags say otherwise goes, and what stands in a copy's place. */
  replace: boolean;
  embed: EmbedAudio;
  tagInPlace: TagInPlace;
}

export interface TaggedFile {
  file: string;
  tags: SoundTags;
  /** The file that has the tags. */
  to: string;
  /** The file as it was. */
  backup?: string;
}

export interface Tagging {
  tagged: TaggedFile[];
  /** Files of which nothing sure was heard that their tags don't say. */
  left: number;
  failed: TracklistifyError[];
  failure: unknown;
}

/** Writes tempo and key into the tags of files, or of copies. A file in which that can't be is no hindrance for the others. */
export async function tagSound(
  heard: readonly Analysed[],
  run: TagSoundRun,
  { signal, emit }: Context,
): Promise<Tagging> {
  const tagging: Tagging = { tagged: [], left: 0, failed: [], failure: null };
  const copies = new Set<string>();
  emit({ type: 'stage', stage: 'write' });
  for (const [at, one] of heard.entries()) {
    const tags = soundTags(
      one.heard,
      one.told.find(({ by }) => by === 'tags'),
      run.replace,
    );
    try {
      signal.throwIfAborted();
      if (tags) tagging.tagged.push(await tagOne(one.file, tags, run, signal, copies));
      else tagging.left++;
    } catch (error) {
      if (signal.aborted || !(error instanceof AudioError || error instanceof OutputError)) {
        tagging.failure = error;
        break;
      }
      tagging.failed.push(error);
    }
    emit({ type: 'count', stage: 'write', done: at + 1, total: heard.length, label: one.file });
  }
  return tagging;
}

async function tagOne(
  file: string,
  tags: SoundTags,
  run: TagSoundRun,
  signal: AbortSignal,
  copies: Set<string>,
): Promise<TaggedFile> {
  if (!run.copyTo) return { file, tags, to: file, backup: await run.tagInPlace({ path: file, tags, signal }) };
  const to = run.copyTo(file);
  if (to === file) throw new WriteError(`${file} would be its own copy. Name another folder by --output.`);
  // Files of different folders: --force is about earlier copies, not about one another's.
  if (copies.has(to)) {
    throw new WriteError(`${file} has the name of another file, whose copy is ${to}. Write its folder to another one.`);
  }
  const made = await run.embed({ from: file, to, replace: run.replace, embedding: tags, signal });
  if (made) {
    copies.add(to);
    return { file, tags, to };
  }
  throw new WriteError(
    `${to} is there already, and wasn't replaced. Move it away, say --force, or name another folder.`,
  );
}
