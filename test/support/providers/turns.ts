import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DELIVERY_MS } from '../../../src/net/pace.js';

export interface Turn {
  /** Milliseconds, by a clock that is the same for all processes and that nobody sets. */
  begun: number;
  /** Null where it isn't known. */
  ended: number | null;
}

/**
 * What the program's runs wrote down of the turns in which they called a service. When a call reaches a server depends on
 * what else the machine does; when its turn began does not.
 */
export class Turns {
  /** Calls that came though nobody had a turn for them. */
  stray = 0;
  private readonly begun = new Map<string, number>();
  private readonly ended = new Map<string, number>();
  private readonly limits: string;
  private readonly provider: string;
  private arrived = 0;

  constructor(data: string, provider: string) {
    this.limits = join(data, 'tracklistify/limits');
    this.provider = provider;
  }

  /** A server's `fault` that finds none: it looks at each call, since old turns are forgotten. */
  readonly watch = (): undefined => {
    this.arrived++;
    if (this.all().length < this.arrived) this.stray++;
  };

  all(): Turn[] {
    const accounts = existsSync(this.limits) ? readdirSync(this.limits) : [];
    for (const account of accounts.filter((name) => name.startsWith(`${this.provider}-`))) {
      for (const name of readdirSync(join(this.limits, account))) this.read(join(this.limits, account, name));
    }
    return [...this.begun]
      .map(([path, begun]) => ({ begun, ended: this.ended.get(path) ?? null }))
      .sort((a, b) => a.begun - b.begun);
  }

  private read(path: string): void {
    const [, turn, end] = /^(.*turn-\d+)(\.ended)?$/.exec(path) ?? [];
    const known = end ? this.ended : this.begun;
    if (!turn || known.has(turn)) return;
    try {
      known.set(turn, (JSON.parse(readFileSync(path, 'utf8')) as { ticks: number }).ticks);
    } catch {
      // Forgotten in this moment, or only half written: it is read the next time.
    }
  }
}

/** The shortest time between two turns. */
export function shortestGap(turns: readonly Turn[]): number {
  return Math.min(...turns.slice(1).map(({ begun }, i) => begun - turns[i]!.begun));
}

/** The shortest time from the end of a turn to the beginning of that so many turns later; nobody waits for an end for ever. */
export function shortestWindow(turns: readonly Turn[], calls: number): number {
  const ends = turns.map(({ begun, ended }) => Math.min(ended ?? begun, begun + DELIVERY_MS));
  return Math.min(...turns.slice(calls).map(({ begun }, i) => begun - ends[i]!));
}
