import { open, stat } from 'node:fs/promises';
import { FormatError, ProcessingError, SourceError } from '../domain/errors.js';
import type { AudioSource } from '../domain/ports/source.js';
import { reasonIn } from '../domain/system-words.js';
import { oneLine } from '../domain/text.js';
import type { SourceInfo } from '../domain/tracklist.js';
import { isCutOff } from './cut-off.js';
import { decode, HeadStart, LONGEST_SECONDS } from './decode.js';
import { whatItIs } from './media-formats.js';
import { type Probe, probe, probeHeadStart } from './probe.js';
import { sourceId } from './source-id.js';

export interface MediaFile {
  /** How the user named it, for messages. */
  name: string;
  path: string;
  info: SourceInfo;
  ffmpeg: string;
  signal?: AbortSignal | undefined;
  /** Rate at which the whole will be read in one go. */
  ahead?: number | undefined;
  /** And that the sound as it is will be wanted as well. */
  aheadFull?: boolean | undefined;
  /** Its time stamps are known to jump. */
  jumpy?: boolean;
  /** Seconds for a look at its head. */
  patience?: number;
  close?: () => Promise<void>;
}

/**
 * ffmpeg says what a file is within a second, and in less than twenty from a disk that has to spin up first. 100,000 tags keep it
 * busy for minutes, a million for days: it compares each with all before it.
 */
const PATIENCE = 60;

/** Makes a source of a file on disk: every kind of source that ends up as one comes by here. */
export async function openMediaFile(file: MediaFile): Promise<AudioSource> {
  const { name, path, ffmpeg } = file;
  const { head, size } = await readHead(path, name);
  let begun =
    file.ahead === undefined ? undefined : new HeadStart(ffmpeg, { path }, file.ahead, file.aheadFull ?? false);
  const first = begun;
  let found: Probe;
  const { patience = PATIENCE } = file;
  const late = AbortSignal.timeout(patience * 1000);
  const signal = file.signal ? AbortSignal.any([file.signal, late]) : late;
  try {
    found = await (begun ? probeHeadStart(begun, signal) : probe(ffmpeg, { path }, signal));
    refuseUnlessAudio(name, found, head);
  } catch (error) {
    await begun?.run.kill();
    if (!late.aborted || file.signal?.aborted) throw error;
    throw new FormatError(
      `"${name}" keeps ffmpeg busy for more than ${patience} s before any sound: take its tags off, or convert it.`,
    );
  }
  const duration = believable(found.duration, size);
  const about = { input: { path }, name, duration: found.estimated ? null : duration };
  let { jumpy = false } = file;
  const onJump = (): void => {
    jumpy = true;
  };
  const cutOff = await isCutOff(path, size);
  const [title, artist] = [oneLine(found.title ?? ''), oneLine(found.artist ?? '')];
  // What came from an address is told apart by that.
  const id = file.info.kind === 'file' || file.info.kind === 'stdin' ? await sourceId(path) : undefined;
  return {
    info: { ...file.info, ...(title && { title }), ...(artist && { artist }), ...(id && { id }) },
    duration,
    seekable: true,
    hasFull: true,
    ...(found.lists && { lists: true }),
    pcm(request) {
      const isAsBegun = request.rate === begun?.rate && (request.onFull !== undefined) === begun.full;
      const whole = !request.start && request.end === undefined && isAsBegun;
      const headStart = whole ? begun : undefined;
      if (whole) begun = undefined;
      return decode(ffmpeg, { ...request, ...about, cutOff, headStart, jumpy, onJump });
    },
    async close() {
      // Also one that was handed on and never read, as by a run that was interrupted just then.
      await first?.run.kill();
      await file.close?.();
    },
  };
}

/** Digital silence as FLAC takes ten bytes for a second; less than this, and no file of this size lasts so long. */
const LEAST_BYTES = 8;
/** Of so short a claim nothing that is reckoned by it gets out of hand. */
const HARMLESS_SECONDS = 600;

/** The length that a file claims; null where it can't be, so that nothing is planned or waited for by it. */
export function believable(duration: number | null, size: number): number | null {
  if (duration === null || duration > LONGEST_SECONDS) return null;
  return duration <= HARMLESS_SECONDS || size >= duration * LEAST_BYTES ? duration : null;
}

