import type { CommandModule } from '../command.js';
import { add } from './library/add.js';
import { duplicates } from './library/duplicates.js';
import { list } from './library/list.js';
import { mark } from './library/mark.js';
import { publish } from './library/publish.js';
import { remove } from './library/remove.js';
import { search } from './library/search.js';
import { stats } from './library/stats.js';
import { submit } from './library/submit.js';
import { verify } from './library/verify.js';

export const libraryCommand: CommandModule = {
  name: 'library',
  summary: 'Keep the library of your own music that mixes are identified against.',
  examples: [
    ['tracklistify library add ~/Music', 'fingerprints all music in that folder; again later, only what has changed'],
    ['tracklistify library search daft punk', 'finds tracks by words, typing errors forgiven'],
  ],
  namesProviders: true,
  subcommands: [add, list, search, mark, duplicates, submit, publish, remove, stats, verify],
};
