import type { PeakList } from './peaks.js';
import { detailBand, detailFraction, detailSpan, eachTriplet, queryKeys } from './triplets.js';
import type { PrintIndex } from './types.js';

const QUERY_FAN = 6;
const COARSE = 24;
const MIN_ANCHORS = 5;
const LONGEST_LIST = 4096;

export interface Candidate {
  track: number;
  /** Reference position (frames, within the track) at `centre`, and reference frames per mix frame. */
  centre: number;
  reference: number;
  slope: number;
  /** Bands by which the mix sounds higher. */
  pitch: number;
  anchors: number;
}

interface Hit {
  anchor: number;
  mix: number;
  ref: number;
  pitch: number;
  tempo: number;
}

/** Hash hits of a stretch of the mix, voted into candidate lines. */
export function discover(peaks: PeakList, from: number, to: number, index: PrintIndex): Candidate[] {
  const keys: number[] = [];
  const owners: number[] = [];
  const anchors: number[] = [];
  const spans: number[] = [];
  eachTriplet(peaks, from, to, QUERY_FAN, (a, b, c) => {
    const id = anchors.length;
    anchors.push(a);
    spans.push(peaks.time[c]! - peaks.time[a]!);
    queryKeys(peaks, a, b, c, (key) => {
      keys.push(key);
      owners.push(id);
    });
  });
  if (keys.length === 0) return [];
  const order = Uint32Array.from(keys, (_, i) => i).sort((x, y) => keys[x]! - keys[y]!);
  const distinct: number[] = [];
  const starts = new Map<number, number>();
  for (let i = 0; i < order.length; i++) {
    const key = keys[order[i]!]!;
    if (i === 0 || key !== keys[order[i - 1]!]!) {
      distinct.push(key);
      starts.set(key, i);
    }
  }
  const hits: Hit[] = [];
  index.lookup(Uint32Array.from(distinct), (key, positions, details, lo, hi) => {
    if (hi - lo > LONGEST_LIST) return;
    for (let i = starts.get(key)!; i < order.length && keys[order[i]!] === key; i++) {
      const id = owners[order[i]!]!;
      const a = anchors[id]!;
      for (let p = lo; p < hi; p++) {
        const d = details[p]!;
        const pitch = peaks.band[a]! - detailBand(d);
        if (pitch > 4.3 || pitch < -4.7) continue;
        const tempo = detailSpan(d) / spans[id]!;
        if (tempo < 0.91 || tempo > 1.1) continue;
        hits.push({ anchor: a, mix: peaks.time[a]!, ref: positions[p]! + detailFraction(d), pitch, tempo });
      }
    }
  });
  return vote(hits, (peaks.time[from]! + peaks.time[Math.max(from, to - 1)]!) / 2, index);
}

function vote(hits: Hit[], centre: number, index: PrintIndex): Candidate[] {
  const cells = new Map<number, Hit[]>();
  for (const hit of hits) {
    const at = Math.floor((hit.ref + hit.tempo * (centre - hit.mix)) / COARSE);
    const cell = cells.get(at);
    if (cell) cell.push(hit);
    else cells.set(at, [hit]);
  }
  const ranked = [...cells]
    .map(([at, own]) => ({ at, votes: new Set(own.map((h) => h.anchor)).size }))
    .filter(({ votes }) => votes >= 3)
    .sort((a, b) => b.votes - a.votes)
    .slice(0, 40);
  const found: Candidate[] = [];
  for (const { at } of ranked) {
    const near = [at - 1, at, at + 1].flatMap((c) => cells.get(c) ?? []);
    const candidate = fitLine(near, centre, index);
    if (!candidate) continue;
    if (found.some((f) => f.track === candidate.track && Math.abs(f.reference - candidate.reference) < 20)) continue;
    found.push(candidate);
  }
  return found;
}

/** The slope and offset on which most distinct anchors lie, refined by least squares. */
function fitLine(hits: Hit[], centre: number, index: PrintIndex): Candidate | null {
  let bestSlope = 1;
  let bestOffset = 0;
  let best = 0;
  for (let slope = 0.91; slope < 1.1; slope += 0.004) {
    const counts = new Map<number, number>();
    for (const h of hits) {
      if (Math.abs(h.tempo - slope) > 0.035) continue;
      const cell = Math.round((h.ref - slope * (h.mix - centre)) / 5);
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
    for (const [cell, count] of counts) {
      const total = count + Math.max(counts.get(cell - 1) ?? 0, counts.get(cell + 1) ?? 0) * 0.5;
      if (total > best) {
        best = total;
        bestSlope = slope;
        bestOffset = cell * 5;
      }
    }
  }
  if (best === 0) return null;
  let slope = bestSlope;
  let offset = bestOffset;
  let inliers: Hit[] = [];
  for (const width of [8, 4, 3]) {
    inliers = hits.filter(
      (h) => Math.abs(h.ref - slope * (h.mix - centre) - offset) <= width && Math.abs(h.tempo - slope) < 0.04,
    );
    if (inliers.length < 3) return null;
    const mx = inliers.reduce((s, h) => s + h.mix - centre, 0) / inliers.length;
    const my = inliers.reduce((s, h) => s + h.ref, 0) / inliers.length;
    let xy = 0;
    let xx = 0;
    for (const h of inliers) {
      xy += (h.mix - centre - mx) * (h.ref - my);
      xx += (h.mix - centre - mx) ** 2;
    }
    if (xx < 86 * 86) return null;
    slope = xy / xx;
    offset = my - slope * mx;
    if (slope < 0.9 || slope > 1.11) return null;
  }
  const pitches = inliers.map((h) => h.pitch).sort((a, b) => a - b);
  const pitch = pitches[pitches.length >> 1]!;
  const agreeing = new Set(inliers.filter((h) => Math.abs(h.pitch - pitch) < 0.8).map((h) => h.anchor)).size;
  if (agreeing < MIN_ANCHORS) return null;
  const track = index.trackAt(Math.max(0, Math.round(offset)));
  if (track < 0) return null;
  return { track, centre, reference: offset - index.baseOf(track), slope, pitch, anchors: agreeing };
}
