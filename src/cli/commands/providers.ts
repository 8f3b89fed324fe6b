import { Argument, type Command } from 'commander';
import { jsonText, oneLine, plain } from '../../domain/text.js';
import { ABOUT_LIBRARY, type ProviderStatus } from '../../wiring/providers.js';
import { everyProvider, type Registry } from '../../wiring/registry.js';
import { defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import type { OutputStream } from '../terminal/terminal.js';

/** What they work on, where that isn't tracks of a mix. */
const OBJECTS: Readonly<Record<string, string>> = { keeps: 'playlists', names: 'files' };

type Described = Pick<ProviderStatus, 'name' | 'title' | 'about'>;

export const providers = defineCommand({
  name: 'providers',
  summary: 'Show who can identify and complete tracks: who is ready, and what each lacks, costs and allows.',
  examples: [
    ['tracklistify providers', 'a paragraph each; no service is called'],
    ['tracklistify providers acrcloud', 'how one is set up; "tracklistify providers --help acrcloud" says the same'],
    ["tracklistify providers --json | jq -r '.[] | select(.ready).name'", 'the names of those that are ready'],
  ],
  namesProviders: true,
  define(command, registry) {
    const known = registry ? describedIn(registry) : [];
    const names = new Argument('[name...]', 'only these, with how they are set up');
    if (registry) names.choices(known.map(({ name }) => name));
    command.addArgument(names).option('--json', 'print a JSON document');
    helpOnEach(command, known);
  },
  shape: (of) => ({ args: of.tuple([of.words]), options: of.object({ json: of.flag }) }),
  async run(cli, [names], { json }) {
    const { listProviders } = await import('../../wiring/providers.js');
    const all = await listProviders(cli, await cli.settings());
    const listed = names.length > 0 ? all.filter(({ name }) => names.includes(name)) : all;
    const { out } = cli.terminal;
    if (json) out.write(jsonText(listed, 2));
    else for (const one of listed) out.write(`${stateOf(one, out)}${names.length > 0 ? setUpOf(one) : ''}`);
    return EXIT.done;
  },
});

const describedIn = (registry: Registry): Described[] => [
  { name: 'library', title: 'Library', about: ABOUT_LIBRARY },
  ...everyProvider(registry),
];

/** `providers --help NAME`: whoever names some wants their set-up, not the command's. */
function helpOnEach(command: Command, known: readonly Described[]): void {
  const usual = command.outputHelp.bind(command) as (context?: unknown) => void;
  command.outputHelp = ((context?: unknown) => {
    const typed = (command.parent as (Command & { rawArgs: readonly string[] }) | null)?.rawArgs ?? [];
    const wanted = known.filter(({ name }) => typed.includes(name));
    const word = typed.slice(typed.indexOf('providers') + 1).find((one) => !one.startsWith('-'));
    if (wanted.length === 0 && word !== undefined && known.length > 0) {
      command.error(
        `error: there is no provider "${oneLine(word)}". There are: ${known.map(({ name }) => name).join(', ')}.`,
      );
    }
    if (wanted.length === 0) return usual(context);
    for (const one of wanted) {
      command.configureOutput().writeOut?.(`${one.title} (${one.name})\n${factsOf(one)}${setUpOf(one)}`);
    }
  }) as Command['outputHelp'];
}

function stateOf(one: ProviderStatus, { style }: OutputStream): string {
  const { name, title, does, ready, note } = one;
  const state = ready ? style.green('ready') : style.yellow('not ready');
  const heading = `${style.bold(title)} (${name}) ${does} ${OBJECTS[does] ?? 'tracks'}: ${state}`;
  return `${heading}\n${note ? `  ${plain(note)}\n` : ''}${factsOf(one)}`;
}

const factsOf = ({ about: { cost, rate, terms } }: Described): string => `  ${cost} ${rate}\n  ${terms}\n`;
const setUpOf = ({ about: { setUp } }: Described): string =>
  `  Set-up:\n${setUp.map((line) => `    ${line}\n`).join('')}`;
