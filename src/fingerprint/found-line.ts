/** A track heard in the mix along one line: where its time goes on straight with the mix's. */
export interface FoundLine {
  /** Ordinal in the index. */
  track: number;
  /** Where in the mix it is still heard, in seconds. */
  mixStart: number;
  mixEnd: number;
  /** Where in the track it is at `mixStart`. */
  trackStart: number;
  /** 1.03 is 3 % faster than recorded. */
  speed: number;
  /** As a ratio of frequencies: 1 under key-lock, `speed` on vinyl. */
  pitch: number;
  /** Probability that this track really plays here, 0 to 1. */
  score: number;
  /** Peaks of the track that were heard. */
  hits: number;
  /** Their share of all that the track has there. */
  clarity: number;
  /** Standard deviations by which they are more than chance. */
  z: number;
  /** Share of them that no stronger line explains: low for another version, or a sample that both use. */
  owned: number;
  /** The line, by its place in the same list, that explains most of the rest when `owned` is low. */
  rival?: number;
  /**
   * The line, by its place in the same list, that the sound can't tell this one from: it explains the same peaks, at the same
   * speed. Such a line's score says how surely this sound is heard, not that it is this recording of it.
   */
  twin?: number;
  /** Of a recording that holds several tracks, a mix: it says where else this sound is, and takes nothing from the tracks. */
  witness?: true;
}
