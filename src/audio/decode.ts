import { once } from 'node:events';
import { FormatError, ProcessingError } from '../domain/errors.js';
import type { PcmRequest } from '../domain/ports/source.js';
import { reasonIn } from '../domain/system-words.js';
import { clock } from '../domain/time.js';
import { isComplaint, withoutMarks } from './complaints.js';
import { DamageLog, type OnDamage } from './damage.js';
import { type FfmpegEnding, type FfmpegRun, type MediaInput, runFfmpeg } from './ffmpeg.js';
import { DURATION, fullOptions, MOST_SILENCE, markIn, outputOptions } from './filters.js';
import { FullSound } from './full-sound.js';
import { toSamples } from './samples.js';

export interface DecodeJob {
  input: MediaInput;
  /** For messages: how the user named it. */
  name: string;
  rate: number;
  start?: number | undefined;
  end?: number | undefined;
  /** Seconds by the container's word; null when it doesn't know or only guesses. */
  duration: number | null;
  /** The file ends before its own structure does. */
  cutOff?: boolean | undefined;
  signal?: AbortSignal | undefined;
  onDamage?: OnDamage | undefined;
  /** Told once, before the first samples: the time stamp that the input begins with, in seconds; null when it has none. */
  onStart?: ((stamp: number | null) => void) | undefined;
  /** Of the whole input at this rate, to go on with. */
  headStart?: HeadStart | undefined;
  /** The input's time stamps jump: it is decoded from its beginning, whatever is wanted of it. */
  jumpy?: boolean | undefined;
  /** Told that they do. */
  onJump?: (() => void) | undefined;
  onFull?: PcmRequest['onFull'] | undefined;
}

/**
 * A decoder needs what came before: MP3's bit reservoir, Opus's 80 ms, an MDCT's overlap. Half a second of it makes the
 * sound after a seek the same, sample by sample, as in one go (Vorbis excepted, whose time stamps wander by 10 ms).
 */
const PREROLL_SECONDS = 0.5;
/** A stretch that ends this much before the container's word is broken off, not rounded. */
const SHORT_SECONDS = 1;
/** Where some demuxers give up at a hole (Ogg), decoding goes on behind it: this far, then twice, four times … as far. */
const STEP_SECONDS = 0.5;

/** A week. What decodes to more is made to keep a machine busy: a megabyte can hold a day of packed silence. */
export const LONGEST_SECONDS = 7 * 86_400;

/** Where ffmpeg thinks that the file is simply over, which it mostly is, it is worth looking only this far behind. */
const BLIND_SECONDS = 16;

/** What ffmpeg prints before the first sound is short; tags can make it long. */
const KEPT_LINES = 10_000;

/**
 * ffmpeg decoding a whole input before anybody asks for its sound, which costs one start of it instead of two where the
 * sound is wanted anyway. What it says meanwhile is kept for the one that takes it over.
 */
export class HeadStart {
  readonly rate: number;
  /** The sound as it is comes along. */
  readonly full: boolean;
  readonly run: FfmpegRun;
  readonly lines: string[] = [];
  #take: ((line: string) => void) | null = null;
  /** ffmpeg has said what the input is: it does so before it gives any sound, but by another pipe. */
  readonly #described: Promise<void>;

