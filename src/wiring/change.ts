import { dirname, resolve } from 'node:path';
import type { EditRun } from '../app/edit.js';
import type { Settings } from '../config/schema.js';
import { ChangedMeanwhileError, UsageError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { Saved } from './saved-tracklist.js';
import type { World } from './world.js';

/** A saved tracklist as it stands now, ready to be changed together with all its files. */
export async function openToChange(
  world: World,
  settings: Settings,
  path: string,
  emit: Emit,
): Promise<{ saved: Saved; run: EditRun }> {
  if (path === '-')
    throw new UsageError('A tracklist from standard input has no place to be changed in: name its file.');
  const [{ loadExporters, makeOutputs, formatNames }, { soundIn }, { readSaved, unchanged }] = await Promise.all([
    import('./results.js'),
    import('./archive.js'),
    import('./saved-tracklist.js'),
  ]);
  const warn = (message: string): void => emit({ type: 'warning', message });
  const file = resolve(world.cwd, path);
  const [saved, ...more] = await readSaved(path, world, new Set(), warn, { byHand: true });
  if (!saved || more.length > 0) throw new UsageError(`${path} must hold one tracklist, to be changed.`);
  const run = {
    tracklist: saved.tracklist,
    name: saved.name,
    source: saved.source,
    from: file,
    outputs: await makeOutputs(world, dirname(file), emit),
    exporters: await loadExporters(settings.output, formatNames),
    sound: soundIn(world, settings),
    async refuseChanged() {
      if (!saved.from || 'from' in (await unchanged(saved))) return;
      throw new ChangedMeanwhileError(`${path} was changed meanwhile, so it stays as it is. Say it again.`);
    },
  };
  return { saved, run };
}
