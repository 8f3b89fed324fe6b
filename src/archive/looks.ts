import { appendFile, readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Looked } from '../domain/looked.js';
import { makeFolder } from '../files/make-folder.js';
import { replaceFile } from '../files/place.js';
import { seal, unseal } from '../files/sealed.js';

/** To be raised when it is kept otherwise; lines of other readings are passed over, and the mixes looked at again. */
const READING = 1;
/** So many lines that say nothing any more are written anew. */
const FEW = 256;

const span = z.object({ start: z.number(), end: z.number() });
const lineSchema = z.object({
  reading: z.literal(READING),
  mix: z.string(),
  kept: z.string(),
  engine: z.string(),
  libraries: z.record(z.string(), z.object({ newest: z.string(), tracks: z.number() })),
  spans: z.array(span).readonly(),
  services: z.record(z.string(), z.string()),
});

/**
 * What each mix was compared with last, a line each in one file, so that a thousand mixes of which nothing is new are passed over in
 * a moment. Whoever has a line more or less looks at a mix once more or, never, once too rarely: so nobody waits for anybody.
 */
export class Looks {
  readonly #folder: string;
  readonly #file: string;

  constructor(folder: string, file: string) {
    this.#folder = folder;
    this.#file = file;
  }

  /** By the numbers of mixes. */
  async read(): Promise<Map<string, Looked>> {
    const text = await readFile(this.#file, 'utf8').catch(() => '');
    const found = new Map<string, Looked>();
    let lines = 0;
    for (const line of text.split('\n')) {
      if (line === '') continue;
      lines++;
      const { data } = lineSchema.safeParse(unseal(line));
      if (!data) continue;
      const { reading: _, mix, ...looked } = data;
      found.set(mix, looked);
    }
    if (lines > 2 * found.size + FEW) {
      await replaceFile(this.#file, [...found].map(lineOf).join(''), { mode: 0o600 }).catch(() => {});
    }
    return found;
  }

  /** The line before may be torn: this one begins on a line of its own. A disk that is full only costs time later. */
  async note(mix: string, looked: Looked): Promise<void> {
    await makeFolder(this.#folder);
    await appendFile(this.#file, `\n${lineOf([mix, looked])}`, { mode: 0o600 }).catch(() => {});
  }
}

const lineOf = ([mix, looked]: [string, Looked]): string =>
  seal({ reading: READING, mix, ...looked } satisfies z.infer<typeof lineSchema>);