/** Enough for every signature and for the first lines of a text. */
const HEAD_BYTES = 4096;

export async function readHead(path: string | Buffer, name: string): Promise<{ head: Uint8Array; size: number }> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      if (bytesRead === 0) throw new FormatError(`"${name}" is empty.`);
      return { head: buffer.subarray(0, bytesRead), size };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw unreadable(name, error);
  }
}

/** What kind of thing a path leads to; throws the sentence for one that can't be read. */
export async function kindOf(path: string | Buffer, name: string): Promise<'file' | 'folder' | 'pipe'> {
  let about: Awaited<ReturnType<typeof stat>>;
  try {
    about = await stat(path);
  } catch (error) {
    throw unreadable(name, error);
  }
  if (about.isFile()) return 'file';
  if (about.isDirectory()) return 'folder';
  if (about.isFIFO()) return 'pipe';
  if (about.isSocket()) throw new SourceError(`"${name}" is a socket, not a file.`);
  throw new SourceError(`"${name}" is a device, not a file.`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "doesn't exist",
  ENOTDIR: "doesn't exist",
  EACCES: "can't be read: permission denied",
  EPERM: "can't be read: permission denied",
  ELOOP: 'is a link that leads back to itself',
  ENAMETOOLONG: 'is too long a name',
  EIO: "can't be read: the disk failed",
  EISDIR: 'is a folder, not a file',
  ENXIO: "can't be opened by its name",
  EMFILE: "can't be read: too many files are open",
  ENFILE: "can't be read: too many files are open",
  ESTALE: "can't be read: the disk of another machine has changed",
  ETIMEDOUT: "can't be read: the disk of another machine doesn't answer",
  ENOMEM: "can't be read: the memory is full",
  EINVAL: "can't be read: its name is none",
  EBUSY: "can't be read: another program keeps it to itself",
};

export function unreadable(name: string, cause: unknown): SourceError {
  const { code } = cause as NodeJS.ErrnoException;
  return new SourceError(`"${name}" ${REASONS[code ?? ''] ?? `can't be read: ${reasonIn(cause)}`}.`, { cause });
}

/** Throws one sentence that names the file and says what it is instead. */
function refuseUnlessAudio(name: string, found: Probe, head: Uint8Array): void {
  const { ending, complaints, audio } = found;
  if (ending.error && ending.code === null) {
    const { error } = ending;
    throw new ProcessingError(`ffmpeg couldn't be started for "${name}": ${reasonIn(error)}.`, { cause: error });
  }
  const last = complaints.at(-1) ?? 'no reason given';
  if (ending.signal) {
    throw new ProcessingError(`ffmpeg was ended by ${ending.signal} when it looked at "${name}": ${last}.`);
  }
  const complained = (pattern: RegExp): boolean => complaints.some((line) => pattern.test(line));

  if (!found.container) {
    const what = whatItIs(head);
    if (what) throw new FormatError(`"${name}" is no audio file: it is ${what}.`);
    if (complained(/moov atom not found/)) {
      throw new FormatError(
        `"${name}" is cut off: an MP4 has its index at the end, and that is missing. Get the whole file.`,
      );
    }
    if (complained(/Cannot add index entry|Cannot allocate memory/)) {
      throw new FormatError(`"${name}" asks for more memory than any mix: it is damaged, or made to do harm.`);
    }
    if (complained(/not on whitelist|Invalid data|Invalid argument|Failed to read frame|End of file/i)) {
      throw new FormatError(`"${name}" is no audio file that ffmpeg knows.`);
    }
    throw new ProcessingError(`ffmpeg failed on "${name}": ${last}.`);
  }
  if (!audio) {
    const only = found.video ? 'moving pictures without sound' : found.picture ? 'a picture without sound' : 'no sound';
    throw new FormatError(`"${name}" holds ${only}: it has no audio stream.`);
  }
  if (found.decodable) return;
  if (audio.codec === 'none' || complained(/Decoder .{0,60}not found|Unknown decoder/)) {
    throw new FormatError(
      `"${name}" can't be decoded: ffmpeg has no decoder for its sound, which may be copy-protected.`,
    );
  }
  // Damaged at its head, perhaps, and good later: decoding will tell.
}
