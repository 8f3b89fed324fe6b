import { FormatError, SourceError } from '../../../domain/errors.js';
import type { Clock } from '../../../domain/ports/clock.js';
import { publicForm } from '../web/address.js';
import { WebFailure } from '../web/failures.js';
import type { MediaPlaylist, Segment } from './playlist.js';

export interface FollowJob {
  /** As it was when the stream was opened. */
  playlist: MediaPlaylist;
  /** Reads it again. */
  reload(): Promise<MediaPlaylist>;
  /** Finds it anew, where there is a list of renditions; asked when it can't be had at its old address. */
  relocate?: (() => Promise<MediaPlaylist>) | undefined;
  clock: Clock;
  signal: AbortSignal;
  onTrouble?: ((message: string) => void) | undefined;
}

/** A segment that is new, or a stretch of which nothing can be had any more. */
export type Followed =
  | { type: 'segment'; segment: Segment; planned: number }
  | { type: 'lost'; before: Segment; planned: number; seconds: number; reason: string };

/** A live stream is begun at this many target durations from its end, or further (RFC 8216 §6.3.3). */
const START_TARGETS = 3;
/** Without anything new for this many target durations, something is wrong (RFC 8216bis §6.2.1 allows 1.5). */
const STALL_TARGETS = 3;
/** Seconds for which a stream that fails or stands still is waited for. */
const PATIENCE_SECONDS = 600;
/** Failures in a row after which the address is looked up anew. */
const RELOCATE_AFTER = 3;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
/** A day; no clock of a broadcaster is trusted to have lost more. */
const LONGEST_LOSS = 86_400;

/**
 * The segments of a playlist that changes, in order, each once: reloaded as RFC 8216 §6.3.4 says, through servers that
 * fail, playlists that stand still, numbers that begin anew. Ends when the playlist says that it is complete.
 */
export async function* follow(job: FollowJob): AsyncGenerator<Followed, void> {
  const follower = new Follower(job);
  for (;;) {
    yield* follower.news();
    if (follower.playlist.ended) return;
    await follower.reload();
  }
}

class Follower {
  playlist: MediaPlaylist;
  readonly #job: FollowJob;
  readonly #clock: Clock;
  /** Number of the segment that comes next. */
  #next: number;
  #planned = 0;
  #last: Segment | null = null;
  /** Time lines are numbered on when a stream begins anew, so that no two are taken for one. */
  #epoch = 0;
  #loadedAt: number;
  /** When something new came. */
  #newAt: number;
  #changed = true;
  #restarted = false;
  #troubled = false;

  constructor(job: FollowJob) {
    this.#job = job;
    this.#clock = job.clock;
    this.playlist = job.playlist;
    this.#next = startOf(job.playlist);
    this.#loadedAt = job.clock.now();
    this.#newAt = this.#loadedAt;
  }

