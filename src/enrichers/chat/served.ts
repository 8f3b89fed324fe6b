import * as z from 'zod';
import type { Keeping } from '../../net/provider.js';

const REMEMBERED_SECONDS = 30 * 24 * 3600;
const nameSchema = z.string().min(1);
const listSchema = z.object({ data: z.array(z.object({ id: nameSchema })).max(10_000) });

/** What `GET /models` names; null when that is no such list. */
export function modelsIn(json: unknown): string[] | null {
  const parsed = listSchema.safeParse(json);
  return parsed.success ? parsed.data.data.map(({ id }) => id) : null;
}

/**
 * Which model a server is asked for where nobody has named one: the first of those that are meant for the work, else the only
 * one that it has. It stands in the cache's keys, so it is remembered: what was answered once is found also while the server is
 * down.
 */
export class ServedModel {
  /** All that it serves, as far as that was told. */
  served: string[] = [];
  #name: string;
  #isSettled = false;
  readonly #meant: readonly string[];
  readonly #key: string;
  readonly #keeping: Keeping | null;

  constructor(meant: readonly [string, ...string[]], key: string, keeping: Keeping | null) {
    this.#meant = meant;
    this.#name = meant[0];
    this.#key = key;
    this.#keeping = keeping;
  }

  get name(): string {
    return this.#name;
  }

  /** By what it serves; where that can't be asked, as it was. */
  async settle(look: (() => Promise<string[] | null>) | null): Promise<void> {
    if (this.#isSettled) return;
    const served = look && (await look());
    if (served) {
      this.#isSettled = true;
      this.served = served;
      const [only] = served.length === 1 ? served : [];
      const found = this.#meant.find((name) => served.includes(name)) ?? only;
      if (found === undefined) return;
      this.#name = found;
      await this.#keeping?.cache.set(this.#key, found, REMEMBERED_SECONDS);
      return;
    }
    const kept = nameSchema.safeParse(await this.#keeping?.cache.get(this.#key));
    if (kept.success) this.#name = kept.data;
  }
}
