import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SourceError } from '../../../domain/errors.js';
import type { Emit } from '../../../domain/events.js';
import { reasonIn } from '../../../domain/system-words.js';
import type { Room } from '../../room.js';
import type { Fetching } from './fetching.js';
import { unpackSegment } from './packed.js';
import { identityOfPart, type Part, type Segment } from './playlist.js';
import type { Loaded } from './sound.js';

/**
 * The segments of a playlist that doesn't change, each fetched when it is first needed and kept on disk: what was listened
 * to once costs nothing when it is asked about again.
 */
export class SegmentStore {
  readonly #segments: readonly Segment[];
  readonly #fetching: Fetching;
  readonly #folder: string;
  readonly #emit: Emit;
  readonly #room: Room;
  readonly #onDisk = new Set<number>();
  readonly #coming = new Map<number, Promise<Loaded>>();
  readonly #inits = new Map<string, Promise<Buffer>>();
  /** Bytes and seconds of what was fetched, to reckon the whole from. */
  #bytes = 0;
  #seconds = 0;

  constructor(
    segments: readonly Segment[],
    fetching: Fetching,
    { folder, room }: { folder: string; room: Room },
    emit: Emit = () => {},
  ) {
    this.#room = room;
    this.#segments = segments;
    this.#fetching = fetching;
    this.#folder = folder;
    this.#emit = emit;
  }

  /** Several callers may want the same one at once. */
  get(index: number): Promise<Loaded> {
    const coming = this.#coming.get(index);
    if (coming) return coming;
    const loading = this.#load(index).finally(() => this.#coming.delete(index));
    this.#coming.set(index, loading);
    // Fetched ahead, it may fail before anybody waits for it.
    loading.catch(() => {});
    return loading;
  }

  async #load(index: number): Promise<Loaded> {
    const segment = this.#segments[index]!;
    const [init, bytes] = await Promise.all([segment.map && this.#init(segment.map), this.#bytesOf(index, segment)]);
    return { ...unpackSegment(bytes), init };
  }

  #init(map: Part): Promise<Buffer> {
    const identity = identityOfPart(map);
    const known = this.#inits.get(identity);
    if (known) return known;
    const fetched = this.#fetching.part(map);
    fetched.catch(() => this.#inits.delete(identity));
    this.#inits.set(identity, fetched);
    return fetched;
  }

  async #bytesOf(index: number, segment: Segment): Promise<Buffer> {
    const path = join(this.#folder, `${index}`);
    if (this.#onDisk.has(index)) return readFile(path);
    const bytes = await this.#fetching.part(segment);
    this.#bytes += bytes.length;
    this.#seconds += segment.duration;
    this.#reckon();
    await this.#room.take(bytes.length);
    try {
      await writeFile(path, bytes, { mode: 0o600 });
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      const why = code === 'ENOSPC' ? 'the disk is full; set TMPDIR to a folder with more room' : reasonIn(cause);
      throw new SourceError(`What was fetched can't be kept in "${this.#folder}": ${why}.`, { cause });
    }
    this.#onDisk.add(index);
    return bytes;
  }

  /** The bytes of the whole: told by ranges, else by those that came so far for their seconds. */
  #reckon(): void {
    const { transfer } = this.#fetching;
    const around = transfer.fetched - this.#bytes;
    let total = 0;
    for (const { range, duration } of this.#segments) {
      total += range ? range.length : (duration * this.#bytes) / this.#seconds;
    }
    transfer.total = Math.round(Math.max(transfer.fetched, around + total));
    this.#emit({ type: 'fetched', bytes: transfer.fetched, total: transfer.total });
  }
}
