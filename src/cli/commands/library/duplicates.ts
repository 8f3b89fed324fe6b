import { jsonText } from '../../../domain/text.js';
import { trackLabel } from '../../../domain/track.js';
import type { Duplicates } from '../../../library/duplicates.js';
import type { TrackRecord } from '../../../library/store/records.js';
import { type Cli, defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { withLibrary } from './open.js';

export const duplicates = defineCommand({
  name: 'duplicates',
  summary: 'Show recordings that are in the library as several files, told by their sound.',
  examples: [
    ['tracklistify library duplicates', 'each recording with its files, the best named one first'],
    ['tracklistify library duplicates --json | jq -r ".groups[].others[].file"', 'the files that are left over'],
  ],
  define: (command) => {
    command.option('--json', 'print a JSON object');
  },
  shape: (of) => ({ args: of.tuple([]), options: of.object({ json: of.flag }) }),
  run(cli, _args, options) {
    return withLibrary(cli, {}, async ({ library, context, reporter }) => {
      context.emit({ type: 'stage', stage: 'index' });
      const groups = await library.duplicates(context);
      reporter.stop();
      const { out, err, verbosity } = cli.terminal;
      if (options.json) {
        const { trackJson } = await import('./track-table.js');
        const asJson = groups.map(({ records: [best, ...others], evidence }) => ({
          best: trackJson(best!),
          others: others.map(trackJson),
          evidence,
        }));
        out.write(jsonText({ schema: 'tracklistify/duplicates/1', groups: asJson }, 2));
        return EXIT.done;
      }
      const { plain } = await import('../../terminal/terminal.js');
      const { plural } = await import('../../terminal/figures.js');
      const titles = await namerTitles(cli);
      for (const group of groups) out.write(`${linesOf(group, titles).map(plain).join('\n')}\n`);
      const spare = groups.reduce((sum, group) => sum + filesOf(group).length - 1, 0);
      const found = `${plural(groups.length, 'recording')} in more than one file, ${plural(spare, 'file')} beyond the first`;
      if (verbosity >= 0) err.write(groups.length > 0 ? `${found}\n` : 'Every recording is in the library once.\n');
      return EXIT.done;
    });
  },
});

/** Services that give a sound an id, as people know them. */
async function namerTitles(cli: Cli): Promise<Map<string, string>> {
  const { registryOf } = await import('../../../wiring/registry.js');
  return new Map((await registryOf(cli)).namers.map(({ name, title }) => [name, title]));
}

/** The recording by its best name, and each of its files: with what that calls it, where that is something else. */
function linesOf(group: Duplicates, titles: ReadonlyMap<string, string>): string[] {
  const label = trackLabel(group.records[0]!);
  // Told here by the sound, as a rule; what only somebody else says is said to be so.
  const services = group.evidence.flatMap((evidence) => titles.get(evidence) ?? []);
  const told =
    services.length > 0 && !group.evidence.includes('sound') ? `, the same sound to ${services.join(', ')}` : '';
  const files = filesOf(group).map(({ path, record }) => {
    const name = trackLabel(record);
    return `  ${path}${name === label ? '' : `, there named ${name}`}`;
  });
  return [`${label}${told}`, ...files];
}

function filesOf(group: Duplicates): { path: string; record: TrackRecord }[] {
  return group.records.flatMap((record) =>
    [record.file, ...(record.copies ?? [])].map(({ path }) => ({ path, record })),
  );
}
