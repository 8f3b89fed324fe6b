import { join, resolve } from 'node:path';
import type { Settings } from '../config/schema.js';
import type { Emit } from '../domain/events.js';
import type { Exporter } from '../domain/ports/export.js';
import type { Outputs } from '../domain/ports/outputs.js';
import { chooseFormats, formatNames } from '../exporters/registry.js';
import type { World } from './world.js';

export { formatNames };

/**
 * The exporters of these formats, each under its format's name, writing as the settings say. Throws UsageError for a name
 * that isn't one, and for settings that it can't follow.
 */
export async function loadExporters(
  { formats, csvColumns, csvBom, sender, shazamLines }: Settings['output'],
  names: readonly string[] = formats,
): Promise<Array<{ name: string; exporter: Exporter }>> {
  const table = { columns: csvColumns, byteOrderMark: csvBom };
  const sheet = { sender, shazamLines };
  return Promise.all(
    chooseFormats(names).map(async ({ name, load }) => {
      const exporter = await load();
      exporter.check?.(table);
      return {
        name,
        exporter: {
          ...exporter,
          export: (tracklist, options) => exporter.export(tracklist, { ...options, table, sheet }),
        },
      };
    }),
  );
}

/** The folder that results go to, and what is remembered of it. */
export async function makeOutputs(world: World, folder: string, emit: Emit): Promise<Outputs> {
  const [{ outputFolder }, { Results }] = await Promise.all([
    import('../exporters/output-folder.js'),
    import('../exporters/results.js'),
  ]);
  const { dataFolder } = await import('./library.js');
  const results = new Results(join(await dataFolder(world), 'results'));
  return outputFolder(resolve(world.cwd, folder), {
    results,
    onWarning: (message) => emit({ type: 'warning', message }),
  });
}
