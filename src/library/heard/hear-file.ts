import { stat } from 'node:fs/promises';
import { FormatError, SourceError, TracklistifyError } from '../../domain/errors.js';
import { given } from '../../domain/given.js';
import type { HearFile } from '../../domain/ports/hear.js';
import type { ToldOfSound } from '../../domain/told-sound.js';
import { rawPath } from '../../files/raw-path.js';
import type { AddTools } from '../add-tools.js';
import { toTrack } from '../catalogue/to-track.js';
import type { Library } from '../library.js';
import { contentId } from '../scan/content-id.js';
import { tagsFrom } from '../scan/tags.js';
import { reasonOf } from '../scan/walk.js';
import { type FilePlace, pathsOf, type TrackRecord } from '../store/records.js';
import { localTagReader } from '../tags/reader.js';

interface Hearing {
  library: Library;
  tools: Pick<AddTools, 'openAudio' | 'workshop' | 'tags'>;
  /** Samples a second that are listened to. */
  rate: number;
  /** Listens also to what was heard before. */
  again: boolean;
}

/** Hears files, and keeps in the library's folder what was heard, whether it has them as tracks or not. */
export async function makeHearFile({ library, tools, rate, again }: Hearing): Promise<HearFile> {
  const { openAudio, workshop, tags = localTagReader } = tools;
  const records = new Map(
    (await library.list()).flatMap((record) => pathsOf(record).map((path): [string, TrackRecord] => [path, record])),
  );

  const listen = async (path: string, signal: AbortSignal) => {
    let damage: string | undefined;
    const source = await openAudio(path, signal, rate, true);
    try {
      const onDamage = ({ message }: { message: string }): void => {
        damage ??= message;
      };
      const heard = await workshop.listen(
        (onFull) => source.pcm({ rate, signal, onDamage, ...(onFull && { onFull }) }),
        signal,
      );
      return { heard, damage };
    } finally {
      await source.close();
    }
  };

  const about = async (path: string, known: TrackRecord | undefined, signal: AbortSignal) => {
    if (known) return toTrack(known);
    const { common } = await tags.read(path, signal);
    return tagsFrom(common, path);
  };

  return async (path, signal) => {
    try {
      const { size, mtimeMs } = await stat(await rawPath(path));
      const isAsItWas = (place: FilePlace): boolean =>
        place.path === path && place.size === size && place.mtime === Math.floor(mtimeMs);
      const record = records.get(path);
      const known = record && [record.file, ...(record.copies ?? [])].some(isAsItWas) ? record : undefined;
      const id = known?.id ?? (await idOf(path));
      const track = await about(path, known, signal);
      const told = [given<ToldOfSound>({ by: 'tags', bpm: track.bpm, key: track.key })];
      for (const [by, { bpm, key }] of Object.entries(library.facts.of([path])))
        told.push(given<ToldOfSound>({ by, bpm, key }));
      const common = { track, told: told.filter(({ bpm, key }) => bpm !== undefined || key !== undefined) };
      const before = again ? null : library.heard.of(id);
      if (before) return { ...common, heard: before, kept: true };
      const { heard, damage } = await listen(path, signal);
      await library.heard.put(id, heard);
      return { ...common, heard, kept: false, ...(damage !== undefined && { damage }) };
    } catch (error) {
      if (signal.aborted || error instanceof TracklistifyError || !('code' in (error as object))) throw error;
      throw new SourceError(`"${path}" can't be read: ${reasonOf(error)}.`, { cause: error });
    }
  };
}

async function idOf(path: string): Promise<string> {
  const { id, bytes } = await contentId(path);
  if (bytes === 0) throw new FormatError(`"${path}" is empty.`);
  return id;
}
