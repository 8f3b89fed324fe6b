import type { MixSound } from '../../domain/mix-sound.js';
import { entriesOf } from '../../domain/pieces.js';
import {
  type FoundId,
  idsOf,
  type KnownMix,
  type MixOf,
  type Numbered,
  type SeenId,
  type Unknowns,
} from '../../domain/ports/archive.js';
import { lengthOf } from '../../domain/span.js';
import type { Entry, TrackEntry, UnknownEntry } from '../../domain/tracklist.js';
import { MemoryIndex, unpackPeaks } from '../../fingerprint/index.js';
import type { Mixes } from '../mixes.js';
import { type Dividing, divided, dividing } from './dividing.js';
import { cutElsewhere, joinElsewhere } from './elsewhere.js';
import type { Home } from './home.js';
import type { IdSighting, OpenIds } from './ids.js';
import type { KeptId } from './kept-id.js';
import { hearIn, type Look, moved, partsIn, printAsHeard } from './look.js';
import { merging } from './merging.js';
import { asParted } from './parted.js';
import type { Part } from './parts.js';
import { core, printOf, SHORTEST, trackPrintOf } from './prints-of.js';
import { hearPrints } from './recognise.js';

/** Seconds in the middle of a named entry that are held against the unknowns. */
const PROBE = 30;
/** An entry that is as sure as this says what an unknown was. */
const SURE = 0.8;
/** A print that is longer by so much takes the place of the one that there was, … */
const LONGER = 1.2;
/** … where it is as surely the same. */
const SURELY = 0.9;
/** What came of one look isn't quite settled by the next: an ID that was divided is heard as two. */
const LOOKS = 4;

/** An ID that was new in this very mix, and comes again in it. */
interface Fresh {
  number: number;
  print: KeptId['print'];
}

/** Numbers the unknowns of mixes, and keeps what they sound like. */
export class ArchiveUnknowns implements Unknowns {
  readonly #home: Home;
  readonly #now: () => number;

  /** `now` in epoch milliseconds. */
  constructor(home: Home, now: () => number) {
    this.#home = home;
    this.#now = now;
  }

