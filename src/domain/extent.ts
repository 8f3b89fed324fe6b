/** Where in the mix a track's own beginning and end would lie, had it been played from the one to the other. */
export interface Extent {
  zero: number | undefined;
  end: number | undefined;
}

/** By a place in the track that is heard at `mixTime`, as far as that and the track's length are known. */
export function extentOf(
  mixTime: number,
  known: { trackTime?: number | undefined; speed?: number | undefined; duration?: number | undefined },
): Extent {
  const { trackTime, speed = 1, duration } = known;
  const zero = trackTime === undefined ? undefined : mixTime - trackTime / speed;
  return { zero, end: zero === undefined || duration === undefined ? undefined : zero + duration / speed };
}
