import { CallBudget } from '../../domain/call-budget.js';
import { headingOf, type Said } from '../../domain/heading.js';
import { type Hint, hintOf } from '../../domain/hint.js';
import type { Match } from '../../domain/match.js';
import type { MixSound } from '../../domain/mix-sound.js';
import type { Recurrence } from '../../domain/phantoms.js';
import type { MixOf, Unknowns } from '../../domain/ports/archive.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Ear, Identifier, MixIdentifier, SampleIdentifier } from '../../domain/ports/identify.js';
import type { LivePart, LiveSource, Spool } from '../../domain/ports/live.js';
import type { Resolver } from '../../domain/ports/resolve.js';
import { type Span, spanOf } from '../../domain/span.js';
import { addStats, NO_STATS } from '../../domain/stats.js';
import { reasonIn } from '../../domain/system-words.js';
import { type Entry, TRACKLIST_SCHEMA, type Tracklist, type Unheard } from '../../domain/tracklist.js';
import { LiveSketch } from '../../sound/live-sketch.js';
import { assemble } from '../assembly/assemble.js';
import { checkHints } from '../hints.js';
import type { Ledger } from '../ledger.js';
import { SURE } from '../settled.js';
import { Announcer } from './announcer.js';
import { LiveEar } from './ear.js';
import { LiveHearing } from './hearing.js';
import { LiveInquiry } from './inquiry.js';
import { type Earlier, earlierOf, joined } from './resume.js';
import type { Telling } from './telling.js';

export interface ListenRun {
  source: LiveSource;
  /** What the user calls it. */
  said?: Said;
  /** Cheapest first: what one is sure of spares the next one's call. */
  identifiers: readonly Identifier[];
  resolvers?: readonly Resolver[];
  /** How names came up in other mixes, where that is known. */
  recurrence?: Recurrence | undefined;
  /** At the rate of `liveRate`. */
  spool: Spool;
  clock: Clock;
  /** Seconds of broadcast after which to stop, and the moment (epoch milliseconds) at which to stop. */
  duration?: number;
  until?: number;
  /** A tracklist of the same broadcast to go on with. */
  resume?: Tracklist;
  maxCalls?: number;
  /**
   * Called every minute with all that is known, and now and then with what it sounds like, too. A failure is reported and does no
   * harm: the next minute tries again.
   */
  save(tracklist: Tracklist, sound: MixSound | null): Promise<void>;
  /** Keeps its sound, and numbers what nobody knows. Null where nothing is kept. */
  keeping?: {
    /** What the session is called there. */
    mix: MixOf;
    ear: Ear;
    /** Of the session that is gone on with. */
    earlier: MixSound | null;
    unknowns: Unknowns;
  } | null;
  /** Given the broadcast's own bytes. */
  keep?: (bytes: Uint8Array, extension: string) => Promise<void>;
  /** Told what was really heard. */
  telling?: Telling | null;
  tool: { name: string; version: string };
}

/** Enough for telling music from silence and speech when nobody asks for more. */
const LOWEST_RATE = 11025;
/** Seconds at the end that services may not have been asked about when somebody ends it early. */
const UNASKED = 60;
/** Seconds of broadcast between two looks at what is known. */
const UPDATE_EVERY = 2;

/** The rate at which a broadcast is decoded: the highest that any identifier wants; the others get theirs from it. */
export function liveRate(identifiers: readonly Identifier[]): number {
  return Math.max(LOWEST_RATE, ...identifiers.map((identifier) => ('rate' in identifier ? identifier.rate : 0)));
}

/** What is known of a broadcast: grows with every part of it, and can be told at any time. */
export class Session {
  readonly #run: ListenRun;
  readonly #ledger: Ledger;
  readonly #earlier: Earlier | null;
  readonly #start: number;
  readonly #hearing: LiveHearing;
  readonly #ear: LiveEar | null;
  readonly #inquiries: readonly LiveInquiry[];
  readonly #announcer: Announcer;
  readonly #sketch: LiveSketch;
  readonly #hints: Hint[];
  readonly #unheard: Unheard[];
  /** Where the broadcaster's clock and mix time were set anew: mix time, epoch milliseconds. */
  readonly #wallClocks: Array<{ mixTime: number; at: number }> = [];
  #updated = Number.NEGATIVE_INFINITY;
  #spoolBroken = false;
  heardAnything = false;

