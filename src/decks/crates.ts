/** What is past it isn't kept in memory. */
const MOST_NAMED = 500_000;
/** Nobody has one track in more of them; a file that says so would grow with its square. */
const MOST_TOGETHER = 64;

/** In which crates each track is. There may be half a million of these, so that those in the same ones share what says so. */
export class Crates<Key> {
  isFull = false;
  #named = 0;
  readonly #byTrack = new Map<Key, Together>();
  readonly #none: Together = { crates: [], with: new Map() };

  add(track: Key, crate: string): void {
    if (++this.#named > MOST_NAMED) this.isFull = true;
    else this.#byTrack.set(track, andIn(this.#byTrack.get(track) ?? this.#none, crate));
  }

  get isEmpty(): boolean {
    return this.#byTrack.size === 0;
  }

  of(track: Key): string[] | undefined {
    return this.#byTrack.get(track)?.crates;
  }
}

/** Crates that some track is in, and what that becomes with one more of them. */
interface Together {
  crates: string[];
  with: Map<string, Together>;
}

function andIn(together: Together, crate: string): Together {
  if (together.crates.length >= MOST_TOGETHER || together.crates.includes(crate)) return together;
  const known = together.with.get(crate);
  if (known) return known;
  const more: Together = { crates: [...together.crates, crate], with: new Map() };
  together.with.set(crate, more);
  return more;
}
