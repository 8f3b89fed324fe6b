import type { CommandModule } from '../command.js';
import { analyse } from './analyse.js';
import { archiveCommand } from './archive.js';
import { auth } from './auth.js';
import { cache } from './cache.js';
import { completionCommand } from './completion.js';
import { configCommand } from './config.js';
import { decksCommand } from './decks.js';
import { demo } from './demo.js';
import { doctor } from './doctor.js';
import { edit } from './edit.js';
import { embed } from './embed.js';
import { enrichCommand } from './enrich.js';
import { exportCommand } from './export.js';
import { identify } from './identify.js';
import { idsCommand } from './ids.js';
import { libraryCommand } from './library.js';
import { listen } from './listen.js';
import { providers } from './providers.js';
import { retry } from './retry.js';
import { review } from './review.js';
import { splitCommand } from './split.js';
import { suggest } from './suggest.js';

/** Every command, in the order in which help lists them. A new one is a file beside this one and a line here. */
export const commands: readonly CommandModule[] = [
  identify,
  libraryCommand,
  analyse,
  decksCommand,
  listen,
  enrichCommand,
  exportCommand,
  edit,
  review,
  embed,
  splitCommand,
  archiveCommand,
  idsCommand,
  retry,
  suggest,
  providers,
  auth,
  cache,
  configCommand,
  doctor,
  completionCommand,
  demo,
];
