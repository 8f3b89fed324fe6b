import { open } from 'node:fs/promises';
import { basename } from 'node:path';

/** When a recording began, in seconds since 1970, and by how much that may be wrong. */
export interface RecordedAt {
  at: number;
  slack: number;
}

/** Recorders' clocks are set by hand. */
const BY_RECORDER = 30;
const BY_NAME = 60;
/** A file is closed some time after the last sound, and copying may have set its time anew. */
const BY_CHANGE = 180;
/** Chunks before the sound that are looked at: a recorder writes two or three. */
const MOST_CHUNKS = 50;
const ORIGINATION = 320;

/** As the recorder wrote it into the file, as the file's name says, or else by when the file was last changed. */
export async function recordedAt(path: string, duration: number | null): Promise<RecordedAt | null> {
  const file = await open(path, 'r');
  try {
    const inside = await broadcastTime(file);
    if (inside !== null) return { at: inside, slack: BY_RECORDER };
    const named = timeInName(basename(path));
    if (named !== null) return { at: named, slack: BY_NAME };
    const { mtimeMs } = await file.stat();
    return duration === null ? null : { at: mtimeMs / 1000 - duration, slack: BY_CHANGE };
  } finally {
    await file.close();
  }
}

/** What a chunk `bext` of a broadcast wave says: `2026-05-01` and `21:04:30`, by the recorder's own clock. */
async function broadcastTime(file: Awaited<ReturnType<typeof open>>): Promise<number | null> {
  const read = async (at: number, length: number): Promise<Buffer> => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
    return buffer.subarray(0, bytesRead);
  };
  if (!/^(?:RIFF|RF64|BW64)[\s\S]{4}WAVE/.test((await read(0, 12)).toString('latin1'))) return null;
  let at = 12;
  for (let i = 0; i < MOST_CHUNKS; i++) {
    const head = await read(at, 8);
    const id = head.toString('latin1', 0, 4);
    if (head.length < 8 || id === 'data') return null;
    const size = head.readUInt32LE(4);
    if (id === 'bext') {
      const [, date, time] =
        /^(\d{4}[-_:/ .]\d\d[-_:/ .]\d\d)(\d\d[-_:/ .]\d\d[-_:/ .]\d\d)/
          .exec((await read(at + 8 + ORIGINATION, 18)).toString('latin1'))
          ?.slice() ?? [];
      return date && time ? localTime([...date.split(/\D/), ...time.split(/\D/)]) : null;
    }
    at += 8 + size + (size % 2);
  }
  return null;
}

/** `Set 2026-05-01 21h04m30`, `20260501_2104.wav`: a date and a time of day. */
export function timeInName(name: string): number | null {
  const parts =
    /(?<!\d)(20\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?:[ T_-]{1,3}|[ _-]at[ _-])([0-2]\d)[-_.:h]?([0-5]\d)(?:[-_.:m]?([0-5]\d))?(?!\d)/.exec(
      name,
    );
  return parts && localTime(parts.slice(1));
}

/** By this machine's zone: where the recorder was, nobody says. */
function localTime(parts: ReadonlyArray<string | undefined>): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0));
  const time = new Date(year, month - 1, day, hour, minute, second);
  const isReal = time.getMonth() === month - 1 && time.getDate() === day && hour < 24 && year > 1990;
  return isReal ? time.getTime() / 1000 : null;
}
