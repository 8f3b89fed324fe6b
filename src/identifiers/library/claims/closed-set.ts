import type { Match } from '../../../domain/match.js';
import { meet, type Span, spanOf } from '../../../domain/span.js';
import {
  type Acquaintance,
  CLAIMED,
  CLAIMED_ELSEWHERE,
  type FoundLine,
  hearPeaks,
  MemoryIndex,
  type PeakList,
  printAgain,
  rescored,
  retuned,
} from '../../../fingerprint/index.js';
import type { TrackRecord } from '../../../library/store/records.js';
import type { OpenIndex } from '../../../library/together.js';
import { toMatches } from '../recordings.js';
import { LOOKS, type Look } from './looks.js';
import { Relatives } from './relatives.js';

/** A track of the library that is looked for. */
export interface Sought {
  track: number;
  /** Where it is claimed to be. */
  places: readonly Span[];
}

/** Tracks of one index: 40 MB. */
const AT_ONCE = 100;
/** As sure as what is heard of a claim has to be; of another edit with the same sound half of that. */
const LIKELY = 0.5;
const LIKELY_EDIT = 0.25;

/** A few tracks of an index, looked for in a mix together: so little can be asked for more thoroughly than a whole library. */
export class ClosedSet {
  readonly #index: OpenIndex;
  readonly #known: Acquaintance;
  readonly #recordOf: (track: number) => TrackRecord | null;
  readonly #relatives: Relatives;
  #together: Together | null = null;

  constructor(index: OpenIndex, known: Acquaintance, recordOf: (track: number) => TrackRecord | null) {
    this.#index = index;
    this.#known = known;
    this.#recordOf = recordOf;
    this.#relatives = new Relatives(index, known);
  }

  /** What is heard of them. All times, those of the peaks too, count from the beginning of the sound. */
  hear(peaks: PeakList, seconds: number, sought: readonly Sought[]): Match[] {
    const heard: Match[] = [];
    let left = sought;
    for (const look of LOOKS) {
      const places = left.flatMap((one) => one.places);
      const stretches = look.stretches({ start: 0, end: seconds }, places, heard.map(spanOf));
      const found: Match[] = [];
      for (let at = 0; at < left.length && stretches.length > 0; at += AT_ONCE) {
        found.push(...this.#lookFor(left.slice(at, at + AT_ONCE), peaks, stretches, look));
      }
      heard.push(...found);
      const ids = new Set(found.flatMap(({ track, otherNames = [] }) => [track, ...otherNames].map(idOf)));
      left = left.filter(({ track }) => !ids.has(this.#recordOf(track)?.id));
    }
    return heard;
  }

  #lookFor(sought: readonly Sought[], peaks: PeakList, stretches: readonly Span[], look: Look): Match[] {
    const { reach } = look;
    const tuned = reach.speed === 1 ? peaks : retuned(peaks, reach);
    const all = this.#tracksOf(sought.map(({ track }) => track));
    return stretches.flatMap((stretch) => {
      const part = { start: stretch.start / reach.speed, end: stretch.end / reach.speed };
      const lines = this.#linesIn(tuned, part, all, look);
      const heard = lines.filter((line) => line.score >= LIKELY);
      const relatives = heard.flatMap((line) => this.#relatives.of(all.tracks[line.track]!, line));
      const rivals = [...new Set(relatives)].filter((track) => !all.tracks.includes(track));
      if (rivals.length === 0) return this.#matchesOf(lines, all.tracks, sought, part, look);
      // What the library has of the same sound may explain the mix better, or give the recording a better name.
      const together = this.#tracksOf([...new Set(heard.map(({ track }) => all.tracks[track]!)), ...rivals]);
      return this.#matchesOf(this.#linesIn(tuned, part, together, look), together.tracks, sought, part, look);
    });
  }

  /** Mostly the same are looked for again, since nothing of them was found. */
  #tracksOf(tracks: readonly number[]): Together {
    if (`${this.#together?.tracks}` === `${tracks}`) return this.#together!;
    const index = new MemoryIndex(tracks.map((track) => printAgain(this.#index.prints, track)));
    this.#together = { tracks, index };
    return this.#together;
  }

  #linesIn(peaks: PeakList, { start, end }: Span, { tracks, index }: Together, { fan, thorough }: Look): FoundLine[] {
    const known: Acquaintance = {
      isMix: (track) => this.#known.isMix(tracks[track]!),
      areDifferent: (a, b) => this.#known.areDifferent(tracks[a]!, tracks[b]!),
    };
    return hearPeaks(index, peaks, { from: start, to: end, known, fan, thorough, strictness: CLAIMED });
  }

  /** As matches, in the sound's own time; those that aren't where they were claimed must be surer. */
  #matchesOf(
    lines: readonly FoundLine[],
    tracks: readonly number[],
    sought: readonly Sought[],
    { start }: Span,
    { reach }: Look,
  ): Match[] {
    const places = new Map(sought.map((one) => [one.track, one.places]));
    const timed = lines.map((line) => {
      const span = { start: (start + line.mixStart) * reach.speed, end: (start + line.mixEnd) * reach.speed };
      const isThere = places.get(tracks[line.track]!)?.some((place) => meet(span, place));
      return {
        ...line,
        mixStart: span.start,
        mixEnd: span.end,
        speed: line.speed / reach.speed,
        pitch: line.pitch / reach.pitch,
        score: isThere ? line.score : rescored(line, CLAIMED, CLAIMED_ELSEWHERE),
      };
    });
    const matches = toMatches(timed, (track) => this.#recordOf(tracks[track]!));
    return matches.filter(({ witness, score, sameSound }) => !witness && score >= (sameSound ? LIKELY_EDIT : LIKELY));
  }
}

interface Together {
  /** Their ordinals in the library, and the index that has them in this order. */
  tracks: readonly number[];
  index: MemoryIndex;
}

const idOf = ({ ids }: Match['track']): string | undefined => ids?.['library'];
