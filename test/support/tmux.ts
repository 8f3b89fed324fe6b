import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** What a person would have: UTF-8, and nothing that turns colours or live lines off. Empty means unset. */
const USUAL = { LANG: 'C.UTF-8', LC_ALL: '', CI: '', NO_COLOR: '', FORCE_COLOR: '', COLUMNS: '' };

/** Terminals of a given width, in tmux, whose screens can be read. `folder` holds their sockets. */
export class Tmux {
  readonly #folder: string;
  /** A server of its own for each terminal: one that is just ending would take the next one with it. */
  #servers = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  run(...args: string[]): string {
    const socket = join(this.#folder, `tmux-${this.#servers}`);
    // Without -u tmux would replace what its own locale can't show.
    return execFileSync('tmux', ['-u', '-S', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' });
  }

  /** Runs node with these arguments, which must need no quotes, and keeps the screen open after it. */
  start(args: readonly string[], columns: number, env: Record<string, string> = {}): void {
    const all = Object.entries({ ...USUAL, ...env });
    const unset = all.filter(([, value]) => value === '').map(([key]) => `-u ${key}`);
    const set = all.filter(([, value]) => value !== '').map(([key, value]) => `${key}='${value}'`);
    const words = [...unset, ...set, process.execPath, ...args].join(' ');
    this.#servers++;
    // Without echo, so that a key pressed meanwhile doesn't move the cursor.
    this.run('new-session', '-d', '-x', String(columns), '-y', '50', `stty -echo; env ${words}; cat`);
  }

  /** The screen once it shows what is waited for; the test's own time limit ends a wait in vain. */
  async screen(until: RegExp, ...flags: string[]): Promise<string> {
    for (;;) {
      const text = this.run('capture-pane', '-p', ...flags);
      if (until.test(text)) return text.trimEnd();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  end(): void {
    this.run('kill-server');
  }
}
