import { isComplaint, withoutMarks } from './complaints.js';
import type { HeadStart } from './decode.js';
import { type FfmpegEnding, type MediaInput, runFfmpeg } from './ffmpeg.js';
import { mayHoldLists } from './lists-in-dump.js';

export interface ProbedAudio {
  /** ffmpeg's name: `mp3`, `aac`, `pcm_s16le`; `none` for one that it can't decode. */
  codec: string;
  rate: number | null;
  channels: string | null;
}

export interface Probe {
  /** ffmpeg's name of the container: `mp3`, `mov,mp4,m4a,3gp,3g2,mj2`; null when it recognised nothing. */
  container: string | null;
  /** Seconds, as the container says; null when it doesn't. */
  duration: number | null;
  /** The duration is a guess from the size and the bit rate, as for an MP3 without a header that says it. */
  estimated: boolean;
  /** Bits a second of the whole, where the container or its beginning tells. */
  bitRate: number | null;
  /** The first audio stream, which is the one that is read. */
  audio: ProbedAudio | null;
  /** It has moving pictures; a cover doesn't count. */
  video: boolean;
  picture: boolean;
  title?: string;
  artist?: string;
  /** Its chapters or tags may name tracks with their times. */
  lists?: true;
  /** One frame of sound could be decoded. */
  decodable: boolean;
  /** What ffmpeg complained of, last line last. */
  complaints: string[];
  ending: FfmpegEnding;
}

/** Lines of complaint worth keeping: the reason is among the last ones. */
const KEPT_COMPLAINTS = 20;

/** Looks at the head of the input and decodes one frame. Needs no ffprobe, which npm's packages don't bring. */
export async function probe(program: string, input: MediaInput, signal?: AbortSignal): Promise<Probe> {
  signal?.throwIfAborted();
  const lines: string[] = [];
  let size = 0;
  const run = runFfmpeg(program, {
    input,
    outputOptions: ['-map', '0:a:0', '-frames:a', '1', '-ac', '1', '-f', 's16le'],
    onLine(line) {
      // Tags can be of any number; a megabyte of them is enough.
      size += line.length;
      if (size < 1 << 20 || isComplaint(line)) lines.push(line);
      if (lines.length > 10_000) lines.splice(0, 5_000);
    },
  });
  const abort = (): void => void run.kill();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    let bytes = 0;
    run.output.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    const ending = await run.ended;
    signal?.throwIfAborted();
    return { ...parseDump(lines), decodable: bytes > 0, ending };
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** The same from the beginning of a decoding that goes on. */
export async function probeHeadStart(begun: HeadStart, signal?: AbortSignal): Promise<Probe> {
  const abort = (): void => void begun.run.kill();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    signal?.throwIfAborted();
    const decodable = await begun.hasSound();
    const ending: FfmpegEnding = decodable ? { code: null, signal: null } : await begun.run.ended;
    signal?.throwIfAborted();
    return { ...parseDump(begun.lines), decodable, ending };
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Reads what ffmpeg prints of its input before it starts. */
export function parseDump(lines: readonly string[]): Omit<Probe, 'decodable' | 'ending'> {
  const result: Omit<Probe, 'decodable' | 'ending'> = {
    container: null,
    duration: null,
    estimated: false,
    bitRate: null,
    audio: null,
    video: false,
    picture: false,
    complaints: [],
  };
  const described: string[] = [];
  let inInput = false;
  for (const raw of lines) {
    if (isComplaint(raw)) result.complaints.push(withoutMarks(raw));
    if (raw.includes('Estimating duration from bitrate')) result.estimated = true;
    const line = raw.replace(/^\[info\] /, '');
    const input = /^Input #0, (.+?), from /.exec(line);
    if (input) {
      result.container = input[1]!;
      inInput = true;
    } else if (/^(Output #|Stream mapping:)/.test(line)) inInput = false;
    if (!inInput) continue;
    described.push(line);
    readInputLine(line, result);
  }
  if (mayHoldLists(described)) result.lists = true;
  result.complaints = result.complaints.slice(-KEPT_COMPLAINTS);
  return result;
}

function readInputLine(line: string, result: Omit<Probe, 'decodable' | 'ending'>): void {
  const duration = /^ {2}Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)/.exec(line);
  if (duration) result.duration = Number(duration[1]) * 3600 + Number(duration[2]) * 60 + Number(duration[3]);

  const bitRate = /^ {2}Duration: .*, bitrate: (\d+) kb\/s/.exec(line);
  if (bitRate) result.bitRate = Number(bitRate[1]) * 1000;

  const stream = /^ {2,4}Stream #0:[^:]*: (Audio|Video): ([^\s,]+)[ ,]?(.*)/.exec(line);
  if (stream?.[1] === 'Audio' && !result.audio) {
    const details = stream[3]!.split(', ');
    const rate = details.map((d) => /^(\d+) Hz$/.exec(d.trim())?.[1]).find(Boolean);
    const afterRate = details.findIndex((d) => / Hz$/.test(d)) + 1;
    result.audio = {
      codec: stream[2]!,
      rate: rate ? Number(rate) : null,
      channels: afterRate > 0 ? (details[afterRate]?.trim() ?? null) : null,
    };
  } else if (stream?.[1] === 'Video') {
    if (line.includes('(attached pic)')) result.picture = true;
    else result.video = true;
  }

  const tag = /^ {4,6}(title|artist) *: (.*)/i.exec(line);
  const value = tag?.[2]?.trim();
  if (tag && value) {
    const name = tag[1]!.toLowerCase() as 'title' | 'artist';
    result[name] ??= value;
  }
}
