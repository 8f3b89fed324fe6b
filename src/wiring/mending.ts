import { basename, dirname, join, resolve } from 'node:path';
import type { Mended, WrittenAt } from '../app/mending.js';
import type { Archive } from '../archive/archive.js';
import type { Copy } from '../archive/kept.js';
import type { Settings } from '../config/schema.js';
import { safeBaseName } from '../domain/file-name.js';
import type { MixChanging } from '../domain/ports/archive.js';
import type { Tracklist } from '../domain/tracklist.js';
import { archiveKey } from './archive.js';
import { knowingOf } from './knowing.js';
import type { World } from './world.js';

/** Seconds by which another encoding of a mix begins and ends elsewhere. */
const SLACK = 1;

/** The same mix under another name or bit rate: its files tell the same times, unlike those of a part. */
const isWhole = ({ start, end }: Copy, { duration }: Tracklist): boolean =>
  Math.abs(start) <= SLACK && Math.abs(end - duration) <= SLACK;

/** Changes one mix of the archive, and every file of it. One process of this machine at a time does. */
export type Mend = (
  mix: string,
  change: (tracklist: Tracklist) => Tracklist,
  how?: { by?: 'owner' | 'finding' },
) => Promise<Mended | null>;

/** What mends tracklists; where their files lie is read once for all of them. */
export async function makeMend(
  world: World,
  settings: Settings,
  archive: MixChanging & Pick<Archive, 'folder' | 'get'>,
): Promise<Mend> {
  const [
    { mend },
    { inTurn },
    { outputFolder },
    { Results },
    { keysOf },
    { loadExporters, formatNames },
    { dataFolder },
    { sumOf },
  ] = await Promise.all([
    import('../app/mending.js'),
    import('../files/turn.js'),
    import('../exporters/output-folder.js'),
    import('../exporters/results.js'),
    import('../exporters/source-keys.js'),
    import('./results.js'),
    import('./library.js'),
    import('../archive/kept.js'),
  ]);
  const results = new Results(join(await dataFolder(world), 'results'));
  const exporters = await loadExporters(settings.output, formatNames);
  const knowing = knowingOf(world, settings);
  const bySource = new Map<string, Set<string>>();
  for (const { path, sources } of await results.everywhere()) {
    for (const source of sources) bySource.set(source, (bySource.get(source) ?? new Set()).add(path));
  }

  /** Earlier versions didn't note where they wrote: those places are guessed. */
  const likely = ({ source: { name, location } }: Tracklist): string[] =>
    [dirname(location), resolve(world.cwd, settings.output.folder)].map((folder) =>
      join(resolve(world.cwd, folder), safeBaseName(name)),
    );

  async function placesOf(mix: string, tracklist: Tracklist): Promise<WrittenAt[]> {
    const copies = ((await archive.get(mix))?.copies ?? []).filter((copy) => isWhole(copy, tracklist));
    const contents = new Set(copies.map(({ content }) => content));
    const others = [...bySource.keys()].filter((source) => contents.has(sumOf(source)));
    const keys = [...keysOf(tracklist.source), archiveKey(mix), ...others];
    const paths = new Set([...keys.flatMap((key) => [...(bySource.get(key) ?? [])]), ...likely(tracklist)]);
    const places: WrittenAt[] = [];
    for (const path of paths) {
      const sources = (await results.get(path))?.sources ?? [];
      if (!sources.some((source) => keys.includes(source))) continue;
      places.push({ outputs: outputFolder(dirname(path), { results }), name: basename(path), source: sources });
    }
    return places;
  }

  return (mix, change, how) =>
    inTurn(join(archive.folder, 'mending', mix), world.signal, () =>
      mend({ archive, mix, placesOf: (tracklist) => placesOf(mix, tracklist), exporters, ...knowing }, change, how),
    );
}
