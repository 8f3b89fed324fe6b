import { type Relation, relate, titleKey } from '../../../domain/recording.js';
import type { Track } from '../../../domain/track.js';
import { toTrack } from '../../../library/catalogue/to-track.js';
import type { KnownRecord } from '../../../library/facts/fill.js';
import type { OpenIndex } from '../../../library/together.js';

/** The tracks of an index that a claim may mean, by their ordinals. */
export interface Meant {
  /** Recordings of just what it names. */
  same: number[];
  /** Other versions of that piece: a list often names one for the other. */
  versions: number[];
}

/** So many of either are looked for: a title as `Intro` without an artist names hundreds. */
const MOST_SAME = 6;
const MOST_VERSIONS = 6;

/** Finds what claims name among the tracks of an index, whose list is read when it is asked for the first time. */
export class Recordings {
  readonly #index: OpenIndex;
  #lists: Lists | null = null;

  constructor(index: OpenIndex) {
    this.#index = index;
  }

  meantBy(claim: Track): Meant {
    this.#lists ??= listsOf(this.#index);
    const { byPath, byId, byTitle } = this.#lists;
    const told = new Set(idsOf(claim).flatMap((id) => byId.get(id) ?? []));
    const file = claim.file === undefined ? undefined : byPath.get(claim.file);
    if (file !== undefined) told.add(file);
    const named = (byTitle.get(titleKey(claim.title)) ?? []).flatMap((track) => {
      const record = this.#index.read(track);
      return record ? [{ track, record }] : [];
    });
    // Where both say who it is by, that is worth more than that one of them doesn't contradict.
    const surest = named.sort((a, b) => Number(b.record.artists.length > 0) - Number(a.record.artists.length > 0));
    const versions: number[] = [];
    for (const { track, record } of surest) {
      const relation = relationOf(claim, record);
      if (relation === 'same') told.add(track);
      if (relation === 'version') versions.push(track);
    }
    const same = [...told].slice(0, MOST_SAME);
    return { same, versions: versions.filter((track) => !told.has(track)).slice(0, MOST_VERSIONS) };
  }
}

/** By its tags, else by what DJ programs call it. */
function relationOf(claim: Track, record: KnownRecord): Relation {
  const relations = [toTrack(record), ...(record.called ?? [])].map((name) => relate(claim, name));
  return relations.find((one) => one === 'same') ?? relations.find((one) => one === 'version') ?? 'different';
}

interface Lists {
  byPath: Map<string, number>;
  byId: Map<string, number[]>;
  byTitle: Map<string, number[]>;
}

function listsOf(index: OpenIndex): Lists {
  const { prints } = index;
  const lists: Lists = { byPath: new Map(), byId: new Map(), byTitle: new Map() };
  for (let track = 0; track < prints.trackCount; track++) {
    const isThere = prints.lengthOf(track) > 0 && prints.trackAt(prints.baseOf(track)) === track;
    const record = isThere ? index.read(track) : null;
    if (!record) continue;
    for (const { path } of [record.file, ...(record.copies ?? [])]) lists.byPath.set(path, track);
    for (const id of idsOf(toTrack(record))) put(lists.byId, id, track);
    const titles = [record, ...(record.called ?? [])].map(({ title }) => titleKey(title));
    for (const title of new Set(titles)) if (title !== '') put(lists.byTitle, title, track);
  }
  return lists;
}

const idsOf = ({ isrc, ids = {} }: Track): string[] => [
  ...(isrc ? [`isrc ${isrc}`] : []),
  ...Object.entries(ids).map(([service, id]) => `${service} ${id}`),
];

function put(lists: Map<string, number[]>, key: string, track: number): void {
  const list = lists.get(key);
  if (list) list.push(track);
  else lists.set(key, [track]);
}
