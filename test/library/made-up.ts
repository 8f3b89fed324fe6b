import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FormatError } from '../../src/domain/errors.js';
import type { TracklistifyEvent } from '../../src/domain/events.js';
import type { Heard } from '../../src/domain/heard.js';
import type { Context } from '../../src/domain/ports/context.js';
import type { DeckTrack } from '../../src/domain/ports/deck.js';
import type { AudioSource } from '../../src/domain/ports/source.js';
import { rawPath } from '../../src/files/raw-path.js';
import { PathMaps, readPathMap } from '../../src/library/from/path-maps.js';
import { Library } from '../../src/library/library.js';
import type { AddReport, OpenAudio } from '../../src/library/scan/add.js';
import { Store } from '../../src/library/store/store.js';
import type { Engine } from '../../src/library/workshop/printing.js';
import { answers, type Posting, printOf } from './prints.js';
import { localWorkshop } from './workshop/local-workshop.js';

export const heardNothing: Heard = {
  ...{ seconds: 30, tempo: null, key: null, loudness: null, energy: null, timbre: null },
  ...{ sections: [], vocals: null },
};

/** An engine whose every sample is a posting: what a track answers can be read from its file. */
function madeUpEngine(version = '1'): Engine {
  return {
    version,
    rate: 10,
    newPrinter() {
      const samples: number[] = [];
      return {
        push: (pcm) => samples.push(...pcm),
        finish: () =>
          printOf(
            samples.length,
            samples.map((sample, i): Posting => [sample & 0xffff, i, 0]),
            // Other sound has other peaks, as with the real engine.
            [samples.length & 0xff, (samples[0] ?? 0) & 0xff, ((samples[0] ?? 0) >> 8) & 0xff],
          ),
      };
    },
    newEar() {
      let [samples, loudest, rate] = [0, 0, 0];
      return {
        hear(pcm) {
          samples += pcm.length;
        },
        hearFull(pcm, format) {
          rate = format.rate;
          for (const sample of pcm) loudest = Math.max(loudest, sample);
        },
        heard: () => ({ ...heardNothing, seconds: samples / 10, energy: 1 + (loudest % 9), vocals: rate / 100_000 }),
      };
    },
  };
}

/** Files whose bytes are the samples; those that begin with `no` aren't audio. */
const openMadeUp: OpenAudio = async (path) => {
  const bytes = readFileSync(await rawPath(path));
  if (bytes.toString('latin1').startsWith('no')) throw new FormatError(`"${path}" is no audio file.`);
  const source: AudioSource = {
    info: { name: basename(path), kind: 'file', location: path },
    duration: null,
    seekable: true,
    hasFull: true,
    async *pcm({ onFull }) {
      await onFull?.(new Int16Array([3, firstOf(bytes) % 9]), { rate: 44_100, channels: 2 });
      for (let at = 0; at + 2 <= bytes.length; at += 64)
        yield Int16Array.from({ length: Math.min(32, (bytes.length - at) >> 1) }, (_, i) =>
          bytes.readInt16LE(at + i * 2),
        );
    },
    close: async () => {},
  };
  return source;
};

const firstOf = (bytes: Buffer): number => (bytes.length > 1 ? bytes.readUInt16LE() : 0);

/** Sound whose samples no other seed up to 200 has: 300 of them, counting up from `firstSample`. */
export const sound = (seed: number, length = 300): Buffer =>
  Buffer.from(Uint16Array.from({ length }, (_, i) => firstSample(seed) + i).buffer);

export const firstSample = (seed: number): number => seed * 310;

export function write(path: string, content: Buffer | string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

interface FromOptions {
  maps?: string[];
  program?: string;
  paths?: string[];
  excluded?: string[];
}

/** A library in a folder, with everything that a test may want to ask of it. */
export class Shelf {
  readonly warnings: string[] = [];
  readonly events: TracklistifyEvent[] = [];
  readonly context: Context = {
    signal: new AbortController().signal,
    emit: (event) => this.events.push(event),
  };
  readonly engine: Engine;
  readonly folder: string;
  openAudio: OpenAudio = openMadeUp;

  constructor(folder: string, version?: string) {
    this.folder = join(folder, 'library');
    this.engine = madeUpEngine(version);
  }

  open(): Promise<Library> {
    return this.openAt(Date.UTC(2026, 0, 1));
  }

  openAt(now: number): Promise<Library> {
    return Library.open({
      folder: this.folder,
      engine: this.engine,
      onWarning: (message) => this.warnings.push(message),
      now: () => now,
    });
  }

  get tools() {
    return {
      openAudio: (path: string, signal: AbortSignal, ahead: number, full?: boolean) =>
        this.openAudio(path, signal, ahead, full),
      workshop: localWorkshop(this.engine),
    };
  }

  /** What a DJ program says is brought in. */
  async from(
    tracks: Iterable<Partial<DeckTrack>> | AsyncIterable<Partial<DeckTrack>>,
    { maps = [], program = 'traktor', paths = [], ...options }: FromOptions = {},
  ) {
    const failures: string[] = [];
    const named = async function* (): AsyncIterable<DeckTrack> {
      for await (const track of tracks) yield { file: null, ...track };
    };
    const collections = [{ program, title: program, path: `/${program}`, tracks: named() }];
    const failed = (_: string, { message }: Error): void => void failures.push(message);
    const from = { collections, maps: new PathMaps(maps.map(readPathMap), this.folder), failed };
    const report = await (await this.open()).add(paths, this.tools, this.context, { ...options, from });
    return { ...report, ...report.from?.[0], failures };
  }

  async add(...paths: string[]): Promise<AddReport> {
    return (await this.open()).add(paths, this.tools, this.context);
  }

  /** The files of prints that the library consists of at the moment, without those kept for the manifest before. */
  async printsFiles(): Promise<string[]> {
    const store = await Store.open(this.folder, () => {});
    return store.state.segments.map(({ name }) => store.printsPath(name));
  }

  async paths(): Promise<string[]> {
    return (await (await this.open()).list()).map(({ file }) => file.path).sort();
  }

  /** What the index says of samples: the paths of the tracks that have them, and where. */
  async ask(...samples: number[]): Promise<string[]> {
    const index = await (await this.open()).index();
    try {
      return answers(index.prints, samples)
        .flatMap(([, position]) => {
          const track = index.prints.trackAt(position);
          return track < 0 ? [] : [`${index.track(track)?.file}@${position - index.prints.baseOf(track)}`];
        })
        .sort();
    } finally {
      index.close();
    }
  }
}
