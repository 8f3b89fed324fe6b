import { createDecipheriv } from 'node:crypto';
import { FormatError } from '../../../domain/errors.js';
import type { Clock } from '../../../domain/ports/clock.js';
import type { Transfer } from '../../../domain/tracklist.js';
import { systemClock } from '../../../net/clock.js';
import { publicForm, type Reach } from '../web/address.js';
import { WebFailure } from '../web/failures.js';
import type { Web } from '../web/web.js';
import type { Part } from './playlist.js';

export interface FetchingTools {
  web: Web;
  /** Where the playlist's addresses may lead. */
  reach: Reach;
  signal: AbortSignal;
  clock?: Clock;
}

/** A playlist of a whole day in short segments; most take a few kilobytes. */
const MOST_PLAYLIST_BYTES = 10 * 2 ** 20;
/** Ten seconds of the most lavish video. */
const MOST_PART_BYTES = 128 * 2 ** 20;
/** What takes longer than the first must come at this many bytes a second: a quarter of the poorest stream's. */
const SLOW_SECONDS = 60;
const SLOWEST_BYTES = 1000;
const KEY_BYTES = 16;
/** A key changes every few minutes where it changes. */
const KEPT_KEYS = 100;
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 10_000;

/** Fetches what a playlist names, decrypted: playlists, segments and initialisation sections, keys. */
export class Fetching {
  readonly transfer: Transfer = { fetched: 0, total: null };
  readonly #tools: FetchingTools;
  readonly #clock: Clock;
  #reach: Reach;
  readonly #keys = new Map<string, Promise<Uint8Array>>();

  constructor(tools: FetchingTools) {
    this.#tools = tools;
    this.#reach = tools.reach;
    this.#clock = tools.clock ?? systemClock;
  }

  /** `url` is where it came from in the end. One attempt only: whoever follows a playlist comes back anyway. */
  async text(address: URL): Promise<{ text: string; url: URL }> {
    const { web, signal } = this.#tools;
    const answer = await web.open({ url: address, reach: this.#reach, signal });
    // What a public playlist names is no more trusted for having been found by a private one.
    if (answer.reach === 'public') this.#reach = 'public';
    return { text: await this.textOf(answer), url: answer.url };
  }

  /** The text of an answer that is open already. */
  async textOf({ body, url }: { body: AsyncIterable<Uint8Array>; url: URL }): Promise<string> {
    const bytes = await this.#all(body, MOST_PLAYLIST_BYTES, url);
    return new TextDecoder().decode(bytes);
  }

  /** A part as a decoder takes it. What may pass is tried again a few times. */
  async part(part: Part): Promise<Buffer> {
    const bytes = await this.again(() => this.#bytes(part, MOST_PART_BYTES));
    if (!part.key) return bytes;
    return decrypt(bytes, await this.#key(part.key.url), part.key.iv, part.url);
  }

  async again<T>(attempt: () => Promise<T>): Promise<T> {
    for (let number = 1; ; number++) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof WebFailure) || !error.passing || number >= ATTEMPTS) throw error;
        const back = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (number - 1));
        const told = error.retryAt === undefined ? 0 : Math.min(error.retryAt - this.#clock.now(), LONGEST_PAUSE_MS);
        await this.#clock.sleep(Math.max(back, told), this.#tools.signal);
      }
    }
  }

  async #bytes({ url, range }: Pick<Part, 'url' | 'range'>, most: number): Promise<Buffer> {
    const { web, signal } = this.#tools;
    const reach = this.#reach;
    if (!range) {
      const { body } = await web.open({ url, reach, signal });
      return this.#all(body, most, url);
    }
    const { offset, length } = range;
    if (length > most) throw tooLarge(url, most);
    const answer = await web.open({ url, reach, signal, headers: { range: `bytes=${offset}-${offset + length - 1}` } });
    // A server that knows no ranges sends everything, of which this is a piece.
    const skip = answer.status === 206 ? rangeStart(answer.headers.get('content-range'), offset) : 0;
    const bytes = await this.#piece(answer, offset - skip, length, url);
    if (bytes.length < length) {
      throw new FormatError(`"${publicForm(url)}" ends before the part that its playlist names.`);
    }
    return bytes;
  }

  async #piece(answer: { body: AsyncIterable<Uint8Array>; cancel(): void }, from: number, length: number, url: URL) {
    const pieces: Uint8Array[] = [];
    let at = 0;
    try {
      for await (const piece of this.#flowing(answer.body, url)) {
        const wanted = piece.subarray(Math.max(0, from - at), Math.max(0, from + length - at));
        if (wanted.length > 0) pieces.push(wanted);
        at += piece.length;
        if (at >= from + length) break;
      }
    } finally {
      answer.cancel();
    }
    return Buffer.concat(pieces);
  }

  async #all(body: AsyncIterable<Uint8Array>, most: number, url: URL): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of this.#flowing(body, url)) {
      size += piece.length;
      if (size > most) throw tooLarge(url, most);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  /** Counts what comes, and ends what comes in drops: a few bytes a second would be waited for without end. */
  async *#flowing(body: AsyncIterable<Uint8Array>, url: URL): AsyncGenerator<Uint8Array, void> {
    const began = this.#clock.now();
    let size = 0;
    for await (const piece of body) {
      size += piece.length;
      this.transfer.fetched += piece.length;
      const seconds = (this.#clock.now() - began) / 1000;
      if (size < (seconds - SLOW_SECONDS) * SLOWEST_BYTES) {
        throw new WebFailure(`"${publicForm(url)}" comes too slowly: ${size} bytes in ${Math.round(seconds)} s.`, {
          passing: true,
        });
      }
      yield piece;
    }
  }

  /** Each is fetched once, by whoever needs it first; a failure is forgotten. */
  #key(url: URL): Promise<Uint8Array> {
    const known = this.#keys.get(url.href);
    if (known) return known;
    const fetched = this.again(() => this.#bytes({ url, range: null }, 4096)).then((bytes) => {
      if (bytes.length === KEY_BYTES) return bytes;
      throw new FormatError(
        `"${publicForm(url)}" should be a key of 16 bytes and has ${bytes.length}: it may want a login.`,
      );
    });
    fetched.catch(() => this.#keys.delete(url.href));
    this.#keys.set(url.href, fetched);
    if (this.#keys.size > KEPT_KEYS) this.#keys.delete(this.#keys.keys().next().value!);
    return fetched;
  }
}

function rangeStart(header: string | null, asked: number): number {
  const [, first] = /^bytes (\d+)-/.exec(header ?? '') ?? [];
  return first === undefined || Number(first) > asked ? asked : Number(first);
}

function tooLarge(url: URL, most: number): FormatError {
  return new FormatError(`"${publicForm(url)}" is larger than any part of a stream: more than ${most / 2 ** 20} MB.`);
}

/** AES-128 in CBC mode over the whole part, padded by PKCS #7 (RFC 8216 §4.3.2.4). */
function decrypt(bytes: Buffer, key: Uint8Array, iv: Uint8Array, url: URL): Buffer {
  try {
    const decipher = createDecipheriv('aes-128-cbc', key, iv);
    return Buffer.concat([decipher.update(bytes), decipher.final()]);
  } catch (cause) {
    throw new FormatError(`"${publicForm(url)}" can't be decrypted: it is damaged, or its key is another one.`, {
      cause,
    });
  }
}
