import type { Track } from './track.js';

/**
 * One identifier's answer for one stretch of the mix. A remote identifier speaks of the sample it was sent; the library
 * follows a track through the mix and speaks of all of the stretch where it still hears it (`tracked`).
 */
export interface Match {
  /** Who says so: `library`, `acrcloud`, `shazam` … */
  identifier: string;
  /** Stands for one recording: all of this identifier's matches of it have the same key, and no other recording has it. */
  key: string;
  track: Track;
  /** Where in the mix the stretch begins, and how long it is, in seconds. */
  mixTime: number;
  mixDuration: number;
  /** Position inside the track that sounds at `mixTime`, in seconds; absent when the identifier doesn't say. */
  trackTime?: number;
  /** Played speed: 1.032 is 3.2 % faster than recorded. */
  speed?: number;
  /** Played pitch as a ratio; equal to `speed` for vinyl, 1 under key-lock. */
  pitch?: number;
  /** How sure the identifier is that this answer is right, from 0 to 1. */
  score: number;
  /** True when the ends of the stretch were heard (a track was followed), not merely the ends of the sample. */
  tracked?: boolean;
  /** A part of its evidence that no stronger match explains as well (0 to 1): low for versions and shared samples. */
  owned?: number;
  /** The sound can't tell it from a stronger match that owns the evidence: another edit of the recording. */
  sameSound?: true;
  /** What other files, and DJ programs, call this very recording. They are no rivals. */
  otherNames?: Track[];
  /** The recording of a mix: it says where else this sound is heard, and never what it is. */
  witness?: true;
}
