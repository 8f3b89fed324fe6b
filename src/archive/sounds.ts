import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import * as z from 'zod';
import type { MixSound } from '../domain/mix-sound.js';
import { jsonOrUndefined } from '../domain/text.js';
import { makeFolder } from '../files/make-folder.js';
import { addFile, replaceFile } from '../files/place.js';
import { sweepTemporaries } from '../files/temporary.js';
import { apart, PEAK_BYTES, together } from './packed-peaks.js';

/** To be raised when a sound is kept otherwise; what earlier versions kept is read for ever. */
const FORMAT = 1;
/** A day of sound. */
const LARGEST = 64 << 20;
/** No run takes so long between writing a sound and writing the mix that it is of. */
const ABANDONED_MS = 3_600_000;
const NAME = /^([0-9a-f]{12})\.[0-9a-f]{16}\.gz$/;

const span = { start: z.number(), end: z.number() };
const headSchema = z.object({
  format: z.literal(FORMAT),
  engine: z.string(),
  ...span,
  musicless: z.array(z.object(span)),
  perSecond: z.number().positive(),
  /** How many bytes of peaks, and how many columns of each band. */
  peaks: z.number().int().min(0).multipleOf(PEAK_BYTES),
  columns: z.number().int().min(0),
});

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** The sounds of mixes on disk: a file each, called after the mix and what is in it, and never changed. */
export class Sounds {
  readonly #folder: string;
  #ready: Promise<void> | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Writes a mix's sound, and returns the name to find it by. It is on the disk when this resolves. */
  async add(mix: string, sound: MixSound): Promise<string> {
    this.#ready ??= this.#prepare();
    await this.#ready;
    const content = contentOf(sound);
    const sum = createHash('sha256').update(content).digest('hex').slice(0, 16);
    const name = `${mix}.${sum}.gz`;
    const path = join(this.#folder, name);
    const packed = await pack(content, { level: 9 });
    if (await addFile(path, packed, { mode: 0o600 })) return name;
    // What has that name holds the same, if it is whole; from now on it is as good as new to whoever sweeps.
    if (await this.read(name)) await utimes(path, new Date(), new Date()).catch(() => {});
    else await replaceFile(path, packed, { mode: 0o600 });
    return name;
  }

  /** Null for what is gone or damaged. */
  async read(name: string): Promise<MixSound | null> {
    if (!NAME.test(name)) return null;
    const packed = await readFile(join(this.#folder, name)).catch(() => null);
    const content = packed && (await unpack(packed, { maxOutputLength: LARGEST }).catch(() => null));
    return content && soundOf(content);
  }

  async remove(name: string): Promise<void> {
    if (NAME.test(name)) await rm(join(this.#folder, name), { force: true });
  }

  /** Also what whoever was killed in between has left. */
  async removeAllOf(mix: string): Promise<void> {
    for (const name of await this.#list()) if (name.startsWith(`${mix}.`)) await this.remove(name);
  }

  /** Removes what no mix has: killed runs leave sounds behind. One that was written just now may be on its way into its mix. */
  async sweep(used: readonly string[], now: number): Promise<void> {
    const kept = new Set(used);
    for (const name of await this.#list()) {
      if (kept.has(name)) continue;
      const written = await stat(join(this.#folder, name)).catch(() => null);
      if (written && now - written.mtimeMs > ABANDONED_MS) await this.remove(name);
    }
  }

  async #list(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names.filter((name) => NAME.test(name));
  }

  async #prepare(): Promise<void> {
    await makeFolder(this.#folder);
    await sweepTemporaries(this.#folder);
  }
}

/** A line of JSON, then the peaks, then the bands of the waveform. */
function contentOf({ start, end, engine, peaks, musicless, waveform }: MixSound): Uint8Array {
  const { perSecond, low, mid, high } = waveform;
  const about = { engine, start, end, musicless, perSecond, peaks: peaks.length, columns: low.length };
  const head = Buffer.from(`${JSON.stringify({ format: FORMAT, ...about } satisfies z.infer<typeof headSchema>)}\n`);
  return Buffer.concat([head, apart(peaks), low, mid, high]);
}

function soundOf(content: Buffer): MixSound | null {
  const ended = content.indexOf('\n');
  const parsed = headSchema.safeParse(jsonOrUndefined(content.toString('utf8', 0, Math.max(0, ended))));
  if (!parsed.success) return null;
  const { format: _, peaks, columns, perSecond, ...about } = parsed.data;
  if (content.length !== ended + 1 + peaks + 3 * columns) return null;
  const part = (from: number, length: number): Uint8Array =>
    new Uint8Array(content.subarray(ended + 1 + from, ended + 1 + from + length));
  const bandAt = (band: number): Uint8Array => part(peaks + band * columns, columns);
  const waveform = { perSecond, low: bandAt(0), mid: bandAt(1), high: bandAt(2) };
  return { ...about, peaks: together(part(0, peaks)), waveform };
}
