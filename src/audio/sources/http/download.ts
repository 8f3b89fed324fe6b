import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SourceError } from '../../../domain/errors.js';
import type { Emit } from '../../../domain/events.js';
import type { Clock } from '../../../domain/ports/clock.js';
import { reasonIn } from '../../../domain/system-words.js';
import type { Transfer } from '../../../domain/tracklist.js';
import { systemClock } from '../../../net/clock.js';
import { type FreeBytes, freeBytes, noRoom, Room, SPARE_BYTES } from '../../room.js';
import { publicForm, type Reach } from '../web/address.js';
import { WebFailure } from '../web/failures.js';
import { Pace, TooSlow } from '../web/pace.js';
import type { Web, WebAnswer } from '../web/web.js';

export interface DownloadTools {
  web: Web;
  signal: AbortSignal;
  emit?: Emit | undefined;
  clock?: Clock;
  /** Where the address itself may lead. */
  reach: Reach;
  /** Bytes at which a file is refused. */
  most?: number;
  /** How much room is left on the disk. */
  free?: FreeBytes;
}

/** Ten hours of uncompressed stereo at 48 kHz are 7 GB; what is larger, or never ends, isn't a mix. */
const MOST_BYTES = 16 * 2 ** 30;
/** Attempts in a row that bring nothing new. */
const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** Bytes between two reports. */
const REPORT_EVERY = 128 * 1024;
/** Times that a server may become too slow before it is left: another connection is sometimes a better one. */
const MOST_SLOW = 3;

/** Fetches a file to disk. A connection that drops is taken up again where it broke off, as long as it is the same file. */
export class Download {
  readonly transfer: Transfer;
  readonly #named: URL;
  readonly #first: WebAnswer;
  readonly #path: string;
  readonly #tools: DownloadTools;
  readonly #clock: Clock;
  /** What must be the same for two parts to be of one file: a strong ETag, else the date (RFC 9110 §13.1.5). */
  readonly #validator: string | null;
  readonly #room: Room;
  #slow = 0;
  #got = 0;
  #reported = 0;
  #edition = 0;
  #over = false;
  #waiting: Array<() => void> = [];

  constructor(named: URL, first: WebAnswer, path: string, tools: DownloadTools) {
    this.#named = named;
    this.#first = first;
    this.#path = path;
    this.#tools = tools;
    this.#clock = tools.clock ?? systemClock;
    this.#validator = validatorOf(first);
    this.#room = new Room(dirname(path), publicForm(named), tools.free);
    this.transfer = { fetched: 0, total: first.length };
  }

  /** Bytes from the beginning that are on disk. */
  get got(): number {
    return this.#got;
  }

  /** Counts on when another file is on the server, so that what was read so far is worth nothing. */
  get edition(): number {
    return this.#edition;
  }

