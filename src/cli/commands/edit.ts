import { defineCommand } from '../command.js';

export const edit = defineCommand({
  name: 'edit',
  summary: 'Correct a saved tracklist. What you say stands in every later result of its mix.',
  examples: [
    ['tracklistify edit mix.json set 4 "Artist - Title (Version)"', 'names entry 4; "ID" says that nobody knows it'],
    [
      'tracklistify edit mix.json move 4 12:31',
      'it begins there; accept 3, reject 5, delete 6, merge 4 5 are said alike',
    ],
    [
      'tracklistify edit mix.json add 12:31 "Artist - Title"',
      'also split 4 14:00, title "…", artist "…", date 2026-05-01',
    ],
    ['tracklistify edit mix.json', 'opens it as lines in $EDITOR'],
    ['tracklistify edit mix.json undo', 'takes back what you said last'],
  ],
  define(command) {
    command
      .argument('<tracklist.json>', 'the saved tracklist; its other files are written anew as well')
      .argument('[edit...]', 'what to change: a word, the entry by its number or a time at which it plays, and words')
      .option('--json', 'print the changed tracklist as one line of JSON')
      .option('--no-archive', "don't keep the change in the archive, which undoing needs");
  },
  shape: (of) => ({
    args: of.tuple([of.word, of.words]),
    options: of.object({ json: of.flag, archive: of.flag }),
  }),
  async run(cli, [path, words], options) {
    const { editSaved } = await import('../edit-saved.js');
    return editSaved(cli, path, words, options);
  },
});