  constructor(program: string, input: MediaInput, rate: number, full: boolean) {
    this.rate = rate;
    this.full = full;
    let described: () => void;
    this.#described = new Promise((resolve) => {
      described = resolve;
    });
    this.run = runFfmpeg(program, {
      input,
      outputOptions: outputOptions(rate),
      ...(full && { secondOptions: fullOptions }),
      onLine: (line) => {
        if (/^(\[info\] )?Output #0/.test(line)) described();
        if (this.#take) this.#take(line);
        else if (this.lines.push(line) > KEPT_LINES) this.lines.splice(0, KEPT_LINES / 2);
      },
    });
  }

  /** Whether there is sound, as soon as that is known: a stream is readable at its end, too. */
  async hasSound(): Promise<boolean> {
    const { output } = this.run;
    if (output.readableLength === 0 && !output.readableEnded) await once(output, 'readable');
    // On a busy machine the sound may be read before the words.
    if (output.readableLength > 0) await Promise.race([this.#described, this.run.ended]);
    return output.readableLength > 0;
  }

  /** Hands over what was said so far, and everything from now on. */
  takeOver(take: (line: string) => void): FfmpegRun {
    for (const line of this.lines.splice(0)) take(line);
    this.#take = take;
    return this.run;
  }
}

/** Sound as signed 16-bit mono, streamed: what isn't read yet makes ffmpeg wait. */
export async function* decode(program: string, job: DecodeJob): AsyncGenerator<Int16Array, void> {
  const { rate, signal } = job;
  const start = Math.max(0, job.start ?? 0);
  const longest = start + LONGEST_SECONDS;
  const wanted = Math.round(Math.max(0, Math.min(job.end ?? longest, longest) - start) * rate);
  const expectedEnd = job.duration === null ? null : Math.min(job.end ?? job.duration, job.duration);
  const log = new DamageLog(job.onDamage ?? (() => {}));
  let given = 0;
  const here = (): number => start + given / rate;

  let { headStart } = job;
  let from = start;
  let step = STEP_SECONDS;
  let canSeek = !job.jumpy;
  /** Seconds of silence for what couldn't be decoded. */
  let holes = 0;
  let jumped = false;
  while (given < wanted) {
    signal?.throwIfAborted();
    const before = given;
    const stretch = new Stretch(program, job, from, canSeek, log, headStart);
    headStart = undefined;
    try {
      for await (let chunk of stretch.samples()) {
        if (given === before && from > here()) {
          holes += from - here();
          if (holes > MOST_SILENCE) break;
          log.missing(here(), from - here());
          const gap = Math.min(wanted, Math.round((from - start) * rate));
          for (; given < gap; given += rate) yield new Int16Array(Math.min(rate, gap - given));
          given = gap;
        }
        if (given + chunk.length > wanted) chunk = chunk.subarray(0, wanted - given);
        given += chunk.length;
        if (chunk.length > 0) yield chunk;
        if (given >= wanted) break;
      }
    } finally {
      await stretch.close();
    }
    signal?.throwIfAborted();
    jumped ||= stretch.jumped;
    if (given >= wanted || holes > MOST_SILENCE) break;
    failIfBroken(stretch.ending, stretch, job);
    // Its time stamps say nothing of what may lie behind.
    if (jumped) break;

    if (given === 0 && start > 0 && canSeek && (job.duration === null || start < job.duration)) {
      canSeek = false;
      continue;
    }
    if (expectedEnd === null || expectedEnd - here() <= SHORT_SECONDS) break;
    if (given === 0 || !('path' in job.input)) break;
    if (given > before) step = STEP_SECONDS;
    else if (!stretch.gaveUp && step > BLIND_SECONDS) break;
    from = (given > before ? here() : from) + step;
    step *= 2;
    if (from >= expectedEnd - SHORT_SECONDS) break;
  }

  const expected = expectedEnd !== null && !jumped;
  const short = expected && given > 0 && given < wanted && expectedEnd - here() > SHORT_SECONDS;
  const cut = short || (job.cutOff && given > 0 && given < wanted);
  log.finish(here(), cut ? 'cut off' : expectedEnd === null ? 'unknown' : 'whole');
  if (cut) {
    const message = short
      ? `the sound ends at ${clock(here())}, though the file says that it lasts ${clock(job.duration!)}: it is probably cut off`
      : `the file ends in the middle of its sound, at ${clock(here())}: it is probably cut off`;
    job.onDamage?.({ mixTime: here(), message });
  }
  if (given >= wanted && job.end === undefined) {
    job.onDamage?.({ mixTime: here(), message: 'it lasts more than a week: the rest is left out' });
  }
  if (given === 0 && start === 0 && wanted > 0)
    throw new FormatError(`"${job.name}" holds no sound that can be decoded.`);
}

function failIfBroken(ending: FfmpegEnding, stretch: Stretch, job: DecodeJob): void {
  if (ending.error && ending.code === null) {
    throw new ProcessingError(`ffmpeg couldn't be started for "${job.name}": ${reasonIn(ending.error)}.`, {
      cause: ending.error,
    });
  }
  if (ending.signal) {
    throw new ProcessingError(
      `ffmpeg was ended by ${ending.signal} at ${clock(stretch.position)} of "${job.name}"${stretch.because()}.`,
    );
  }
  if (ending.code !== 0 && stretch.count === 0 && stretch.from === 0) {
    throw new ProcessingError(`ffmpeg failed on "${job.name}"${stretch.because()}.`);
  }
}

/** One run of ffmpeg: from a place on the mix's time line to the end, or to where ffmpeg gives up. */
class Stretch {
  readonly from: number;
  /** How far ffmpeg has decoded, in mix time. */
  position: number;
  /** Samples that came out, after the pre-roll. */
  count = 0;
  ending: FfmpegEnding = { code: null, signal: null };
  /** ffmpeg stopped reading because of what it read, not because the file was over. */
  gaveUp = false;
  /** Its time stamps jump further than silence stands in for. */
  jumped = false;
  readonly #run: FfmpegRun;
  readonly #rate: number;
  readonly #signal: AbortSignal | undefined;
  readonly #abort = (): void => void this.#run.kill();
  readonly #full: FullSound | undefined;
  readonly #fullDone: Promise<void>;
  #fullFailed: Error | null = null;
  #skip: number;
  #lastComplaint = '';
  /** Of which it isn't known yet whether sound follows. */
  readonly #jumps: Array<{ mixTime: number; seconds: number }> = [];

  constructor(program: string, job: DecodeJob, from: number, canSeek: boolean, log: DamageLog, headStart?: HeadStart) {
    const { rate } = job;
    const seek = canSeek ? Math.max(0, from - PREROLL_SECONDS) : 0;
    this.from = from;
    this.position = seek;
    this.#rate = rate;
    this.#signal = job.signal;
    this.#skip = Math.round((from - seek) * rate);
    const length = job.end === undefined ? [] : ['-t', Math.max(0, job.end - seek + 1 / rate).toFixed(6)];
    this.#full = job.onFull && new FullSound(job.onFull, from - seek);
    const onLine = (line: string): void => {
      this.#full?.line(line);
      const dumped = job.onStart && DURATION.exec(line);
      if (dumped) job.onStart?.(dumped[1] === undefined ? null : Number(dumped[1]));
      const mark = markIn(line);
      if (mark?.kind === 'jump') this.#jumps.push({ mixTime: this.position, seconds: mark.seconds });
      else if (mark?.kind === 'at') {
        this.position = seek + mark.seconds;
        this.#confirm(job, log);
      } else if (mark && seek + mark.seconds > from) log.missing(this.position, seek + mark.seconds - this.position);
      if (mark) return;
      if (isComplaint(line)) this.#lastComplaint = withoutMarks(line);
      if (GAVE_UP.test(line)) this.gaveUp = true;
      // Before that the decoder has no bit reservoir yet and says so.
      if (this.position >= from) log.line(line, this.position);
    };
    this.#run =
      headStart?.takeOver(onLine) ??
      runFfmpeg(program, {
        input: job.input,
        inputOptions: seek > 0 ? ['-ss', seek.toFixed(6)] : [],
        outputOptions: outputOptions(rate, length),
        ...(this.#full && { secondOptions: fullOptions }),
        onLine,
      });
    const { second, ended } = this.#run;
    this.#fullDone = second
      ? Promise.resolve(this.#full?.handOn(second, ended)).catch((error) => this.#failFull(error))
      : Promise.resolve();
    job.signal?.addEventListener('abort', this.#abort, { once: true });
    if (job.signal?.aborted) this.#abort();
  }

  async *samples(): AsyncGenerator<Int16Array, void> {
    let odd: Buffer | null = null;
    for await (let bytes of this.#run.output as AsyncIterable<Buffer>) {
      if (this.#signal?.aborted) return;
      if (odd) bytes = Buffer.concat([odd, bytes]);
      odd = bytes.length % 2 ? bytes.subarray(-1) : null;
      let samples = toSamples(bytes);
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, samples.length);
        this.#skip -= skipped;
        samples = samples.subarray(skipped);
      }
      this.count += samples.length;
      if (samples.length > 0) yield samples;
    }
    await this.#fullDone;
    if (this.#fullFailed) throw this.#fullFailed;
    this.ending = await this.#run.ended;
    this.position = Math.max(this.position, this.from + this.count / this.#rate);
  }

  #failFull(error: Error): Promise<void> {
    this.#fullFailed = error;
    return this.#run.kill();
  }

  /** Some versions of ffmpeg give the very last frame a wrong stamp: what no second of sound follows is no jump. */
  #confirm(job: DecodeJob, log: DamageLog): void {
    for (let first = this.#jumps[0]; first && this.position > first.mixTime + 1; first = this.#jumps[0]) {
      this.#jumps.shift();
      log.jump(first.mixTime, first.seconds);
      this.jumped = true;
      job.onJump?.();
    }
  }

  because(): string {
    return this.#lastComplaint ? `: ${this.#lastComplaint}` : '';
  }

  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#full?.stop();
    await this.#run.kill();
    await this.#fullDone;
  }
}

/** ffmpeg up to 6, and from 7 on. */
const GAVE_UP = /^\[error\] file:|\[error\] Error during demuxing/;
