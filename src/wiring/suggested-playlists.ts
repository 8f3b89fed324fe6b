import type { ExportResult } from '../app/export.js';
import type { Settings } from '../config/schema.js';
import type { Emit } from '../domain/events.js';
import type { Arc, Suggestions } from '../domain/suggestion.js';
import { version } from '../version.js';
import type { World } from './world.js';

/** Writes suggestions as playlists of the user's own files, in any format that a tracklist has. */
export async function writePlaylists(
  world: World,
  settings: Settings,
  suggestions: Suggestions,
  { formats, arc }: { formats: readonly string[]; arc: Arc | undefined },
  emit: Emit,
): Promise<Pick<ExportResult, 'files' | 'failure'>> {
  const [{ exportTracklist }, { nameOf, playlistOf }, { loadExporters, makeOutputs }, { knowingOf }, { keyOf }] =
    await Promise.all([
      import('../app/export.js'),
      import('../app/suggest/playlist.js'),
      import('./results.js'),
      import('./knowing.js'),
      import('../exporters/source-keys.js'),
    ]);
  const exporters = await loadExporters(settings.output, formats);
  const outputs = await makeOutputs(world, settings.output.folder, emit);
  await outputs.prepare();
  const name = nameOf(suggestions, arc);
  const createdAt = new Date(world.clock.now()).toISOString();
  const tracklist = playlistOf(suggestions, { name, createdAt, tool: { name: 'tracklistify', version } });
  const { onExist } = settings.output;
  return exportTracklist(
    {
      tracklist,
      name,
      source: [keyOf(`suggest ${name}`)],
      exporters,
      outputs,
      onExist,
      ...knowingOf(world, settings),
      exact: true,
    },
    { emit },
  );
}