  /** Resolves when there are more bytes than these, or when no more will come. */
  async beyond(bytes: number): Promise<void> {
    while (this.#got <= bytes && !this.#over) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** To be called once. */
  async run(): Promise<void> {
    try {
      await this.#run();
    } finally {
      this.#over = true;
      this.#tell();
    }
  }

  #tell(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #run(): Promise<void> {
    await this.#refuseIfTooLarge();
    const file = await open(this.#path, 'wx', 0o600);
    try {
      let answer: WebAnswer | null = this.#first;
      for (let failures = 0; ; ) {
        const before = this.#got;
        try {
          answer ??= await this.#again(file);
          if (answer) await this.#take(answer, file);
          break;
        } catch (error) {
          if (!(error instanceof WebFailure) || !error.passing) throw error;
          if (error instanceof TooSlow && ++this.#slow >= MOST_SLOW) throw error;
          failures = this.#got > before ? 1 : failures + 1;
          if (failures >= ATTEMPTS) throw error;
          await this.#pause(failures, error);
        }
        answer = null;
      }
      if (this.#got === 0) throw new SourceError(`"${publicForm(this.#named)}" is empty.`);
      this.#report();
    } finally {
      await file.close();
    }
  }

  /** The rest of the file; null when there is none. Starts over when the server has another file by now, or can't part it. */
  async #again(file: FileHandle): Promise<WebAnswer | null> {
    if (this.#first.packed) return this.#anew(file);
    const from = this.#got;
    const headers: Record<string, string> =
      from > 0 ? { range: `bytes=${from}-`, ...(this.#validator && { 'if-range': this.#validator }) } : {};
    const answer = await this.#open(headers);
    if (answer.status === 206) {
      const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(answer.headers.get('content-range') ?? '') ?? [];
      const same = total === '*' || this.transfer.total === null || Number(total) === this.transfer.total;
      const unchanged = this.#validator === null || [null, this.#validator].includes(validatorOf(answer));
      if (Number(first) === from && same && unchanged) return answer;
      answer.cancel();
      return this.#anew(file);
    }
    if (answer.status === 416) {
      answer.cancel();
      const [, total] = /^bytes \*\/(\d+)$/.exec(answer.headers.get('content-range') ?? '') ?? [];
      if (Number(total) === from) return null;
      return this.#anew(file);
    }
    await this.#forget(file, answer);
    return answer;
  }

  async #anew(file: FileHandle): Promise<WebAnswer> {
    const answer = await this.#open({});
    await this.#forget(file, answer);
    return answer;
  }

  #open(headers: Record<string, string>): Promise<WebAnswer> {
    const { web, signal, reach } = this.#tools;
    return web.open({ url: this.#named, headers, reach, signal, statuses: [416] });
  }

  async #forget(file: FileHandle, answer: WebAnswer): Promise<void> {
    const { total } = this.transfer;
    const alike = this.#validator === null && total !== null && answer.length === total;
    if (!alike && (this.#validator === null || validatorOf(answer) !== this.#validator)) this.#edition++;
    await file.truncate(0);
    this.#got = 0;
    this.transfer.total = answer.length;
  }

  async #take(answer: WebAnswer, file: FileHandle): Promise<void> {
    const most = this.#tools.most ?? MOST_BYTES;
    const { signal } = this.#tools;
    // The first answer was opened before there was a download to be ended.
    signal.addEventListener('abort', answer.cancel, { once: true });
    const pace = new Pace(this.#named, this.#clock);
    try {
      for await (const piece of answer.body) {
        signal.throwIfAborted();
        await this.#room.take(piece.length);
        await write(file, piece, this.#got, this.#path);
        this.#got += piece.length;
        this.transfer.fetched += piece.length;
        this.#tell();
        if (this.#got > most) throw this.#tooLarge(most);
        if (pace.took(piece.length)) this.#slow = 0;
        if (this.#got - this.#reported >= REPORT_EVERY) this.#report();
      }
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', answer.cancel);
      answer.cancel();
    }
    const { total } = this.transfer;
    if (total !== null && this.#got < total) {
      throw new WebFailure(`"${publicForm(this.#named)}" broke off after ${this.#got} of ${total} bytes.`, {
        passing: true,
      });
    }
  }

  #report(): void {
    this.#reported = this.#got;
    this.#tools.emit?.({ type: 'fetched', bytes: this.#got, total: this.transfer.total });
  }

  async #pause(failures: number, { retryAt }: WebFailure): Promise<void> {
    const back = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
    const told = retryAt === undefined ? 0 : Math.min(retryAt - this.#clock.now(), 4 * LONGEST_PAUSE_MS);
    await this.#clock.sleep(Math.max(back, told), this.#tools.signal);
  }

  async #refuseIfTooLarge(): Promise<void> {
    const { total } = this.transfer;
    const most = this.#tools.most ?? MOST_BYTES;
    if (total === null) return;
    if (total > most) throw this.#tooLarge(most);
    const folder = dirname(this.#path);
    const free = await (this.#tools.free ?? freeBytes)(folder);
    if (total + SPARE_BYTES > free) throw noRoom(publicForm(this.#named), folder, free, total);
  }

  #tooLarge(most: number): SourceError {
    return new SourceError(`"${publicForm(this.#named)}" is larger than any mix: more than ${mega(most)} MB.`);
  }
}

const mega = (bytes: number): number => Math.round(bytes / 1e6);

function validatorOf({ headers }: WebAnswer): string | null {
  const tag = headers.get('etag');
  return tag && !tag.startsWith('W/') ? tag : headers.get('last-modified');
}

async function write(file: FileHandle, piece: Uint8Array, at: number, path: string): Promise<void> {
  try {
    for (let done = 0; done < piece.length; ) {
      done += (await file.write(piece, done, piece.length - done, at + done)).bytesWritten;
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOSPC' ? 'the disk is full; set TMPDIR to a folder with more room' : reasonIn(cause);
    throw new SourceError(`What was fetched can't be kept in "${path}": ${why}.`, { cause });
  }
}
