import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { jsonText } from '../domain/text.js';
import type { Redactor } from '../net/redactor.js';
import { version } from '../version.js';
import { bugFolder } from '../wiring/folders.js';
import { bugLines } from './terminal/errors.js';
import { withoutSecrets } from './terminal/event-writer.js';
import type { BugDesk } from './terminal/terminal.js';

/** Older reports go when new ones come. */
const KEPT = 20;

export interface BugWorld {
  env: Readonly<Record<string, string | undefined>>;
  /** The command line after the program's name. */
  argv: readonly string[];
  redactor: Redactor;
  now?: () => Date;
}

/**
 * Writes what is needed to mend a bug into the user's cache folder, where nobody is surprised by it: neither beside the music
 * nor in a folder that others can read.
 */
export function makeBugDesk({ env, argv, redactor, now = () => new Date() }: BugWorld): BugDesk {
  const home = env['HOME'] || homedir();
  const redact = (text: string): string => {
    const clean = withoutSecrets(redactor.redact(text));
    return home.length > 1 ? clean.replaceAll(home, '~') : clean;
  };
  /** The same bug again, as in every file of a batch, is one report. */
  const filed = new Map<string, string>();
  return {
    redact,
    file(error) {
      const found = bugLines(error).map(redact);
      const known = filed.get(found.join());
      if (known) return known;
      const lines = [
        `tracklistify ${version}, node ${process.version}, ${process.platform} ${process.arch}`,
        now().toISOString(),
        `command: ${redact(['tracklistify', ...argv].map((word) => jsonText(word).trimEnd()).join(' '))}`,
        ...found,
      ];
      const folder = bugFolder(env);
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const path = join(
          folder,
          `bug-${now().toISOString().replaceAll(/[:.]/g, '-')}-${process.pid}-${filed.size}.txt`,
        );
        writeFileSync(path, lines.map((line) => `${line}\n`).join(''), { flag: 'wx', mode: 0o600 });
        filed.set(found.join(), path);
        sweep(folder);
        return path;
      } catch {
        // The terminal shows it then.
        return null;
      }
    },
  };
}

function sweep(folder: string): void {
  const reports = readdirSync(folder).filter((name) => /^bug-.*\.txt$/.test(name));
  for (const name of reports.sort().slice(0, -KEPT)) rmSync(join(folder, name), { force: true });
}
