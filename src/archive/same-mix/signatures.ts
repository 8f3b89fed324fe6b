import { appendFile, open, readFile, rm } from 'node:fs/promises';
import { crc32 } from '../../files/checksum.js';
import { replaceFile } from '../../files/place.js';
import { SECOND, SIGNATURE_BITS, type Signature } from '../../fingerprint/index.js';

/** What a record begins with, so that the next one is found behind one that is torn. */
const MAGIC = Buffer.from('sig1');
/** Magic, checksum of all that follows, engine, words; then the name of the sound: a mix's number and what is in it. */
const HEAD = 4 + 4 + 4 + 4;
const NAME = 6 + 8;
/** Of a week. */
const MOST_WORDS = 1 << 20;
/** A word is a hash and how many seconds after the one before it is. The longest step is none: it only passes time. */
const STEP_BITS = 32 - SIGNATURE_BITS;
const PAUSE = 2 ** STEP_BITS - 1;
/** Bytes that are read at once. */
const CHUNK = 4 << 20;

/** The signature of one mix as it is kept: seconds are exact enough for finding it, its sound tells the rest. */
export interface KeptSignature {
  /** Name of the file with its sound, without the ending: `3fa1….8c…`. */
  sound: string;
  engine: number;
  words: Uint32Array;
}

/**
 * The signatures of all mixes in one file, so that ten thousand are looked through in a moment. It is a convenience: the sounds are
 * true, and a record that is missing or torn is made anew from them. Records are only added, each by one write.
 */
export class Signatures {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async add(sound: string, engine: string, signature: Signature): Promise<KeptSignature> {
    const kept = { sound, engine: Number(engine), words: wordsOf(signature) };
    // A disk that is full only costs time later.
    await appendFile(this.#file, recordOf(kept), { mode: 0o600 }).catch(() => {});
    return kept;
  }

  /** Visits each record that is whole, in bounded memory. */
  async visit(look: (signature: KeptSignature) => void): Promise<void> {
    const file = await open(this.#file, 'r').catch(() => null);
    if (!file) return;
    try {
      let left = Buffer.alloc(0);
      for (;;) {
        const chunk = Buffer.allocUnsafe(CHUNK);
        const { bytesRead } = await file.read(chunk, 0, CHUNK);
        const bytes = Buffer.concat([left, chunk.subarray(0, bytesRead)]);
        const taken = takeRecords(bytes, bytesRead === 0, look);
        if (bytesRead === 0) return;
        left = bytes.subarray(taken);
      }
    } finally {
      await file.close();
    }
  }

  async forget(): Promise<void> {
    await rm(this.#file, { force: true });
  }

  /** Writes the file anew with these records alone. */
  async keepOnly(sounds: ReadonlySet<string>): Promise<void> {
    const bytes = await readFile(this.#file).catch(() => null);
    if (!bytes) return;
    const records = new Map<string, Buffer>();
    takeRecords(bytes, true, (record) => {
      if (sounds.has(record.sound)) records.set(record.sound, recordOf(record));
    });
    await replaceFile(this.#file, Buffer.concat([...records.values()]), { mode: 0o600 }).catch(() => {});
  }
}

/** Resolves to how far it has come; at the end of the file, what isn't whole will never be. */
function takeRecords(bytes: Buffer, isEnd: boolean, look: (record: KeptSignature) => void): number {
  let at = 0;
  for (;;) {
    const begin = bytes.indexOf(MAGIC, at);
    if (begin < 0) return Math.max(at, bytes.length - MAGIC.length + 1);
    const words = begin + HEAD <= bytes.length ? bytes.readUInt32LE(begin + 12) : 0;
    const end = begin + HEAD + NAME + 4 * words;
    if (end > bytes.length && words <= MOST_WORDS && !isEnd) return begin;
    const isWhole = words <= MOST_WORDS && end <= bytes.length;
    if (isWhole && bytes.readUInt32LE(begin + 4) === crc32(bytes.subarray(begin + 8, end))) {
      const name = bytes.toString('hex', begin + HEAD, begin + HEAD + NAME);
      // Aligned, and not to be changed under whoever looks at it.
      const copy = new Uint8Array(bytes.subarray(begin + HEAD + NAME, end));
      look({
        sound: `${name.slice(0, 12)}.${name.slice(12)}`,
        engine: bytes.readUInt32LE(begin + 8),
        words: new Uint32Array(copy.buffer),
      });
      at = end;
    } else at = begin + 1;
  }
}

function recordOf({ sound, engine, words }: KeptSignature): Buffer {
  const head = Buffer.alloc(HEAD);
  MAGIC.copy(head);
  head.writeUInt32LE(engine, 8);
  head.writeUInt32LE(words.length, 12);
  const body = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
  const record = Buffer.concat([head, Buffer.from(sound.replace('.', ''), 'hex'), body]);
  record.writeUInt32LE(crc32(record.subarray(8)), 4);
  return record;
}

function wordsOf({ hashes, times }: Signature): Uint32Array {
  const words: number[] = [];
  let before = 0;
  hashes.forEach((hash, i) => {
    const second = Math.floor(times[i]! / SECOND);
    let step = second - before;
    for (; step >= PAUSE; step -= PAUSE) words.push(PAUSE);
    words.push(hash * 2 ** STEP_BITS + step);
    before = second;
  });
  return Uint32Array.from(words);
}

/** Each hash and its second. */
export function eachOf(words: Uint32Array, take: (hash: number, second: number) => void): void {
  let second = 0;
  for (const word of words) {
    const step = word & PAUSE;
    second += step;
    if (step !== PAUSE) take(word >>> STEP_BITS, second);
  }
}
