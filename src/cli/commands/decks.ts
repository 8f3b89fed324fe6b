import { jsonText } from '../../domain/text.js';
import type { FoundDeck } from '../../wiring/find-decks.js';
import { defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { localDay } from '../terminal/figures.js';
import { shellWord } from '../terminal/shell-word.js';
import { type OutputStream, plain } from '../terminal/terminal.js';

export const decksCommand = defineCommand({
  name: 'decks',
  summary: 'Show the collections and histories of DJ software on this machine, and what to type to use them.',
  examples: [
    ['tracklistify decks', 'each with its tracks, its last change and the command lines for it; nothing is changed'],
    ["tracklistify decks --json | jq -r '.decks[] | select(.history).path'", 'the histories alone, for a script'],
  ],
  define: (command) => {
    command.option('--json', 'print a JSON document');
  },
  shape: (of) => ({ args: of.tuple([]), options: of.object({ json: of.flag }) }),
  async run(cli, _args, { json }) {
    const { findDecks } = await import('../../wiring/find-decks.js');
    const { found, unread } = await findDecks(cli);
    const { out, err, verbosity } = cli.terminal;
    if (json) {
      out.write(jsonText({ decks: found.map((one) => ({ ...one, commands: commandsFor(one) })), unread }, 2));
      return EXIT.done;
    }
    out.write(found.map((one) => described(one, out)).join('\n'));
    if (verbosity < 0) return EXIT.done;
    for (const why of unread) err.write(`${plain(why)}\n`);
    if (found.length === 0) {
      err.write(
        'No collection or history that is read here lies where DJ software usually has it. Name the file yourself: ' +
          '"tracklistify library add --from FILE", "tracklistify mix.mp3 --history FILE".\n',
      );
    }
    return EXIT.done;
  },
});

/** What to type to use it. */
function commandsFor({ path, collection, history }: FoundDeck): string[] {
  return [
    ...(collection ? [`tracklistify library add --from ${shellWord(path)}`] : []),
    ...(history ? [`tracklistify mix.mp3 --history ${shellWord(path)}`] : []),
  ];
}

/** Its name and place, what it holds, and what to type. */
function described(one: FoundDeck, { style }: OutputStream): string {
  const { title, path, collection, history, tracks, files, changedAt, problem } = one;
  const holds = [
    ...(collection ? [tracks === null ? 'collection' : `${tracks} ${tracks === 1 ? 'track' : 'tracks'}`] : []),
    ...(history ? [files > 1 ? `${files} histories` : 'history'] : []),
  ];
  return [
    `${style.bold(title)}  ${plain(path)}`,
    `  ${holds.join(' and ')}, last changed on ${localDay(changedAt)}`,
    ...(problem ? [`  ${style.yellow(plain(problem))}`] : []),
    ...commandsFor(one).map((line) => `  ${plain(line)}`),
    '',
  ].join('\n');
}
