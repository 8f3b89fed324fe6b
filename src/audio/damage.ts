import { clock } from '../domain/time.js';
import { isComplaint, withoutMarks } from './complaints.js';

export type OnDamage = (damage: { mixTime: number; message: string }) => void;

/** Complaints less than this apart are one place: a hole of a second makes hundreds of them. */
const ONE_PLACE_SECONDS = 5;
/** A file that stutters all along is reported this often, then counted. */
const REPORTED_PLACES = 20;
/** What ffmpeg says of a packet that the file's end cuts through. */
const CUT_PACKET = /corrupt input packet/;
/** Tags after the last frame look like broken sound to a decoder. */
const TAIL_SECONDS = 0.6;

interface Place {
  from: number;
  to: number;
  /** Seconds of silence put in for sound that isn't there. */
  missing: number;
  /** The first complaint. */
  why: string | null;
}

/** Gathers ffmpeg's complaints into places on the mix's time line, and reports each once it is over. */
export class DamageLog {
  readonly #report: OnDamage;
  #place: Place | null = null;
  #places = 0;

  constructor(report: OnDamage) {
    this.#report = report;
  }

  /** A line of ffmpeg's stderr, which came when the decoder stood at `mixTime`. */
  line(line: string, mixTime: number): void {
    if (speaksOfDamage(line)) this.#at(mixTime).why ??= withoutMarks(line).replace(/^file:.*: /, '');
  }

  /** Silence stands in for sound that isn't there. */
  missing(mixTime: number, seconds: number): void {
    const place = this.#at(mixTime);
    place.missing += seconds;
    place.to = Math.max(place.to, place.from + place.missing);
  }

  /** The time stamps jump by so many seconds, and nothing stands in for that. */
  jump(mixTime: number, seconds: number): void {
    this.#flush();
    const far = `${seconds < 0 ? 'back ' : ''}by ${clock(Math.round(Math.abs(seconds)))}`;
    this.#tell(mixTime, `the time stamps jump ${far}: the sound goes on without a gap there`);
  }

  /**
   * The sound is over. A stumble over what follows the last frame of a whole file isn't damage; that of one which was cut
   * off goes without saying.
   */
  finish(mixTime: number, state: 'whole' | 'cut off' | 'unknown'): void {
    if (this.#place && this.#place.from >= mixTime - TAIL_SECONDS) {
      const why = this.#place.why ?? '';
      const harmless = state === 'unknown' ? why === 'Header missing' : state === 'cut off' || !CUT_PACKET.test(why);
      if (harmless) this.#place = null;
    }
    this.#flush();
    const silent = this.#places - REPORTED_PLACES;
    if (silent > 0) this.#report({ mixTime, message: `${silent} more damaged places before ${clock(mixTime)}` });
  }

  #at(mixTime: number): Place {
    if (this.#place && mixTime - this.#place.to > ONE_PLACE_SECONDS) this.#flush();
    this.#place ??= { from: mixTime, to: mixTime, missing: 0, why: null };
    this.#place.to = Math.max(this.#place.to, mixTime);
    return this.#place;
  }

  #flush(): void {
    if (!this.#place) return;
    const { from, to, why, missing } = this.#place;
    this.#place = null;
    const where = clock(to) === clock(from) ? `at ${clock(from)}` : `from ${clock(from)} to ${clock(to)}`;
    const what = missing > 0 ? `about ${Math.max(1, Math.round(missing))} s can't be decoded` : why;
    this.#tell(from, `the file is damaged ${where} (${what}); the rest is used`);
  }

  #tell(mixTime: number, message: string): void {
    if (++this.#places <= REPORTED_PLACES) this.#report({ mixTime, message });
  }
}

function speaksOfDamage(line: string): boolean {
  if (line.includes('[warning] ') && CUT_PACKET.test(line)) return true;
  // Covers and tags aren't sound.
  return isComplaint(line) && !/^\[(mjpeg|png|gif|bmp|webp|tiff|id3v2)\b/i.test(line);
}
