import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { given } from '../../domain/given.js';
import { type Heard, TIMBRE_SIZE } from '../../domain/heard.js';
import { keyNumber } from '../../domain/musical-key.js';
import {
  type Features,
  type FeatureTrack,
  HEARD,
  MIX,
  NO_KEY,
  NO_LOUDNESS,
  NO_VOCALS,
} from '../../domain/ports/features.js';
import { makeFolder } from '../../files/make-folder.js';
import { hashOf, nameHash, trackHashes } from '../../files/name-hash.js';
import { moveInto } from '../../files/place.js';
import { sweepTemporaries, temporaryIn } from '../../files/temporary.js';
import type { TrackRecord } from '../store/records.js';
import { type Columns, FeaturesFile, placeKey, writeFeatures } from './features-file.js';
import { HEARD_VERSION, type HeardShelf } from './shelf.js';

const NAME = 'features';

interface FeaturesSource {
  folder: string;
  /** The number of the library's state. */
  manifest: number;
  /** What tells what DJ programs say from what they said before. */
  facts: string;
  shelf: HeardShelf;
  /** Of what was heard once more: what the columns have of it is outdated. */
  fresh: ReadonlySet<string>;
  isMix(record: TrackRecord): boolean;
}

/** What there is, if it is of the library's present state; null where it has to be made. */
export function openFeatures({
  folder,
  ...state
}: Pick<FeaturesSource, 'folder' | 'manifest' | 'facts'>): Features | null {
  const file = earlier(folder);
  if (file && isOfState(file, state)) return file;
  file?.close();
  return null;
}

/** Makes it anew where something has changed. What was heard of a track is read only where the last one didn't have it. */
export async function renewFeatures(source: FeaturesSource, records: readonly TrackRecord[]): Promise<void> {
  const { folder, manifest, facts, shelf, fresh } = source;
  const before = earlier(folder);
  try {
    const ids = shelf.ids();
    const places = before?.about.heard === HEARD_VERSION ? before.places() : new Map<string, number>();
    const isOutdated = records.some(({ id }) => fresh.has(id));
    if (before && !isOutdated && isOf(before, source, records, ids, places)) return;
    await makeFolder(folder);
    await sweepTemporaries(folder);
    const temporary = temporaryIn(folder);
    try {
      writeFeatures(temporary, { manifest, heard: HEARD_VERSION, facts }, records.map(trackOf), (columns) => {
        records.forEach((record, index) => {
          putRecord(columns, index, record, source.isMix(record));
          const at = places.get(placeKey(record.id)) ?? -1;
          if (before && !fresh.has(record.id) && (before.columns.flags[at] ?? 0) & HEARD)
            copyHeard(before.columns, at, columns, index);
          else {
            const heard = ids.has(record.id) ? shelf.of(record.id) : null;
            if (heard) putHeard(columns, index, heard);
          }
        });
      });
      // Windows replaces nothing that is open.
      before?.close();
      await moveInto(temporary, join(folder, NAME));
    } finally {
      await rm(temporary, { force: true });
    }
  } finally {
    before?.close();
  }
}

/** A damaged one is made anew like one that isn't there: everything in it stands elsewhere. */
function earlier(folder: string): FeaturesFile | null {
  try {
    return new FeaturesFile(join(folder, NAME));
  } catch {
    return null;
  }
}

const isOfState = ({ about }: FeaturesFile, { manifest, facts }: Pick<FeaturesSource, 'manifest' | 'facts'>): boolean =>
  about.manifest === manifest && about.facts === facts && about.heard === HEARD_VERSION;

/** Whether it says all that is known. */
function isOf(
  file: FeaturesFile,
  state: Pick<FeaturesSource, 'manifest' | 'facts'>,
  records: readonly TrackRecord[],
  heardIds: ReadonlySet<string>,
  places: ReadonlyMap<string, number>,
): boolean {
  const { about, columns } = file;
  if (!isOfState(file, state) || about.count !== records.length) return false;
  const saysHeard = (id: string): boolean => ((columns.flags[places.get(placeKey(id)) ?? -1] ?? 0) & HEARD) > 0;
  return records.every(({ id }) => !heardIds.has(id) || saysHeard(id));
}

function trackOf(record: TrackRecord): FeatureTrack {
  const { id, file, title, artists, version, album, label, releaseDate, isrc } = record;
  return given<FeatureTrack>({ id, path: file.path, title, artists, version, album, label, releaseDate, isrc });
}

function putRecord(columns: Columns, index: number, record: TrackRecord, isMix: boolean): void {
  const { artists, label, genres, releaseDate = '', bpm = 0, key = '', duration } = record;
  columns.flags[index] = isMix ? MIX : 0;
  columns.seconds[index] = duration;
  columns.bpm[index] = bpm;
  columns.key[index] = keyNumber(key) ?? NO_KEY;
  columns.loudness[index] = NO_LOUDNESS;
  columns.vocals[index] = NO_VOCALS;
  columns.path[index] = hashOf(record.file.path);
  columns.artist[index] = nameHash(artists[0]);
  const { name, work } = trackHashes(trackOf(record));
  columns.name[index] = name;
  columns.work[index] = work;
  columns.label[index] = nameHash(label);
  columns.genre[index] = nameHash(genres?.[0]);
  columns.year[index] = Number(/^\d{4}/.exec(releaseDate)?.[0] ?? 0);
}

/** What the sound doesn't tell stays as the tags have it. */
function putHeard(columns: Columns, index: number, heard: Heard): void {
  const { tempo, key, loudness, energy, timbre, vocals } = heard;
  columns.flags[index]! |= HEARD;
  if (tempo) {
    columns.bpm[index] = tempo.bpm;
    columns.bpmConfidence[index] = confidenceByte(tempo.confidence);
  }
  if (key) {
    columns.key[index] = key.key;
    columns.keyConfidence[index] = confidenceByte(key.confidence);
  }
  if (energy !== null) columns.energy[index] = Math.round(energy * 10);
  const level = loudness?.integrated ?? null;
  if (level !== null) columns.loudness[index] = Math.max(NO_LOUDNESS + 1, Math.round(level * 100));
  if (vocals !== null) columns.vocals[index] = Math.round(vocals * 254);
  timbre?.slice(0, TIMBRE_SIZE).forEach((value, i) => {
    columns.timbre[index * TIMBRE_SIZE + i] = Math.round(value * 127);
  });
}

/** 0 is for what wasn't heard. */
const confidenceByte = (confidence: number): number => Math.max(1, Math.round(confidence * 255));

const OF_SOUND = ['energy', 'loudness', 'vocals'] as const;

function copyHeard(from: Columns, at: number, to: Columns, index: number): void {
  to.flags[index]! |= HEARD;
  for (const [column, confidence] of [
    ['bpm', 'bpmConfidence'],
    ['key', 'keyConfidence'],
  ] as const) {
    if (from[confidence][at] === 0) continue;
    to[column][index] = from[column][at]!;
    to[confidence][index] = from[confidence][at]!;
  }
  for (const column of OF_SOUND) to[column][index] = from[column][at]!;
  to.timbre.set(from.timbre.subarray(at * TIMBRE_SIZE, (at + 1) * TIMBRE_SIZE), index * TIMBRE_SIZE);
}
