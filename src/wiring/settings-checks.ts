import type { Registry } from './registry.js';

/**
 * What only a registry knows of a setting's value: whether there is anything of that name. So a wrong one in the environment or
 * in a file is told with where it stands, and one in a stranger's `.env` is passed over.
 */
export const settingsChecks = (registry: Registry): Readonly<Record<string, (value: unknown) => Promise<void>>> => ({
  async 'output.formats'(names) {
    const { chooseFormats } = await import('../exporters/registry.js');
    chooseFormats(names as string[]);
  },
  async 'output.csvColumns'(columns) {
    const { csv } = await import('../exporters/csv.js');
    csv.check?.({ columns: columns as string[] });
  },
  async ytDlpArgs(told) {
    const { ytDlpArgs } = await import('../audio/sources/site/args.js');
    ytDlpArgs(told as string[]);
  },
  async providers(names) {
    const { refuseUnknown } = await import('./choose.js');
    refuseUnknown(names as string[], registry);
  },
});
