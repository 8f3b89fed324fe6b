import type { CommandModule } from '../command.js';
import { exportCommand } from './archive/export.js';
import { importCommand } from './archive/import.js';
import { list } from './archive/list.js';
import { remove } from './archive/remove.js';
import { search } from './archive/search.js';
import { show } from './archive/show.js';
import { stats } from './archive/stats.js';
import { verify } from './archive/verify.js';

export const archiveCommand: CommandModule = {
  name: 'archive',
  summary: 'Look through every mix that was identified; what you said of one is kept here.',
  examples: [
    ['tracklistify archive search floorplan', 'in which mixes it was played, when, and beside what'],
    ['tracklistify archive stats', 'what was played most'],
  ],
  subcommands: [list, show, search, stats, importCommand, exportCommand, remove, verify],
};