  async number(
    entries: readonly Entry[],
    sound: MixSound,
    of: MixOf & { known?: KnownMix | null },
    { signal }: { signal: AbortSignal },
  ): Promise<Numbered> {
    const { ids } = this.#home;
    const mix = of.known?.id ?? (await this.#home.idOf(of));
    const isMix = new Set(of.known ? idsOf(of.known) : [mix]);
    const lies = of.known && !of.known.isItself ? of.known.lies.start : 0;
    const look: Look = { peaks: unpackPeaks(sound.peaks), start: sound.start, mix, lies, signal };
    const unknown = entries.filter((entry) => entry.kind === 'unknown');
    const divided = new Set<number>();
    for (let round = 1; ; round++) {
      const open = await ids.open();
      try {
        const heard = asParted(await hearIn(unknown, open, look), await this.#keptOf(look, open), open.known);
        const parts = new Map(unknown.map((entry) => [entry, partsIn(entry, heard, look)]));
        const due = round < LOOKS ? dividing([...parts.values()].flat(), open.known) : [];
        let changed = false;
        for (const one of due) {
          if (!(await this.#divide(one, look))) continue;
          divided.add(one.number);
          changed = true;
        }
        // What two numbers have in common is told when each is one thing.
        if (changed || (round < LOOKS && (await this.#merge([...parts.values()].flat(), heard, open, look)))) continue;
        const numbered = await this.#numberAll(entries, parts, open, look);
        const numbering = numbered.some(({ number }) => number !== undefined) && (await ids.makeNumbering());
        for (const number of divided) await cutElsewhere(this.#home, number, mix, signal);
        const seen = await this.#seen(numbered, isMix);
        return {
          entries: numbered,
          ...(numbering && { numbering }),
          seen,
          found: await this.#found(entries, open, look, isMix),
        };
      } finally {
        open.close();
      }
    }
  }

  /** The mix as it is kept, in mix time; empty where no IDs were ever parted. */
  async #keptOf({ mix, lies }: Look, { known }: OpenIds): Promise<Entry[]> {
    if (![...known.values()].some(({ apart }) => apart)) return [];
    return ((await this.#home.get(mix))?.tracklist.entries ?? []).map((entry) => moved(entry, -lies));
  }

  async #numberAll(
    entries: readonly Entry[],
    parts: ReadonlyMap<UnknownEntry, Part[]>,
    open: OpenIds,
    look: Look,
  ): Promise<Entry[]> {
    const fresh: Fresh[] = [];
    const numbered: Entry[] = [];
    for (const entry of entries) {
      if (entry.kind !== 'unknown') {
        numbered.push(entry);
        continue;
      }
      let own = parts.get(entry)!;
      // What is new in this mix may come again in it.
      const again = await this.#hearAgain(own, fresh, look);
      if (again.length > 0) own = partsIn(entry, [...own.flatMap(({ seen }) => seen), ...again], look);
      for (const [i, piece] of entriesOf(entry, own).entries()) {
        const part = own[i]!;
        numbered.push(await this.#numberOne(piece, part, open, look, fresh));
      }
    }
    return numbered;
  }

  async #hearAgain(parts: readonly Part[], fresh: readonly Fresh[], look: Look): Promise<IdSighting[]> {
    if (fresh.length === 0) return [];
    const index = new MemoryIndex(fresh.map(({ print }) => trackPrintOf(print)));
    const open = parts.filter(({ seen }) => seen.length === 0).map((part) => moved(core(part), -look.start));
    const heard = await hearPrints(index, look.peaks, open, { near: true, signal: look.signal });
    return heard.map(({ track, ...line }) => {
      const { number } = fresh[track]!;
      return { ...moved(line, look.start), number, print: number };
    });
  }

  async #numberOne(entry: UnknownEntry, part: Part, open: OpenIds, look: Look, fresh: Fresh[]): Promise<Entry> {
    const [first] = part.seen;
    if (!first) {
      const stretch = core(part);
      if (lengthOf(stretch) < SHORTEST) return entry;
      const print = printOf(look.peaks, moved(stretch, -look.start));
      const number = await this.#home.ids.add({
        firstSeen: new Date(this.#now()).toISOString(),
        print,
        from: { mix: look.mix, ...moved(stretch, look.lies) },
      });
      fresh.push({ number, print });
      return { ...entry, number };
    }
    const known = open.known.get(first.number);
    if (known?.forgotten) return entry;
    await this.#grow(part, first, known?.print.seconds ?? Number.POSITIVE_INFINITY, look);
    return known?.name ? named(entry, known.name, part) : { ...entry, number: first.number };
  }

  /** The longest stretch that surely is an ID becomes its print. */
  async #grow({ sure: stretch }: Part, { number, score }: IdSighting, seconds: number, look: Look): Promise<void> {
    if (score < SURELY || lengthOf(stretch) < LONGER * seconds) return;
    const print = printOf(look.peaks, moved(stretch, -look.start));
    await this.#home.ids.change(number, (id) =>
      id.print.seconds === seconds
        ? { ...id, print, from: { mix: look.mix, ...moved({ start: stretch.start, end: stretch.end }, look.lies) } }
        : null,
    );
  }

  /** Makes several IDs of one in which another mix has heard several; false where somebody has changed it meanwhile. */
  async #divide(one: Dividing, look: Look): Promise<boolean> {
    const kept = await this.#home.ids.get(one.number);
    if (!kept || kept.print.seconds !== one.seconds) return false;
    const pieces = divided(kept, one.heard, printAsHeard(one.line, look));
    if (!pieces) return false;
    const { ids } = this.#home;
    // The others first: whoever is killed in between has them as IDs that no mix has, and divides again.
    const others: number[] = [];
    for (const other of pieces.others) others.push(await ids.add(other));
    const isAsIt = (id: KeptId): boolean => id.print.seconds === one.seconds;
    if (await ids.change(one.number, (id) => (isAsIt(id) ? { ...id, ...pieces.own } : null))) return true;
    for (const other of others) await ids.change(other, (id) => ({ ...id, into: one.number }));
    return false;
  }

  /** Makes one of IDs that are heard as one; true where there were such. */
  async #merge(parts: readonly Part[], shared: readonly IdSighting[], open: OpenIds, look: Look): Promise<boolean> {
    const due = new Map<number, number>();
    for (const part of parts) {
      const [first] = part.seen;
      if (!first) continue;
      const stretch = moved(core(part), -look.start);
      const heard = await open.recognise(look.peaks, [stretch], { near: true, each: true, signal: look.signal });
      const each = heard.map((sighting) => moved(sighting, look.start));
      for (const { number, into } of merging(first, { each, shared }, open.known)) due.set(number, into);
    }
    for (const [number, into] of due) {
      if (due.has(into)) continue;
      await this.#home.ids.change(number, (id) => (id.into === undefined ? { ...id, into } : null));
      await joinElsewhere(this.#home, number, into);
    }
    return due.size > 0;
  }

  /** In how many mixes the unknowns of this one were heard so far, with this one. */
  async #seen(entries: readonly Entry[], isMix: ReadonlySet<string>): Promise<SeenId[]> {
    const numbers = new Set(entries.flatMap((entry) => (entry.kind === 'unknown' ? (entry.number ?? []) : [])));
    if (numbers.size === 0) return [];
    const { all } = await this.#home.read();
    return [...numbers].map((number) => ({ number, mixes: 1 + othersWith(all, number, isMix) }));
  }

  /** Of the tracks that are surely named, those that are an unknown without a name elsewhere. */
  async #found(entries: readonly Entry[], open: OpenIds, look: Look, isMix: ReadonlySet<string>): Promise<FoundId[]> {
    const named = entries.filter(
      (entry): entry is TrackEntry => entry.kind === 'track' && !entry.layered && entry.confidence >= SURE,
    );
    const { all } = await this.#home.read();
    const found = new Map<number, FoundId>();
    for (const entry of named) {
      const middle = (entry.start + entry.end) / 2 - look.start;
      const probe = { start: Math.max(0, middle - PROBE / 2), end: middle + PROBE / 2 };
      if (lengthOf(entry) < PROBE) continue;
      const [heard] = await open.recognise(look.peaks, [probe], { near: true, signal: look.signal });
      const id = heard && open.known.get(heard.number);
      if (!id || id.name || id.forgotten || found.has(id.number)) continue;
      const mixes = othersWith(all, id.number, isMix);
      found.set(id.number, { number: id.number, mixes, track: entry.track });
    }
    return [...found.values()];
  }
}

function othersWith(all: Mixes['all'], number: number, isMix: ReadonlySet<string>): number {
  return all.filter(({ id, played }) => !isMix.has(id) && played.some((one) => one.number === number)).length;
}

/** An unknown that has got a name since. */
function named(entry: UnknownEntry, track: NonNullable<KeptId['name']>, { seen }: Part): TrackEntry {
  const { number: _, kind: __, ...rest } = entry;
  const tidy = (value: number): number => Number(value.toFixed(3));
  const evidence = [...seen]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, score }) => ({
      identifier: 'archive',
      mixTime: tidy(start),
      mixDuration: tidy(end - start),
      score: tidy(score),
    }));
  const confidence = Math.max(...evidence.map(({ score }) => score));
  return { ...rest, kind: 'track', track, confidence, evidence, transition: null };
}