  constructor(run: ListenRun, ledger: Ledger) {
    this.#run = run;
    this.#ledger = ledger;
    this.#earlier = run.resume ? earlierOf(run.resume, run.clock.now()) : null;
    this.#start = this.#earlier?.resumeAt ?? 0;
    this.#hints = (run.resume?.hints ?? []).map(({ agrees: _, ...hint }) => hint);
    this.#unheard = [...(run.resume?.unheard ?? [])];
    this.#hearing = new LiveHearing(run.identifiers.filter(isMixIdentifier), liveRate(run.identifiers), this.#start);
    const { keeping } = run;
    this.#ear = keeping ? new LiveEar(keeping.ear, liveRate(run.identifiers), keeping.earlier) : null;
    const budget = new CallBudget(run.maxCalls);
    this.#inquiries = run.identifiers.filter(isSampleIdentifier).map(
      (identifier, rank) =>
        new LiveInquiry(
          identifier,
          {
            rank,
            start: this.#start,
            spool: run.spool,
            budget,
            clock: run.clock,
            known: () => this.#known(identifier),
          },
          ledger.context,
        ),
    );
    this.#sketch = new LiveSketch(liveRate(run.identifiers));
    this.#announcer = new Announcer(ledger.context.emit);
    if (this.#earlier) {
      this.#miss(this.#earlier.tracklist.duration, this.#start, 'nobody was listening');
    }
  }

  /** Seconds of it, without what was there before a restart. */
  get length(): number {
    return this.#hearing.end - this.#start;
  }

  async take(part: LivePart): Promise<void> {
    const { emit } = this.#ledger.context;
    const mixTime = this.#start + part.mixTime;
    if (part.type === 'title') {
      if (part.title !== '') this.#hints.push(hintOf('station', mixTime, part.title));
      emit({ type: 'title', mixTime, title: part.title });
    } else if (part.type === 'gap') {
      await this.#hearing.interrupt(mixTime + part.seconds);
      await this.#ear?.interrupt();
      this.#miss(mixTime, mixTime + part.seconds, part.reason);
    } else {
      this.heardAnything = true;
      this.#noteWallClock(mixTime, part.wallClock);
      const pcm = this.#withinTime(mixTime, part.pcm);
      await this.#hearing.hear(mixTime, pcm);
      await this.#ear?.hear(mixTime, pcm);
      // What the library follows is placed by what it hears; only samples need more.
      if (this.#inquiries.length > 0) this.#sketch.hear(mixTime, pcm);
      await this.#spool(mixTime, pcm);
    }
    this.#update();
  }

  /** Chunks are seconds long; what was asked for is kept to the sample. */
  #withinTime(mixTime: number, pcm: Int16Array): Int16Array {
    const { duration, identifiers } = this.#run;
    if (duration === undefined) return pcm;
    const left = Math.round((this.#start + duration - mixTime) * liveRate(identifiers));
    return left >= pcm.length ? pcm : pcm.subarray(0, Math.max(0, left));
  }

  /** The services are asked out of the spool; a disk that refuses ends their part, not the listening. */
  async #spool(mixTime: number, pcm: Int16Array): Promise<void> {
    if (this.#inquiries.length === 0 || this.#spoolBroken) return;
    try {
      await this.#run.spool.append(mixTime, pcm);
    } catch (error) {
      this.#spoolBroken = true;
      const message = `The services can't be asked any more: ${reasonIn(error)}`;
      this.#ledger.context.emit({ type: 'warning', message });
    }
  }

  #update(): void {
    const { end } = this.#hearing;
    if (end - this.#updated < UPDATE_EVERY) return;
    this.#updated = end;
    const entries = this.#entries();
    this.#announcer.update(entries, end);
    const settled = this.#settled();
    for (const inquiry of this.#inquiries) {
      inquiry.consider(end, settled);
      settled.push(...inquiry.settles());
    }
    const found = new Set(entries.flatMap((e) => (e.kind === 'track' ? [`${e.track.artists} ${e.track.title}`] : [])))
      .size;
    this.#ledger.context.emit({ type: 'position', mixTime: end, duration: null, found });
  }

  /** After the last sound: second thoughts, and the questions that are left. */
  async conclude(): Promise<void> {
    await this.#hearing.interrupt();
    await this.#ear?.interrupt();
    const cheaper: Array<() => readonly Span[]> = [];
    for (const inquiry of this.#inquiries) {
      const settled = (): Span[] => [...this.#settled(), ...cheaper.flatMap((stretches) => stretches())];
      if (!this.#ledger.context.signal.aborted) await inquiry.conclude(this.#hearing.end, settled);
      cheaper.push(() => inquiry.settles());
      this.#ledger.failure ??= inquiry.failure;
    }
  }

  /** Nothing changes any more. */
  announceAll({ entries }: Tracklist): void {
    const own = entries.filter(({ end }) => end > this.#start);
    this.#announcer.update(own, Number.POSITIVE_INFINITY);
  }

  /** What it sounds like, as far as that is kept. */
  sound(): MixSound | null {
    return this.#ear?.sound(this.#silent()) ?? null;
  }

  /** Up to where all were asked who may know what plays there. */
  get asked(): number {
    const isAsking = this.#inquiries.length > 0 && this.#ledger.context.signal.aborted;
    return isAsking ? this.#hearing.end - UNASKED : this.#hearing.end;
  }

  /** All that is known by now. */
  tracklist(isComplete: boolean): Tracklist {
    const { source, clock, tool, said } = this.#run;
    const earlier = this.#earlier?.tracklist;
    const entries = joined(earlier?.entries ?? [], this.#entries());
    return {
      schema: TRACKLIST_SCHEMA,
      tool,
      source: headingOf(source.info, said),
      createdAt: new Date(clock.now()).toISOString(),
      duration: Number(this.#hearing.end.toFixed(3)),
      entries,
      ...(earlier?.numbering !== undefined && { numbering: earlier.numbering }),
      ...(this.#hints.length > 0 && { hints: checkHints(this.#hints, entries) }),
      ...(this.#unheard.length > 0 && { unheard: [...this.#unheard] }),
      ...(earlier?.corrections && { corrections: earlier.corrections }),
      ...(earlier?.story && { story: earlier.story }),
      // Of all sessions, as the rows are.
      stats: addStats(earlier?.stats ?? NO_STATS, {
        ...this.#ledger.stats(),
        ...(source.transfer && { transfer: source.transfer() }),
      }),
      warnings: this.warnings(),
      complete: isComplete,
    };
  }

  warnings(): string[] {
    return [...new Set([...(this.#earlier?.tracklist.warnings ?? []), ...this.#ledger.warnings])];
  }

  /** Of this session alone. */
  #entries(): Entry[] {
    const matches = this.#matches();
    const end = this.#hearing.end;
    if (end <= this.#start) return [];
    const heard = { start: this.#start, end, matches, musicless: this.#silent(), sound: this.#sketch };
    const entries = assemble(heard, this.#run.recurrence);
    return entries.map((entry) => this.#withWallClock(entry));
  }

  /** Where no track is missing: silence, speech, and what wasn't heard. */
  #silent(): Span[] {
    const missed = this.#unheard.map(({ start, end }) => ({ start, end }));
    return [...missed, ...this.#hearing.musicless()].sort((a, b) => a.start - b.start);
  }

  /** What the others than this one have named. */
  #known({ name }: Identifier): Match[] {
    return this.#matches().filter(({ identifier }) => identifier !== name);
  }

  #matches(): Match[] {
    return [...this.#hearing.matches(), ...this.#inquiries.flatMap((inquiry) => inquiry.matches)];
  }

  #settled(): Span[] {
    const sure = this.#hearing.matches().filter((m) => m.score >= SURE && !m.witness);
    return [...this.#silent(), ...sure.map(spanOf)];
  }

  #miss(start: number, end: number, reason: string): void {
    const seconds = end - start;
    if (seconds <= 0) return;
    this.#unheard.push({ start: Number(start.toFixed(3)), end: Number(end.toFixed(3)), reason });
    this.#ledger.context.emit({ type: 'gap', mixTime: start, seconds, reason });
  }

  #noteWallClock(mixTime: number, at: number | undefined): void {
    if (at === undefined) return;
    const last = this.#wallClocks.at(-1);
    const expected = last && last.at + (mixTime - last.mixTime) * 1000;
    if (expected === undefined || Math.abs(expected - at) > 1000) this.#wallClocks.push({ mixTime, at });
  }

  #withWallClock(entry: Entry): Entry {
    const anchor = this.#wallClocks.findLast(({ mixTime }) => mixTime <= entry.start) ?? this.#wallClocks[0];
    if (!anchor) return entry;
    return { ...entry, wallClock: new Date(anchor.at + (entry.start - anchor.mixTime) * 1000).toISOString() };
  }
}

const isMixIdentifier = (i: Identifier): i is MixIdentifier => i.kind === 'mix';
const isSampleIdentifier = (i: Identifier): i is SampleIdentifier => i.kind === 'sample';
