import type { Match } from '../../domain/match.js';
import type { Track } from '../../domain/track.js';
import type { FoundLine } from '../../fingerprint/index.js';
import { byName, isOneRecording } from '../../library/best-name.js';
import { toTrack } from '../../library/catalogue/to-track.js';
import type { KnownRecord } from '../../library/facts/fill.js';

/** A line, with who its track is. */
interface Named {
  line: FoundLine;
  record: KnownRecord;
  /** The stronger line that the sound can't tell this one from. */
  twin: Named | undefined;
}

/** Another edit of the recording that is heard is as likely as the one that leads, and no more. */
const AS_LIKELY = 0.5;

/**
 * Lines as answers: files with the same sound are one recording, which goes by the best of their names, and other edits of it
 * stand beside it. A line whose record is damaged says nothing: the library tells of that itself.
 */
export function toMatches(lines: readonly FoundLine[], recordOf: (track: number) => KnownRecord | null): Match[] {
  const named = nameLines(lines, recordOf);
  const recordings = new Recordings(named);
  const told = new Map<Named, Set<Recording>>();
  return named.flatMap((it) => {
    const { line, record, twin } = it;
    if (line.witness) return [{ ...matchOf(line, record), owned: 1, witness: true }];
    const recording = recordings.of(record);
    if (!twin) return [{ ...matchOf(line, recording.best, recording.offset(record)), ...recording.others() }];
    // Once beside the line that leads, however many files of it there are.
    const beside = told.get(twin) ?? new Set([recordings.of(twin.record)]);
    told.set(twin, beside);
    if (beside.has(recording)) return [];
    beside.add(recording);
    const match = matchOf(line, recording.best, recording.offset(record));
    return [{ ...match, score: match.score * AS_LIKELY, owned: 0, sameSound: true, ...recording.others() }];
  });
}

function nameLines(lines: readonly FoundLine[], recordOf: (track: number) => KnownRecord | null): Named[] {
  const all = lines.map((line): Named | null => {
    const record = recordOf(line.track);
    return record && { line, record, twin: undefined };
  });
  return all.flatMap((it) => {
    if (!it) return [];
    if (it.line.twin !== undefined) it.twin = all[it.line.twin] ?? undefined;
    return [it];
  });
}

function matchOf(line: FoundLine, record: KnownRecord, offset = 0): Match {
  return {
    identifier: 'library',
    key: `library:${record.id}`,
    track: toTrack(record),
    mixTime: line.mixStart,
    mixDuration: line.mixEnd - line.mixStart,
    trackTime: line.trackStart + offset,
    speed: line.speed,
    pitch: line.pitch,
    score: line.score,
    tracked: true,
    owned: line.owned,
  };
}

/** Files that sound the same throughout. */
class Recording {
  /** Of each file by id: a moment of the first one's time in its own time, less the first one's. */
  readonly #files: ReadonlyMap<string, { record: KnownRecord; shift: number }>;
  readonly best: KnownRecord;

  constructor(files: ReadonlyMap<string, { record: KnownRecord; shift: number }>) {
    this.#files = files;
    [this.best] = [...files.values()].map(({ record }) => record).sort(byName) as [KnownRecord];
  }

  /** By how much later a moment is in the file with the best name than in this one. */
  offset({ id }: KnownRecord): number {
    return this.#files.get(this.best.id)!.shift - this.#files.get(id)!.shift;
  }

  others(): Pick<Match, 'otherNames'> {
    const others = [...this.#files.values()].flatMap(({ record }) =>
      record.file.path === this.best.file.path ? [] : [toTrack(record)],
    );
    const called = [...this.#files.values()].flatMap(({ record: { id, called: names = [] } }) =>
      names.map((name): Track => ({ ...name, ids: { library: id } })),
    );
    return others.length + called.length > 0 ? { otherNames: [...others, ...called] } : {};
  }
}

/** By how much later a moment is in a line's own file than in that of the line that it accompanies. */
function shiftOf({ line, twin }: Named): number {
  if (!twin) return 0;
  const there = twin.line.trackStart + (line.mixStart - twin.line.mixStart) * twin.line.speed;
  return line.trackStart - there;
}

/** Which files are one recording, by what this mix has told. */
class Recordings {
  readonly #byId = new Map<string, Recording>();

  constructor(lines: readonly Named[]) {
    const pairs = lines.flatMap((it, i) => {
      if (!it.twin) return [];
      // Two that accompany the same line sound the same as well.
      const alike = [it.twin, ...lines.slice(0, i).filter((other) => other.twin === it.twin)];
      return alike
        .filter((other) => isOneRecording(it.record, other.record))
        .map((other) => ({ a: other.record, b: it.record, shift: shiftOf(it) - shiftOf(other) }));
    });
    const records = new Map(lines.map(({ record }) => [record.id, record]));
    for (const first of records.values()) {
      if (this.#byId.has(first.id)) continue;
      const files = new Map([[first.id, { record: first, shift: 0 }]]);
      for (const { record, shift } of files.values()) {
        for (const pair of pairs) {
          if (pair.a.id === record.id && !files.has(pair.b.id))
            files.set(pair.b.id, { record: pair.b, shift: shift + pair.shift });
          if (pair.b.id === record.id && !files.has(pair.a.id))
            files.set(pair.a.id, { record: pair.a, shift: shift - pair.shift });
        }
      }
      const recording = new Recording(files);
      for (const id of files.keys()) this.#byId.set(id, recording);
    }
  }

  of({ id }: KnownRecord): Recording {
    return this.#byId.get(id)!;
  }
}
