import type { Field } from '../../config/fields.js';
import type { LoadedSettings, Origin } from '../../config/load.js';
import { jsonText, plain } from '../../domain/text.js';
import { type CommandModule, defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';

const path: CommandModule = {
  name: 'path',
  summary: 'Print where the config file is, or would be.',
  examples: [
    ['tracklistify config path', 'prints the path'],
    ['"$EDITOR" "$(tracklistify config path)"', 'opens the file'],
  ],
  async run(cli) {
    cli.terminal.out.write(`${plain(await cli.configFile())}\n`);
    return EXIT.done;
  },
};

const show = defineCommand({
  name: 'show',
  summary: 'Show every setting and where its value comes from; secrets are masked.',
  examples: [
    ['tracklistify config show', 'lists all settings'],
    ['tracklistify config show --json | jq \'.settings["output.folder"]\'', 'one of them, for a script'],
  ],
  define: (command) => {
    command.option('--json', 'print a JSON document');
  },
  shape: (of) => ({ args: of.tuple([]), options: of.object({ json: of.flag }) }),
  async run(cli, _args, { json }) {
    const loaded = await cli.load();
    const { withoutSecrets } = await import('../terminal/event-writer.js');
    const shown = loaded.fields.map((field) => shownField(field, loaded, withoutSecrets));
    if (json) {
      const settings = Object.fromEntries(shown.map(({ place, ...rest }) => [place, rest]));
      const { configFile, ignored } = loaded;
      cli.terminal.out.write(jsonText({ configFile, ignored, settings }, 2));
      return EXIT.done;
    }
    const { tableLines } = await import('../terminal/table.js');
    const lines = tableLines(
      {
        columns: [
          { header: 'Setting', cell: (row) => row.place },
          { header: 'Value', cell: (row) => asText(row.value), min: 8, weight: 2 },
          { header: 'From', cell: (row) => row.from, drop: 1 },
          { header: 'What it is', cell: (row) => row.description, min: 30, weight: 3, drop: 2 },
        ],
        rows: shown,
      },
      cli.terminal.out,
    );
    cli.terminal.out.write(`${lines.join('\n')}\n`);
    return EXIT.done;
  },
});

const init = defineCommand({
  name: 'init',
  summary: 'Write a config file that holds the defaults, to be edited.',
  examples: [
    ['tracklistify config init', 'writes it where the other commands look for it'],
    ['tracklistify config init --config ./party.json', 'writes another one, to be used by --config'],
  ],
  define: (command) => {
    command.option('--force', 'replace a file that is there already');
  },
  shape: (of) => ({ args: of.tuple([]), options: of.object({ force: of.flag }) }),
  async run(cli, _args, { force = false }) {
    const file = await cli.configFile();
    const content = jsonText(await cli.defaults(), 2);
    const { writeConfig } = await import('../../wiring/config-file.js');
    await writeConfig(file, content, force);
    if (cli.terminal.verbosity >= 0) cli.terminal.err.write(`wrote ${plain(file)}\n`);
    return EXIT.done;
  },
});

export const configCommand: CommandModule = {
  name: 'config',
  summary: 'Show the configuration, or start one.',
  examples: [
    ['tracklistify config show', 'every setting, and where its value comes from'],
    ['tracklistify config init', 'writes a config file to edit'],
  ],
  subcommands: [show, path, init],
};

export interface ShownField {
  place: string;
  value: unknown;
  from: Origin;
  description: string;
}

const MASK = '***';

/** A setting as it may be shown on a screen: secrets are masked. */
export function shownField(
  field: Field,
  { settings, origins }: Pick<LoadedSettings, 'settings' | 'origins'>,
  clean: (text: string) => string,
): ShownField {
  const { place, description, secret } = field;
  const value = place.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], settings);
  const safe = (part: unknown): unknown => (typeof part === 'string' ? clean(part) : part);
  const visible = Array.isArray(value) ? value.map(safe) : safe(value);
  return {
    place,
    value: value === undefined ? null : secret ? MASK : visible,
    from: origins[place] ?? 'default',
    description,
  };
}

function asText(value: unknown): string {
  if (value === null) return '(not set)';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
