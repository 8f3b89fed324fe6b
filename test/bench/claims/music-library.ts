import type { MixSound } from '../../../src/domain/mix-sound.js';
import type { MixIdentifier } from '../../../src/domain/ports/identify.js';
import type { Track } from '../../../src/domain/track.js';
import { ENGINE_VERSION, MemoryIndex } from '../../../src/fingerprint/index.js';
import type { TrackPrint } from '../../../src/fingerprint/types.js';
import { libraryIdentifier } from '../../../src/identifiers/library/identifier.js';
import { findDuplicates } from '../../../src/library/duplicates.js';
import type { TrackRecord } from '../../../src/library/store/records.js';
import type { OpenIndex } from '../../../src/library/together.js';
import type { Groups } from '../judge.js';
import type { MusicFile } from '../music.js';

/** A library in memory, asked as a run asks the one on the disk; it counts the processor's seconds. */
export class MusicLibrary {
  readonly identifier: MixIdentifier;
  readonly spent = { open: 0, claims: 0 };
  readonly #index: OpenIndex;

  constructor(files: readonly MusicFile[], prints: readonly TrackPrint[]) {
    const records = files.map((file, i): TrackRecord => {
      const { title, artists } = trackOf(file);
      const place = { path: file.path, size: 1, mtime: 1 };
      return { id: String(i).padStart(16, '0'), file: place, addedAt: '', title, artists, duration: file.seconds };
    });
    const record = (track: number): TrackRecord => records[track]!;
    this.#index = { prints: new MemoryIndex(prints), record, read: record, known: record, close: () => {} };
    const { hearAgain, hearClaims, ...identifier } = libraryIdentifier(this.#index);
    this.identifier = {
      ...identifier,
      hearAgain: (...task) => this.#timed('open', () => hearAgain!(...task)),
      hearClaims: (...task) => this.#timed('claims', () => hearClaims!(...task)),
    };
  }

  /** Files that hold the same recording, by what the library itself says of them: naming one for the other is no mistake. */
  async groups(): Promise<Groups> {
    const found = await findDuplicates(this.#index, { signal: new AbortController().signal, emit: () => {} });
    const groups = new Map<string, Set<string>>();
    for (const { records } of found) {
      const names = new Set(records.map(({ title }) => title));
      for (const name of names) groups.set(name, names);
    }
    return groups;
  }

  async #timed<T>(what: 'open' | 'claims', run: () => Promise<T>): Promise<T> {
    const before = process.cpuUsage();
    const done = await run();
    const { user, system } = process.cpuUsage(before);
    this.spent[what] += (user + system) / 1e6;
    return done;
  }
}

/** Those of one game are by one artist here. */
export function trackOf({ name }: MusicFile): Track {
  return { title: name, artists: [name.split('-')[0]!] };
}

/** What is kept of a sound of which all is heard. */
export function soundOf(peaks: Uint8Array, seconds: number): MixSound {
  const waveform = { perSecond: 1, low: new Uint8Array(), mid: new Uint8Array(), high: new Uint8Array() };
  return { engine: String(ENGINE_VERSION), start: 0, end: seconds, peaks, musicless: [], waveform };
}
