import { execFile } from 'node:child_process';

/** Every format that the tool promises to read, with what ffmpeg needs for it: a demuxer, and one of some decoders. */
const FORMATS: ReadonlyArray<readonly [name: string, demuxer: string, decoders: readonly string[]]> = [
  ['MP3', 'mp3', ['mp3', 'mp3float']],
  ['AAC', 'aac', ['aac', 'aac_at', 'libfdk_aac']],
  ['M4A', 'mov', ['aac', 'aac_at', 'libfdk_aac']],
  ['ALAC', 'mov', ['alac', 'alac_at']],
  ['FLAC', 'flac', ['flac']],
  ['WAV', 'wav', ['pcm_s16le']],
  ['AIFF', 'aiff', ['pcm_s16be']],
  ['OGG', 'ogg', ['vorbis', 'libvorbis']],
  ['Opus', 'ogg', ['opus', 'libopus']],
  ['WMA', 'asf', ['wmav2']],
  ['MP4', 'mov', ['aac', 'aac_at', 'libfdk_aac']],
  ['MKV', 'matroska', ['aac', 'opus', 'vorbis']],
  ['WebM', 'matroska', ['opus', 'libopus']],
];

export interface Capabilities {
  readable: string[];
  /** With what is lacking: `WMA (decoder wmav2)`. */
  unreadable: string[];
}

/** Which of the promised formats this ffmpeg can read: a build may leave any of them out. */
export async function capabilitiesOf(ffmpeg: string, signal?: AbortSignal): Promise<Capabilities> {
  const [demuxers, decoders] = await Promise.all([
    names(ffmpeg, '-demuxers', signal),
    names(ffmpeg, '-decoders', signal),
  ]);
  const result: Capabilities = { readable: [], unreadable: [] };
  for (const [name, demuxer, able] of FORMATS) {
    if (!demuxers.has(demuxer)) result.unreadable.push(`${name} (demuxer ${demuxer})`);
    else if (!able.some((decoder) => decoders.has(decoder))) result.unreadable.push(`${name} (decoder ${able[0]})`);
    else result.readable.push(name);
  }
  return result;
}

/** What this ffmpeg can write, by its own names: `libmp3lame`. */
export const encodersOf = (ffmpeg: string, signal?: AbortSignal): Promise<Set<string>> =>
  names(ffmpeg, '-encoders', signal);

/** Whether this ffmpeg can write a format. */
export const hasMuxer = async (ffmpeg: string, name: string, signal?: AbortSignal): Promise<boolean> =>
  (await names(ffmpeg, '-muxers', signal)).has(name);

/** Reads ` D  matroska,webm   Matroska / WebM` and ` A..... opus   Opus`. */
function names(ffmpeg: string, list: string, signal?: AbortSignal): Promise<Set<string>> {
  const options = { timeout: 20_000, maxBuffer: 4 << 20, windowsHide: true, killSignal: 'SIGKILL', signal } as const;
  return new Promise((done, fail) => {
    execFile(ffmpeg, ['-hide_banner', '-v', 'error', list], options, (error, stdout) => {
      if (error) return fail(signal?.aborted ? signal.reason : error);
      const found = [...stdout.matchAll(/^ *[A-Z.]+ +(\S+) /gm)].flatMap((match) => match[1]!.split(','));
      done(new Set(found));
    });
  });
}
