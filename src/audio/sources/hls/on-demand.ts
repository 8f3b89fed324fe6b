import { FormatError } from '../../../domain/errors.js';
import type { Emit } from '../../../domain/events.js';
import type { AudioSource, PcmRequest } from '../../../domain/ports/source.js';
import type { SourceInfo, Transfer } from '../../../domain/tracklist.js';
import type { TempFolder } from '../../../files/temp-folder.js';
import { MOST_SILENCE } from '../../filters.js';
import { type FreeBytes, Room } from '../../room.js';
import { WebFailure } from '../web/failures.js';
import type { Fetching } from './fetching.js';
import type { MediaPlaylist, Segment } from './playlist.js';
import { type Heard, type Item, soundOf } from './sound.js';
import { SegmentStore } from './store.js';
import { Timeline } from './timeline.js';

export interface OnDemandTools {
  fetching: Fetching;
  ffmpeg: string;
  folder: TempFolder;
  signal: AbortSignal;
  emit?: Emit | undefined;
  free?: FreeBytes | undefined;
}

/** Segments fetched ahead: one is mostly decoded faster than fetched, and more would only hold memory. */
const AHEAD = 3;
/** Segments in a row that can't be had, after which the rest can't be had either. */
const PATIENCE = 6;
/** Segments tried for a first sound, before the stream counts as none. */
const TRIED = 4;
/** What a decoder needs before the first sample that is right: AAC's overlap, MP3's bit reservoir. */
const PREROLL_SECONDS = 0.3;
/** A stretch that ends this little after a segment's beginning isn't worth the segment. */
const ROUNDING_SECONDS = 0.02;
/** Looks for the segment that begins before a wanted moment. */
const SEARCHES = 4;

/** A playlist that is whole: any stretch of it can be had by fetching only the segments that it lies in. */
export class OnDemand implements AudioSource {
  readonly info: SourceInfo;
  duration: number;
  readonly seekable = true;
  readonly sparing = true;
  readonly #segments: readonly Segment[];
  /** Where each segment begins by the durations of those before it. */
  readonly #planned: number[] = [];
  readonly #store: SegmentStore;
  readonly #timeline = new Timeline();
  /** Where segments were found, by where they were planned; ascending. */
  #found: Place[] = [{ planned: 0, mixTime: 0 }];
  readonly #tools: OnDemandTools;
  /** Segments in a row that couldn't be had. */
  #failed = 0;

