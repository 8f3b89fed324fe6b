import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Said } from './judge.js';
import { type Measured, measured } from './measure.js';

/** The built program, as a user runs it, with an index of its own. */
export class Cli {
  readonly #program: string;
  readonly #index: string;

  constructor(root: string, index: string) {
    this.#program = join(root, 'bin/tracklistify.js');
    statSync(this.#program);
    this.#index = index;
  }

  async add(files: readonly string[]): Promise<Measured> {
    const run = await this.#run(['library', 'add', ...files]);
    if (run.code !== 0) throw new Error(`library add ended with ${run.code}`);
    return run;
  }

  async stats(): Promise<Record<string, unknown>> {
    return JSON.parse((await this.#run(['library', 'stats', '--json'])).stdout) as Record<string, unknown>;
  }

  /** One list of entries for each source that could be read, in order. `nameOf` turns a file of the library into its name. */
  async identify(
    sources: readonly string[],
    nameOf: (file: string) => string,
  ): Promise<{ run: Measured; said: Said[][] }> {
    const run = await this.#run(['identify', '--providers', 'library', '--no-files', '--json', ...sources]);
    const said = run.stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const { entries } = JSON.parse(line) as { entries: RawEntry[] };
        return entries.flatMap((entry) =>
          entry.kind === 'track' ? [{ ...entry, name: nameOf(entry.track.file) }] : [],
        );
      });
    return { run, said };
  }

  #run(args: readonly string[]): Promise<Measured> {
    return measured(process.execPath, [this.#program, ...args, '--quiet', '--library-path', this.#index]);
  }
}

interface RawEntry extends Said {
  kind: string;
  track: { file: string };
}
