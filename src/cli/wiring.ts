/**
 * The only place where adapters are made and handed to use cases. Each function imports what it makes when it is called,
 * so that a command loads nothing but what it needs.
 */
import type { Settings } from '../config/schema.js';
import type { Exporter, Outputs } from '../domain/ports.js';

export type { Settings };

/** The exporters of these formats, each under its format's name. Throws UsageError for a name that isn't one. */
export async function loadExporters(names: readonly string[]): Promise<Array<{ name: string; exporter: Exporter }>> {
  const { chooseFormats } = await import('../exporters/registry.js');
  return Promise.all(chooseFormats(names).map(async ({ name, load }) => ({ name, exporter: await load() })));
}

export async function makeOutputs(folder: string): Promise<Outputs> {
  const { outputFolder } = await import('../exporters/output-folder.js');
  return outputFolder(folder);
}
