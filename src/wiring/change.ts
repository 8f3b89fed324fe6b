import { dirname, resolve } from 'node:path';
import type { ChangeRun } from '../app/change.js';
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
): Promise<{ saved: Saved; run: ChangeRun }> {
  if (path === '-')
    throw new UsageError('A tracklist from standard input has no place to be changed in: name its file.');
  const [
    { loadExporters, makeOutputs, formatNames },
    { knowingOf },
    { makeKeeping },
    { readSaved, unchanged },
    { documentTurn },
    { aloneWithMix, mendElsewhere },
  ] = await Promise.all([
    import('./results.js'),
    import('./knowing.js'),
    import('./archive.js'),
    import('./saved-tracklist.js'),
    import('./document-turn.js'),
    import('./mending.js'),
  ]);
  const alone = await documentTurn(world);
  const warn = (message: string): void => emit({ type: 'warning', message });
  const file = resolve(world.cwd, path);
  const [saved, ...more] = await readSaved(path, world, new Set(), warn, { byHand: true });
  if (!saved || more.length > 0) throw new UsageError(`${path} must hold one tracklist, to be changed.`);
  const keeping = await makeKeeping(world, settings);
  const run: ChangeRun = {
    tracklist: await keeping.withOwnNumbers(saved.tracklist),
    numbering: await keeping.numbering(),
    name: saved.name,
    source: saved.source,
    from: file,
    outputs: await makeOutputs(world, dirname(file), emit),
    exporters: await loadExporters(settings.output, formatNames),
    ...knowingOf(world, settings),
    alone: (write) =>
      aloneWithMix(world, settings, saved.tracklist.source, () =>
        alone(file, async () => {
          if (saved.from && !('from' in (await unchanged(saved)))) {
            throw new ChangedMeanwhileError(`${path} was changed meanwhile, so it stays as it is. Say it again.`);
          }
          return write();
        }),
      ),
    elsewhere: (kept, change) => mendElsewhere(world, settings, kept, change, file),
  };
  return { saved, run };
}
