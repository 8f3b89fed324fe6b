import type { CommandModule } from '../command.js';
import { clip } from './ids/clip.js';
import { forget } from './ids/forget.js';
import { list } from './ids/list.js';
import { merge } from './ids/merge.js';
import { name } from './ids/name.js';
import { show } from './ids/show.js';
import { split } from './ids/split.js';

export const idsCommand: CommandModule = {
  name: 'ids',
  summary: 'Look through what nobody could name: the same unknown has the same number in every mix.',
  examples: [
    ['tracklistify ids list --unnamed', 'what is worth finding out, the most often heard first'],
    ['tracklistify ids name 417 "Artist - Title"', 'mends every list in which it stands'],
  ],
  subcommands: [list, show, name, merge, split, forget, clip],
};
