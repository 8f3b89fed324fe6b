/**
 * What a rival takes away: if the rival is right, this one is wrong. Both probabilities are normalised over the three cases
 * that are left (this, that, neither), since both can't be right.
 */
export function against(confidence: number, rival: number): number {
  const mine = confidence * (1 - rival);
  const theirs = rival * (1 - confidence);
  const neither = (1 - confidence) * (1 - rival);
  return mine / (mine + theirs + neither);
}
