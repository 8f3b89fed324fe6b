import { type FeatureColumns, type Features, NO_KEY, NO_LOUDNESS, NO_VOCALS } from '../../src/domain/ports/features.js';
import type { Neighbour, Played } from '../../src/domain/ports/played.js';

/** A track of a library that was never heard: what isn't said of it is unknown. */
export interface MadeUpTrack {
  title: string;
  artist?: string;
  bpm?: number;
  key?: number;
  energy?: number;
  loudness?: number;
  timbre?: readonly number[];
  label?: number;
  genre?: number;
  seconds?: number;
  flags?: number;
  /** Of a recording and its piece; its own where it isn't said. */
  name?: number;
  work?: number;
}

export function madeUpFeatures(tracks: readonly MadeUpTrack[]): Features {
  const columns = columnsOf(tracks);
  return {
    count: tracks.length,
    columns,
    track: (row) => {
      const { title, artist } = tracks[row]!;
      return { id: `id ${title}`, path: `/music/${title}.mp3`, title, artists: artist ? [artist] : [] };
    },
    indexOf: (id) => tracks.findIndex(({ title }) => id === `id ${title}`),
    indexOfPath: (path) => tracks.findIndex(({ title }) => path === `/music/${title}.mp3`),
    search: () => [],
    close() {},
  };
}

export function columnsOf(tracks: readonly MadeUpTrack[]): FeatureColumns {
  const bytes = (of: (track: MadeUpTrack) => number) => Uint8Array.from(tracks, of);
  const hashes = (of: (track: MadeUpTrack) => number) => Uint32Array.from(tracks, of);
  const timbre = new Int8Array(tracks.length * 16);
  for (const [row, { timbre: own = [] }] of tracks.entries())
    timbre.set(
      own.map((value) => Math.round(value * 127)),
      row * 16,
    );
  return {
    flags: bytes(({ flags = 0 }) => flags),
    seconds: Float32Array.from(tracks, ({ seconds = 300 }) => seconds),
    bpm: Float32Array.from(tracks, ({ bpm = 0 }) => bpm),
    bpmConfidence: bytes(() => 0),
    key: bytes(({ key = NO_KEY }) => key),
    keyConfidence: bytes(() => 0),
    energy: bytes(({ energy = 0 }) => Math.round(energy * 10)),
    loudness: Int16Array.from(tracks, ({ loudness = NO_LOUDNESS }) => loudness),
    vocals: bytes(() => NO_VOCALS),
    timbre,
    artist: hashes(() => 0),
    name: hashes(({ title, name = hashOf(title) }) => name),
    work: hashes(({ title, work = hashOf(title) }) => work),
    label: hashes(({ label = 0 }) => label),
    genre: hashes(({ genre = 0 }) => genre),
    year: Uint16Array.from(tracks, () => 0),
  };
}

/** Some number that tells texts apart. */
export const hashOf = (text: string): number =>
  [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7) || 1;

/** What was played: nothing, but for these neighbours of these names. */
export const madeUpPlayed = (neighbours: ReadonlyMap<number, Neighbour[]> = new Map()): Played => ({
  mixes: neighbours.size,
  taste: { since: null, mixes: 0, plays: 0, tempos: [], keys: [], labels: [], genres: [], seconds: null },
  neighbours: (name) => neighbours.get(name) ?? [],
});
