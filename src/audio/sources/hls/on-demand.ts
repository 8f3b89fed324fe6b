import { FormatError } from '../../../domain/errors.js';
import type { AudioSource, PcmRequest } from '../../../domain/ports.js';
import type { SourceInfo, Transfer } from '../../../domain/tracklist.js';
import type { TempFolder } from '../../temp-folder.js';
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
  readonly duration: number;
  readonly seekable = true;
  readonly sparing = true;
  readonly #segments: readonly Segment[];
  /** Where each segment begins by the durations of those before it. */
  readonly #planned: number[] = [];
  readonly #store: SegmentStore;
  readonly #timeline = new Timeline();
  /** By how much segments were found off their planned place. */
  readonly #drift: { planned: number; by: number }[] = [];
  readonly #tools: OnDemandTools;
  /** Segments in a row that couldn't be had. */
  #failed = 0;

  private constructor(info: SourceInfo, playlist: MediaPlaylist, tools: OnDemandTools) {
    this.info = info;
    this.#segments = playlist.segments;
    this.#tools = tools;
    this.#store = new SegmentStore(playlist.segments, tools.fetching, tools.folder.path);
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
        if (heard.type === 'sound') return source;
        why = heard.cause;
      }
    }
    if (why instanceof FormatError || !why) {
      throw new FormatError(`"${info.location}" holds no sound that can be decoded.`, { cause: why });
    }
    throw why;
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
    for (let search = 1; given === 0 && wanted > 0; search++) {
      const index = this.#indexAt(start - PREROLL_SECONDS);
      const last = end === Number.POSITIVE_INFINITY ? this.#last : this.#indexAt(end - ROUNDING_SECONDS);
      let searchesOn = false;
      for await (const heard of this.#heard(index, last, request)) {
        // The playlist's durations misled: the drift is known by now, and leads to an earlier one.
        searchesOn = given === 0 && index > 0 && heard.mixTime > start && search < SEARCHES;
        if (searchesOn && this.#indexAt(start - PREROLL_SECONDS) < index) break;
        const at = Math.round((heard.mixTime - start) * rate);
        if (heard.type === 'missing') {
          this.#tell(heard, request);
          yield* silence(at + Math.round(heard.seconds * rate));
          continue;
        }
        yield* silence(at);
        const part = heard.pcm.subarray(Math.max(0, given - at), Math.max(0, wanted - at));
        given += part.length;
        if (part.length > 0) yield part;
        if (given >= wanted) return;
      }
      if (!searchesOn) return;
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
        this.#drift.push({ planned, by: at - planned });
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

  /** Where a segment begins, as far as is known. */
  #expected(index: number): number {
    const planned = this.#planned[index]!;
    let nearest: { planned: number; by: number } | undefined;
    for (const seen of this.#drift) {
      if (!nearest || Math.abs(seen.planned - planned) < Math.abs(nearest.planned - planned)) nearest = seen;
    }
    return planned + (nearest?.by ?? 0);
  }
}
