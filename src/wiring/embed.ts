import { basename, dirname, extname, join, resolve } from 'node:path';
import type { EmbedRun } from '../app/embed.js';
import { UsageError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import { withoutMediaExtension } from '../domain/file-name.js';
import type { Tracklist } from '../domain/tracklist.js';
import type { Hall } from './hall.js';
import { findMixFile } from './mix-file.js';

export interface EmbedWanted {
  /** The mix's file as the user names it; by default where the tracklist says that it is. */
  into?: string;
  /** As the user names it; by default where the user is. */
  folder?: string;
  force?: boolean;
}

/** What putting a tracklist into a copy of its mix takes. Throws SourceError where there is no file of it. */
export async function wireEmbed(
  hall: Hall,
  tracklist: Tracklist,
  { into, folder = '.', force = false }: EmbedWanted,
  emit: Emit,
): Promise<EmbedRun> {
  const { world, settings } = hall;
  const [{ embedWith }, { sourceTools }, { loadExporters }, { makeFolder }, { attempt }, { isSameFile }] =
    await Promise.all([
      import('../audio/embed/embed.js'),
      import('./audio.js'),
      import('./results.js'),
      import('../files/make-folder.js'),
      import('../exporters/disk.js'),
      import('../files/identity.js'),
    ]);
  const mix = await findMixFile(hall, tracklist, into, '--into', emit);
  const { path } = mix;
  const target = resolve(world.cwd, folder);
  await attempt(target, () => makeFolder(target));
  const name = basename(path);
  const beside = `${withoutMediaExtension(name)}.chapters${extname(name)}`;
  const exporters = await loadExporters({ ...settings.output, csvBom: false }, ['txt', 'cue']);
  const rendered = new Map(
    exporters.map(({ name: format, exporter }) => {
      const { files } = exporter.export(tracklist, { baseName: name, folder: dirname(path) });
      return [format, files.map(({ content }) => String(content)).join('')];
    }),
  );
  return {
    tracklist,
    mix,
    to: [join(target, name), join(target, beside)],
    replace: force,
    isMix: (file) => isSameFile(file, path),
    embed: embedWith(async () => (await sourceTools(world, settings)).ffmpeg),
    text: (rendered.get('txt') ?? '').trimEnd(),
    cue: rendered.get('cue') ?? '',
  };
}

/** One file for several tracklists would be written over and over. */
export function refuseShared(into: string | undefined, tracklists: number): void {
  if (into !== undefined && tracklists > 1)
    throw new UsageError('--into names the file of one mix: name one tracklist.');
}