  private constructor(info: SourceInfo, playlist: MediaPlaylist, tools: OnDemandTools) {
    this.info = info;
    this.#segments = playlist.segments;
    this.#tools = tools;
    this.#store = new SegmentStore(
      playlist.segments,
      tools.fetching,
      { folder: tools.folder.path, room: new Room(tools.folder.path, info.location, tools.free) },
      tools.emit,
    );
    let at = 0;
    for (const segment of playlist.segments) {
      this.#planned.push(at);
      at += segment.duration;
    }
    this.duration = at;
  }

  /** Decodes the beginning, so that what can't be decoded shows at once. */
  static async open(info: SourceInfo, playlist: MediaPlaylist, tools: OnDemandTools): Promise<OnDemand> {
    if (playlist.segments.length === 0) throw new FormatError(`"${info.location}" is an empty playlist.`);
    const source = new OnDemand(info, playlist, tools);
    const last = Math.min(TRIED, playlist.segments.length) - 1;
    let why: unknown;
    for (let index = 0; index <= last; index++) {
      for await (const heard of source.#heard(index, index, { rate: 8000, signal: tools.signal })) {
        if (heard.type === 'missing') {
          why = heard.cause;
          continue;
        }
        await source.#measure();
        return source;
      }
    }
    if (!why) throw new FormatError(`"${info.location}" begins with a gap that is too long.`);
    throw why;
  }

  /** Durations rounded to whole seconds add up to a wrong length: the stamp of the last segment tells the right one. */
  async #measure(): Promise<void> {
    const segments = this.#segments;
    if (segments.length < 3 || !segments.every(({ duration }) => Number.isInteger(duration))) return;
    const last = segments.length - 1;
    const rate = 8000;
    let end = 0;
    for await (const heard of this.#heard(last, last, { rate, signal: this.#tools.signal })) {
      if (heard.type === 'sound') end = heard.mixTime + heard.pcm.length / rate;
    }
    if (end > 0) this.duration = end;
  }

  get #last(): number {
    return this.#segments.length - 1;
  }

  async *pcm(request: PcmRequest): AsyncGenerator<Int16Array, void> {
    const { rate } = request;
    const start = Math.max(0, request.start ?? 0);
    const end = request.end ?? Number.POSITIVE_INFINITY;
    const wanted = end === Number.POSITIVE_INFINITY ? end : Math.round(Math.max(0, end - start) * rate);
    let given = 0;
    const silence = function* (until: number): Generator<Int16Array> {
      while (given < Math.min(until, wanted)) {
        const part = new Int16Array(Math.min(rate, until - given, wanted - given));
        given += part.length;
        yield part;
      }
    };
    let invented = 0;
    /** Whether so much is missing before this sample that what comes after it is left out. */
    const isTooFar = (until: number): boolean => {
      invented += Math.max(0, Math.min(until, wanted) - given);
      if (invented <= MOST_SILENCE * rate) return false;
      const message = `more than ${MOST_SILENCE / 60} minutes are missing: the rest is left out`;
      request.onDamage?.({ mixTime: start + given / rate, message });
      return true;
    };
    let done = -1;
    for (let search = 1; given < wanted && search <= SEARCHES; search++) {
      const index = given > 0 ? done + 1 : this.#indexAt(start - PREROLL_SECONDS);
      const last = end === Number.POSITIVE_INFINITY ? this.#last : this.#indexAt(end - ROUNDING_SECONDS);
      if (index > last || (given === 0 && last === done)) return;
      done = last;
      for await (const heard of this.#heard(index, last, request)) {
        // The playlist's durations misled, and where the segments really are leads to an earlier one.
        if (given === 0 && heard.mixTime > start && this.#indexAt(start - PREROLL_SECONDS) < index) {
          done = -1;
          break;
        }
        const at = Math.round((heard.mixTime - start) * rate);
        if (heard.type === 'missing') {
          this.#tell(heard, request);
          const until = at + Math.round(heard.seconds * rate);
          if (isTooFar(until)) return;
          yield* silence(until);
          continue;
        }
        if (isTooFar(at)) return;
        yield* silence(at);
        const part = heard.pcm.subarray(Math.max(0, given - at), Math.max(0, wanted - at));
        given += part.length;
        if (part.length > 0) yield part;
        if (given >= wanted) return;
      }
    }
  }

  transfer(): Transfer {
    return this.#tools.fetching.transfer;
  }

  wallClock(mixTime: number): number | null {
    const index = this.#indexAt(mixTime);
    const at = this.#segments[index]?.wallClock ?? null;
    return at === null ? null : at + (mixTime - this.#expected(index)) * 1000;
  }

  async close(): Promise<void> {
    await this.#tools.folder.remove();
  }

  #heard(first: number, last: number, request: PcmRequest): AsyncGenerator<Heard, void> {
    const { rate, signal, onDamage } = request;
    return soundOf(this.#items(first, last), {
      ffmpeg: this.#tools.ffmpeg,
      name: this.info.location,
      rate,
      signal,
      onDamage,
      place: (segment, planned, stamp) => {
        const at = this.#timeline.place(segment, planned, stamp);
        this.#learn({ planned, mixTime: at });
        return at;
      },
    });
  }

  async *#items(first: number, last: number): AsyncGenerator<Item, void> {
    for (let index = first; index <= last; index++) {
      const segment = this.#segments[index]!;
      const planned = this.#planned[index]!;
      if (segment.gap) {
        yield { segment, planned, missing: 'the stream itself has a gap' };
        continue;
      }
      for (let ahead = index; ahead <= Math.min(last, index + AHEAD); ahead++) {
        if (!this.#segments[ahead]!.gap) void this.#store.get(ahead).catch(() => {});
      }
      try {
        const sound = await this.#store.get(index);
        this.#failed = 0;
        yield { segment, planned, sound };
      } catch (error) {
        if (!(error instanceof WebFailure || error instanceof FormatError)) throw error;
        this.#failed++;
        if (this.#failed >= PATIENCE) throw error;
        yield { segment, planned, missing: error.message, cause: error };
      }
    }
  }

  #tell({ mixTime, seconds, reason }: Extract<Heard, { type: 'missing' }>, { onDamage }: PcmRequest): void {
    onDamage?.({ mixTime, message: `${Math.max(1, Math.round(seconds))} s are missing: ${reason}` });
  }

  /** The segment that is most likely playing then. */
  #indexAt(mixTime: number): number {
    let [low, high] = [0, this.#last];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#expected(middle) <= mixTime) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #learn(place: Place): void {
    const others = this.#found.filter(({ planned }) => planned !== place.planned);
    this.#found = [...others, place].sort((a, b) => a.planned - b.planned);
  }

  /** Where a segment begins, as far as is known: by a straight line between those that were found around it. */
  #expected(index: number): number {
    const planned = this.#planned[index]!;
    const after = this.#found.findIndex((place) => place.planned > planned);
    const [a, b] = after < 0 ? this.#found.slice(-2) : this.#found.slice(after - 1, after + 1);
    if (!a || !b || a.planned > planned) return planned;
    return a.mixTime + ((planned - a.planned) * (b.mixTime - a.mixTime)) / (b.planned - a.planned);
  }
}

interface Place {
  planned: number;
  mixTime: number;
}
