import { InvalidArgumentError, Option } from 'commander';
import type { AnswerCache } from '../../cache/cache.js';
import { UsageError } from '../../domain/errors.js';
import { jsonText, plain } from '../../domain/text.js';
import { type Cli, type CommandModule, defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { OfferingOption } from '../options.js';

const stats = defineCommand({
  name: 'stats',
  summary: "Show how many of the services' answers are kept, and how much room they take.",
  examples: [
    ['tracklistify cache stats', 'one line for each service, and the sum'],
    ['tracklistify cache stats --json | jq .bytes', 'for a script'],
  ],
  define: (command) => {
    command.option('--json', 'print a JSON document');
  },
  shape: (of) => ({ args: of.tuple([]), options: of.object({ json: of.flag }) }),
  async run(cli, _args, { json }) {
    const counted = await (await cacheOf(cli)).stats();
    const { out } = cli.terminal;
    if (json) {
      out.write(jsonText(counted, 2));
      return EXIT.done;
    }
    if (counted.answers === 0) {
      out.write(`No answers are kept in ${plain(counted.folder)}.\n`);
      return EXIT.done;
    }
    const { tableLines } = await import('../terminal/table.js');
    const { plural } = await import('../terminal/figures.js');
    const rows = Object.entries(counted.groups).sort(([a], [b]) => a.localeCompare(b));
    const table = {
      columns: [
        { header: 'Service', cell: ([name]: (typeof rows)[number]) => name },
        { header: 'Answers', cell: ([, group]: (typeof rows)[number]) => String(group.answers) },
        { header: 'Size', cell: ([, group]: (typeof rows)[number]) => sizeText(group.bytes) },
      ],
      rows,
    };
    const oldest = new Date(counted.oldest ?? 0).toISOString().slice(0, 10);
    const notes = [
      `${plural(counted.answers, 'answer')}, ${sizeText(counted.bytes)}, the oldest of ${oldest}, in ${plain(counted.folder)}`,
      ...(counted.expired > 0
        ? [`${plural(counted.expired, 'answer')} expired: "tracklistify cache prune" removes them`]
        : []),
      ...(counted.damaged > 0
        ? [`${plural(counted.damaged, 'damaged file')} set aside: "tracklistify cache clear" removes them`]
        : []),
    ];
    out.write([...tableLines(table, out), ...notes].map((line) => `${line}\n`).join(''));
    return EXIT.done;
  },
});

const prune = defineCommand({
  name: 'prune',
  summary: 'Remove answers that have expired, then the oldest ones until the rest fits the limit.',
  examples: [
    ['tracklistify cache prune', 'keeps to the limit of the settings'],
    ['tracklistify cache prune --max-megabytes 20', 'keeps the newest 20 MB'],
  ],
  define: (command) => {
    command.addOption(new Option('--max-megabytes <n>', 'room that the rest may take').argParser(megabytes));
  },
  shape: (of) => ({ args: of.tuple([]), options: of.object({ maxMegabytes: of.number }) }),
  async run(cli, _args, { maxMegabytes: limit }) {
    const cache = await cacheOf(cli);
    const removed = await cache.prune(limit === undefined ? undefined : limit * 1e6);
    const { plural } = await import('../terminal/figures.js');
    const count = plural(removed.expired + removed.oldest, 'answer');
    tell(cli, `removed ${count} (${removed.expired} expired, ${removed.oldest} oldest), ${sizeText(removed.bytes)}`);
    return EXIT.done;
  },
});

const clear = defineCommand({
  name: 'clear',
  summary: "Forget all kept answers, or one service's. The next run asks, and pays, again.",
  examples: [
    ['tracklistify cache clear', 'forgets everything'],
    ['tracklistify cache clear --provider shazam', "forgets Shazam's answers"],
  ],
  define: (command, registry) => {
    const kinds = registry ? [registry.identifiers, registry.resolvers, registry.namers, registry.models] : [];
    const names = kinds.flatMap((all) => all.map(({ name }) => name));
    command.addOption(new OfferingOption('--provider <name>', 'only the answers of this one', names));
  },
  shape: (of) => ({ args: of.tuple([]), options: of.object({ provider: of.text }) }),
  async run(cli, _args, { provider }) {
    const cache = await cacheOf(cli);
    const { answers, groups, folder } = await cache.stats();
    if (provider !== undefined && !groups[provider]) {
      const kept = Object.keys(groups).join(', ');
      throw new UsageError(
        `No answers of "${provider}" are kept; there are ${kept ? `some of ${kept}` : 'none at all'}.`,
      );
    }
    await cache.clear(provider);
    const { plural } = await import('../terminal/figures.js');
    const count = provider === undefined ? answers : groups[provider]!.answers;
    tell(cli, `forgot ${plural(count, 'answer')} in ${plain(folder)}`);
    return EXIT.done;
  },
});

export const cache: CommandModule = {
  name: 'cache',
  summary: 'Show, prune or clear the kept answers of the services.',
  examples: [
    ['tracklistify cache stats', 'what is kept'],
    ['tracklistify cache clear', 'forgets it'],
  ],
  subcommands: [stats, prune, clear],
};

async function cacheOf(cli: Cli): Promise<AnswerCache> {
  const { openCache } = await import('../../wiring/cache.js');
  return openCache(cli, await cli.settings(), (message) => void cli.terminal.err.write(`${plain(message)}\n`));
}

function tell(cli: Cli, line: string): void {
  if (cli.terminal.verbosity >= 0) cli.terminal.err.write(`${line}\n`);
}

function megabytes(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0)) throw new InvalidArgumentError('Write a number of megabytes, as 20.');
  return value;
}

/** `812 B`, `3.4 kB`, `12 MB`. */
function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
