import { FormatError } from '../../../domain/errors.js';
import type { Clock } from '../../../domain/ports/clock.js';
import type { LivePart, LiveRequest, LiveSource } from '../../../domain/ports/live.js';
import type { SourceInfo, Transfer } from '../../../domain/tracklist.js';
import { WebFailure } from '../web/failures.js';
import type { Fetching } from './fetching.js';
import { follow } from './follow.js';
import { unpackSegment } from './packed.js';
import { identityOfPart, type MediaPlaylist, type Part, type Segment } from './playlist.js';
import { type Item, type Loaded, soundOf } from './sound.js';
import { Timeline } from './timeline.js';

export interface LiveTools {
  fetching: Fetching;
  ffmpeg: string;
  clock: Clock;
  reload(): Promise<MediaPlaylist>;
  relocate?: () => Promise<MediaPlaylist>;
}

/** Less than this between two pieces of sound is rounding, in seconds. */
const SEAM_SECONDS = 0.1;
/** Wall clocks and reasons are kept for what is between the network and the end of the decoder: a few segments. */
const KEPT = 64;
/** Segments in a row that can't be decoded, after which the stream is none that can be. */
const MOST_MUTE = 20;

/** A playlist that goes on. */
export class LiveHls implements LiveSource {
  readonly info: SourceInfo;
  readonly #playlist: MediaPlaylist;
  readonly #tools: LiveTools;
  readonly #timeline = new Timeline();
  #init: { identity: string; bytes: Promise<Buffer> } | null = null;
  #clockMarks: { planned: number; epoch: number }[] = [];
  #reasons: { planned: number; reason: string }[] = [];
  #titles: { mixTime: number; title: string }[] = [];
  #title = '';

  constructor(info: SourceInfo, playlist: MediaPlaylist, tools: LiveTools) {
    this.info = info;
    this.#playlist = playlist;
    this.#tools = tools;
  }

  async *follow(request: LiveRequest): AsyncGenerator<LivePart, void> {
    const { rate, signal, keep } = request;
    /** Where the sound that was given ends. */
    let end = 0;
    let mute = 0;
    const heard = soundOf(this.#items(request), {
      ffmpeg: this.#tools.ffmpeg,
      name: this.info.location,
      rate,
      signal,
      keep,
      place: (segment, planned, stamp) => this.#timeline.place(segment, planned, stamp),
    });
    for await (const part of heard) {
      yield* this.#titles.splice(0).map((title): LivePart => ({ type: 'title', ...title }));
      if (part.type === 'missing') {
        const { cause, reason, mixTime } = part;
        this.#reasons.push({ planned: mixTime, reason });
        if (cause instanceof FormatError && ++mute >= MOST_MUTE) throw cause;
        continue;
      }
      mute = 0;
      let { mixTime, pcm } = part;
      if (mixTime < end) {
        pcm = mixTime < end - SEAM_SECONDS ? pcm.subarray(Math.round((end - mixTime) * rate)) : pcm;
        mixTime = end;
      } else if (mixTime > end + SEAM_SECONDS) {
        yield { type: 'gap', mixTime: end, seconds: mixTime - end, reason: this.#reasonFor(mixTime) };
      } else mixTime = end;
      if (pcm.length === 0) continue;
      const wallClock = this.#wallClock(mixTime);
      yield { type: 'sound', mixTime, pcm, ...(wallClock !== null && { wallClock }) };
      end = mixTime + pcm.length / rate;
    }
  }

  transfer(): Transfer {
    return this.#tools.fetching.transfer;
  }

  async close(): Promise<void> {}

  async *#items({ signal, onTrouble }: LiveRequest): AsyncGenerator<Item, void> {
    const { reload, relocate, clock } = this.#tools;
    const followed = follow({ playlist: this.#playlist, reload, relocate, clock, signal, onTrouble });
    for await (const { planned, ...news } of followed) {
      if (news.type === 'lost') {
        const { before, seconds, reason } = news;
        onTrouble?.(`${Math.round(seconds)} s of sound are lost: ${reason}.`);
        yield { segment: { ...before, duration: seconds }, planned, missing: reason };
        continue;
      }
      const { segment } = news;
      if (segment.wallClock !== null) this.#clockMarks.push({ planned, epoch: segment.wallClock });
      this.#clockMarks = this.#clockMarks.slice(-KEPT);
      this.#reasons = this.#reasons.slice(-KEPT);
      yield await this.#load(segment, planned, onTrouble);
    }
  }

  async #load(segment: Segment, planned: number, onTrouble: LiveRequest['onTrouble']): Promise<Item> {
    if (segment.gap) return { segment, planned, missing: 'the stream itself has a gap' };
    try {
      const { fetching } = this.#tools;
      const [init, bytes] = await Promise.all([segment.map && this.#initOf(segment.map), fetching.part(segment)]);
      const sound: Loaded = { ...unpackSegment(bytes), init };
      this.#say(sound.title ?? segment.title, planned);
      return { segment, planned, sound };
    } catch (error) {
      if (!(error instanceof WebFailure || error instanceof FormatError)) throw error;
      onTrouble?.(error.message);
      return { segment, planned, missing: error.message, cause: error };
    }
  }

  /** One is in force at a time, for hours. */
  #initOf(map: Part): Promise<Buffer> {
    const identity = identityOfPart(map);
    if (this.#init?.identity !== identity) this.#init = { identity, bytes: this.#tools.fetching.part(map) };
    const { bytes } = this.#init;
    bytes.catch(() => {
      this.#init = null;
    });
    return bytes;
  }

  #say(title: string, mixTime: number): void {
    if (title === '' || title === this.#title) return;
    this.#title = title;
    this.#titles.push({ mixTime, title });
  }

  #wallClock(mixTime: number): number | null {
    const mark = this.#clockMarks.findLast((m) => m.planned <= mixTime + SEAM_SECONDS) ?? this.#clockMarks[0];
    return mark ? mark.epoch + (mixTime - mark.planned) * 1000 : null;
  }

  /** Why there is no sound before this moment. */
  #reasonFor(mixTime: number): string {
    return this.#reasons.findLast((r) => r.planned < mixTime)?.reason ?? 'the stream jumps';
  }
}