  *news(): Generator<Followed> {
    for (const segment of this.playlist.segments) {
      if (segment.number < this.#next) continue;
      if (segment.number > this.#next || this.#restarted) yield* this.#loss(segment);
      this.#restarted = false;
      const known = { ...segment, timeline: segment.timeline + this.#epoch };
      if (this.#last) this.#planned += lengthOf(this.#last, known);
      yield { type: 'segment', segment: known, planned: this.#planned };
      this.#last = known;
      this.#next = segment.number + 1;
    }
  }

  /** Waits as long as one has to, and then until there is a playlist, whether anything is new in it or not. */
  async reload(): Promise<void> {
    const { signal } = this.#job;
    const { target, segments } = this.playlist;
    const wait = this.#changed ? Math.min(target, segments.at(-1)?.duration ?? target) : target / 2;
    await this.#clock.sleep(Math.max(0, this.#loadedAt + wait * 1000 - this.#clock.now()), signal);
    for (let failures = 0; ; ) {
      try {
        this.#loadedAt = this.#clock.now();
        const { relocate, reload } = this.#job;
        const again = relocate && failures > 0 && failures % RELOCATE_AFTER === 0 ? relocate : reload;
        this.#take(await again());
        return;
      } catch (error) {
        if (!(error instanceof WebFailure || error instanceof FormatError)) throw error;
        failures++;
        if (this.#clock.now() - this.#newAt > PATIENCE_SECONDS * 1000) throw error;
        this.#trouble(`${error.message} Trying again.`);
        await this.#clock.sleep(pauseAfter(failures, error, this.#clock.now()), signal);
      }
    }
  }

  #take(playlist: MediaPlaylist): void {
    const before = this.playlist;
    if (isOlder(playlist, before)) {
      this.#changed = false;
    } else {
      this.#restarted ||= hasRestarted(playlist, before);
      if (this.#restarted) {
        this.#next = playlist.first;
        this.#epoch += 1 + before.segments.reduce((most, s) => Math.max(most, s.timeline), 0);
      }
      this.#changed = this.#restarted || endOf(playlist) > endOf(before) || playlist.ended;
      this.playlist = playlist;
    }
    const now = this.#clock.now();
    if (this.#changed) {
      this.#troubled = false;
      if (!this.#restarted) this.#newAt = now;
      return;
    }
    const still = (now - this.#newAt) / 1000;
    if (still > PATIENCE_SECONDS) {
      const { url } = this.playlist;
      throw new SourceError(
        `"${publicForm(url)}" has brought nothing new for ${Math.round(still / 60)} minutes: it is probably over.`,
      );
    }
    if (still > STALL_TARGETS * playlist.target)
      this.#trouble(`The stream has stood still for ${Math.round(still)} s.`);
  }

  /** Told once for each time that something goes wrong. */
  #trouble(message: string): void {
    if (!this.#troubled) this.#job.onTrouble?.(message);
    this.#troubled = true;
  }

  /** Between the last segment and this one. */
  *#loss(segment: Segment): Generator<Followed> {
    const last = this.#last;
    const seconds = Math.min(LONGEST_LOSS, Math.max(0, this.#lostBefore(segment, last)));
    if (this.#restarted) this.#newAt = this.#clock.now();
    if (!last || seconds <= 0) return;
    const planned = this.#planned + last.duration;
    const reason = this.#restarted ? 'the stream was restarted' : 'it was too far behind the stream';
    yield { type: 'lost', before: segment, planned, seconds, reason };
    this.#planned = planned + seconds;
    this.#last = null;
  }

  #lostBefore(segment: Segment, last: Segment | null): number {
    if (!last) return 0;
    if (segment.wallClock !== null && last.wallClock !== null) {
      const seconds = (segment.wallClock - last.wallClock) / 1000 - last.duration;
      // A clock that goes backwards tells nothing.
      if (seconds >= 0) return seconds;
    }
    const { segments, target } = this.playlist;
    const listed = segments.reduce((sum, s) => sum + s.duration, 0);
    if (!this.#restarted)
      return (segment.number - this.#next) * (segments.length > 0 ? listed / segments.length : target);
    return (this.#clock.now() - this.#newAt) / 1000 - listed;
  }
}

const endOf = ({ first, segments }: MediaPlaylist): number => (segments.at(-1)?.number ?? first - 1) + 1;

/** Where to begin: as near to the end as is allowed, or where the playlist wants it. */
function startOf({ segments, first, target, holdBack, start }: MediaPlaylist): number {
  const total = segments.reduce((sum, s) => sum + s.duration, 0);
  const behind = Math.max(START_TARGETS * target, holdBack ?? 0);
  const from = start === null ? total - behind : start < 0 ? total + start : start;
  let at = 0;
  let number = first;
  for (const segment of segments) {
    if (at > Math.max(0, from) + 0.001) break;
    number = segment.number;
    at += segment.duration;
  }
  return number;
}

/** By the broadcaster's clock where it is plausible; durations may be rounded. */
function lengthOf(segment: Segment, next: Segment): number {
  const { duration, wallClock } = segment;
  if (wallClock === null || next.wallClock === null || next.number !== segment.number + 1) return duration;
  const length = (next.wallClock - wallClock) / 1000;
  return Math.abs(length - duration) <= Math.max(1, duration / 2) ? length : duration;
}

/** What identifies a segment whose address holds a changing token. */
const fileOf = ({ url, range }: Segment): string => `${url.pathname.split('/').at(-1)} ${range?.offset ?? ''}`;

function common(a: MediaPlaylist, b: MediaPlaylist): Array<[Segment, Segment]> {
  const byNumber = new Map(b.segments.map((s) => [s.number, s]));
  return a.segments.flatMap((s) => {
    const other = byNumber.get(s.number);
    return other ? [[s, other] as [Segment, Segment]] : [];
  });
}

/** From a cache that is behind: the same stream, as it was a moment ago. */
function isOlder(now: MediaPlaylist, before: MediaPlaylist): boolean {
  if (now.first >= before.first || now.segments.length === 0) return false;
  const both = common(now, before);
  return both.length > 0 && both.every((pair) => isSame(pair, now.target));
}

/** Numbers begin anew (RFC 8216 §6.2.2 forbids it, encoders do it), or stand for other segments than before. */
function hasRestarted(now: MediaPlaylist, before: MediaPlaylist): boolean {
  if (now.segments.length === 0) return false;
  if (now.first < before.first) return true;
  return common(now, before).some(
    ([a, b]) => a.wallClock !== null && b.wallClock !== null && Math.abs(a.wallClock - b.wallClock) > 2000 * now.target,
  );
}

function isSame([a, b]: [Segment, Segment], target: number): boolean {
  if (fileOf(a) !== fileOf(b)) return false;
  return a.wallClock === null || b.wallClock === null || Math.abs(a.wallClock - b.wallClock) <= 2000 * target;
}

function pauseAfter(failures: number, error: unknown, now: number): number {
  const back = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
  const { retryAt } = error as { retryAt?: number };
  return retryAt === undefined ? back : Math.max(back, Math.min(retryAt - now, 4 * LONGEST_PAUSE_MS));
}
