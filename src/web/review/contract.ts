import type { Tracklist } from '../../domain/tracklist.js';

/** What the review page and its server tell each other, under an address that nobody else knows (`/<token>/`). */
export interface ReviewState {
  /** Changes whenever anything below does. */
  revision: string;
  /** The tracklist's file name, for the title. */
  file: string;
  tracklist: Tracklist;
  /** Null where there is none yet: an event says when it comes. */
  waveform: ReviewWaveform | null;
  audio: { url: string } | { missing: string };
  /** One an entry, in order: the entry's own track first, then its alternatives. */
  candidates: Candidate[][];
  canUndo: boolean;
  /** Whether an ID can be named for all mixes: the archive is on. */
  ids: boolean;
}

/** Bytes in base64, a column each: 255 is full scale, on a scale of decibels. */
export interface ReviewWaveform {
  perSecond: number;
  low: string;
  mid: string;
  high: string;
}

export interface Candidate {
  /** `Artist - Title (Version)` */
  name: string;
  confidence: number;
  /** In words: "library: heard for 3:12 from 0:41 of the track, 2.1 % faster"; "shazam: 3 of 3 samples". */
  evidence: string[];
  own: OwnFile | null;
  links: Array<{ name: string; url: string }>;
  sameSound?: boolean;
  /** Somebody's list says so, and nobody has heard it. */
  claimed?: boolean;
}

/** The user's own file. What sounds at mix time `t` is at `trackTimeAtZero + speed * t` of the track. */
export interface OwnFile {
  url: string;
  speed: number;
  keepsPitch: boolean;
  trackTimeAtZero: number;
}

/** `POST api/edit`. Verbs are those of `tracklistify edit`, `undo`, and `name-id` with a number and a name. */
export interface EditRequest {
  /** Of the state that was edited: another one's change is never overwritten unseen. */
  revision: string;
  verb: string;
  words: string[];
}

/** 409: somebody else has changed it, and this is what it is now. */
export interface EditConflict {
  message: string;
  state: ReviewState;
}

/** Any other refusal: one sentence for people. */
export interface Refusal {
  message: string;
}

/** `GET api/names?q=…`: at most twelve, best first. */
export interface NameSuggestions {
  names: Array<{ name: string; from: 'library' | 'archive' }>;
}

/** Of each `state` event of `GET api/events`. */
export interface StateEvent {
  revision: string;
}
