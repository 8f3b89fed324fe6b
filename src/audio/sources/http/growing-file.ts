import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { FormatError, SourceError } from '../../../domain/errors.js';
import type { AudioSource, PcmRequest } from '../../../domain/ports/source.js';
import { oneLine } from '../../../domain/text.js';
import type { SourceInfo, Transfer } from '../../../domain/tracklist.js';
import { decode } from '../../decode.js';
import { believable, openMediaFile } from '../../media-file.js';
import { type Probe, probe } from '../../probe.js';
import type { Download } from './download.js';

export interface GrowingFileJob {
  /** How messages call it. */
  name: string;
  path: string;
  info: SourceInfo;
  ffmpeg: string;
  signal: AbortSignal;
  download: Download;
  /** Settles when the download does. */
  done: Promise<void>;
  close(): Promise<void>;
}

/** Enough to see what it is: a large cover picture in front of the sound is smaller. */
const BEGINNING_BYTES = 1 << 20;
/** Seconds of its end that are heard again from the whole file. */
const OVERLAP_SECONDS = 2;

type Damage = Parameters<NonNullable<PcmRequest['onDamage']>>[0];

/**
 * A file that is still being fetched. Whoever listens from the beginning hears it as it comes; whoever wants a later
 * stretch waits for the whole. Formats whose index comes last are waited for at once.
 */
export async function openGrowingFile(job: GrowingFileJob): Promise<AudioSource> {
  const { download, done, signal, ffmpeg } = job;
  // Whoever waits for it hears of it; perhaps nobody waits.
  done.catch(() => {});
  const file = new GrowingFile(job);
  await download.beyond(BEGINNING_BYTES);
  if (download.got > BEGINNING_BYTES) {
    const stream = createReadStream(job.path, { end: BEGINNING_BYTES - 1 });
    const found = await probe(ffmpeg, { stream }, signal);
    if (found.container && found.audio && found.decodable) {
      file.begin(found);
      return file;
    }
  }
  await file.finish();
  return file;
}

class GrowingFile implements AudioSource {
  info: SourceInfo;
  duration: number | null = null;
  readonly seekable = true;
  readonly #job: GrowingFileJob;
  /** The file on disk, once it is whole. */
  #whole: AudioSource | null = null;
  #opening: Promise<AudioSource> | null = null;
  /** Its time stamps jump, so that none tells where in the sound it is. */
  #jumpy = false;

  constructor(job: GrowingFileJob) {
    this.#job = job;
    this.info = job.info;
  }

  /** From its beginning, a length is known or can be reckoned by the bit rate; the whole file tells for certain. */
  begin({ duration, bitRate, title, artist }: Probe): void {
    const { total } = this.#job.download.transfer;
    const told = duration ?? (bitRate && total ? (total * 8) / bitRate : null);
    this.duration = believable(told, total ?? Number.POSITIVE_INFINITY);
    const [named, by] = [oneLine(title ?? ''), oneLine(artist ?? '')];
    this.info = { ...this.info, ...(named && { title: named }), ...(by && { artist: by }) };
  }

  /** Waits for the whole file. */
  async finish(): Promise<AudioSource> {
    const { name, path, ffmpeg, signal, done, info } = this.#job;
    this.#opening ??= (async () => {
      await done;
      this.#whole = await openMediaFile({ name, path, info, ffmpeg, signal, jumpy: this.#jumpy });
      this.duration = this.#whole.duration;
      this.info = this.#whole.info;
      return this.#whole;
    })();
    return this.#opening;
  }

  async *pcm(request: PcmRequest): AsyncGenerator<Int16Array, void> {
    const { rate, end = Number.POSITIVE_INFINITY } = request;
    if (this.#whole || (request.start ?? 0) > 0) {
      yield* (await this.finish()).pcm(request);
      return;
    }
    const damage: Damage[] = [];
    let given = 0;
    for await (const chunk of this.#asItComes({ ...request, onDamage: (d) => damage.push(d) })) {
      given += chunk.length;
      yield chunk;
      for (const d of damage.splice(0)) request.onDamage?.(d);
    }
    const here = given / rate;
    if (here >= end || this.#jumpy) return;
    // The file itself knows how it should end, and may be read on behind damage that a stream ends at.
    const from = Math.max(0, here - OVERLAP_SECONDS);
    for (const d of damage) if (d.mixTime < from) request.onDamage?.(d);
    let known = given - Math.round(from * rate);
    for await (const chunk of (await this.finish()).pcm({ ...request, start: from })) {
      const fresh = chunk.subarray(Math.min(known, chunk.length));
      known -= chunk.length - fresh.length;
      if (fresh.length > 0) yield fresh;
    }
  }

  async *#asItComes(request: PcmRequest): AsyncGenerator<Int16Array, void> {
    const { ffmpeg, name } = this.#job;
    // What came before a failure is heard to its end; then the failure is reported.
    let failure: unknown;
    const bytes = this.#bytes((error) => {
      failure = error;
    });
    const stream = Readable.from(bytes, { objectMode: false });
    const { rate, end, signal, onDamage } = request;
    try {
      const onJump = (): void => {
        this.#jumpy = true;
      };
      yield* decode(ffmpeg, { input: { stream }, name, rate, end, signal, onDamage, onJump, duration: null });
    } catch (error) {
      signal?.throwIfAborted();
      if (failure) throw failure;
      if (!(error instanceof FormatError)) throw error;
    } finally {
      stream.destroy();
    }
    if (failure) throw failure;
  }

  /** What is on disk, and what comes to it, until the download is over. */
  async *#bytes(onFailure: (error: unknown) => void): AsyncGenerator<Buffer, void> {
    const { download, done, path, name } = this.#job;
    const { edition } = download;
    try {
      for (let at = 0; ; ) {
        await download.beyond(at);
        if (download.edition !== edition) throw new SourceError(`"${name}" has changed while it was read. Try again.`);
        if (download.got <= at) break;
        for await (const chunk of createReadStream(path, { start: at, end: download.got - 1 })) {
          at += (chunk as Buffer).length;
          yield chunk as Buffer;
        }
      }
      await done;
    } catch (error) {
      onFailure(error);
    }
  }

  transfer(): Transfer {
    return this.#job.download.transfer;
  }

  async close(): Promise<void> {
    await this.#job.close();
  }
}
