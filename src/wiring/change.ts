import { dirname, join, resolve } from 'node:path';
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
  const [
    { loadExporters, makeOutputs, formatNames },
    { knowingOf },
    { makeKeeping },
    { readSaved, unchanged },
    results,
    own,
  ] = await Promise.all([
    import('./results.js'),
    import('./knowing.js'),
    import('./archive.js'),
    import('./saved-tracklist.js'),
    import('../exporters/results.js'),
    import('./library.js'),
  ]);
  const turns = join(await own.dataFolder(world), 'turns');
  const warn = (message: string): void => emit({ type: 'warning', message });
  const file = resolve(world.cwd, path);
  const [saved, ...more] = await readSaved(path, world, new Set(), warn, { byHand: true });
  if (!saved || more.length > 0) throw new UsageError(`${path} must hold one tracklist, to be changed.`);
  const keeping = await makeKeeping(world, settings);
  const run = {
    tracklist: await keeping.withOwnNumbers(saved.tracklist),
    numbering: await keeping.numbering(),
    name: saved.name,
    source: saved.source,
    from: file,
    outputs: await makeOutputs(world, dirname(file), emit),
    exporters: await loadExporters(settings.output, formatNames),
    ...knowingOf(world, settings),
    alone: <T>(write: () => Promise<T>) =>
      aloneAt(join(turns, results.contentSum(file).slice(0, 16)), world.signal, async () => {
        if (saved.from && !('from' in (await unchanged(saved)))) {
          throw new ChangedMeanwhileError(`${path} was changed meanwhile, so it stays as it is. Say it again.`);
        }
        return write();
      }),
  };
  return { saved, run };
}

/** Where a turn can't be taken, as the user's folders can't be written to, the work is done all the same. */
async function aloneAt<T>(path: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const { inTurn } = await import('../files/turn.js');
  let begun = false;
  try {
    return await inTurn(path, signal, () => {
      begun = true;
      return work();
    });
  } catch (error) {
    if (begun || signal.aborted) throw error;
    return work();
  }
}
