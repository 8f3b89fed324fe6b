import type { Line } from '../../domain/line.js';
import type { Match } from '../../domain/match.js';
import { spanOf } from '../../domain/span.js';
import { lineConfidence } from './confidence.js';

/** Played speeds that a line may have: a DJ's ±8 %, wide pitch faders' ±16 %. */
const SLOWEST = 0.84;
const FASTEST = 1.16;
/** Until two points fix the speed it may be anything within this of the first guess. */
const SPEED_DOUBT = 0.1;
/** Seconds by which a position may miss its line: remote services round and guess. */
const POSITION_SLACK = 3;
/** Two samples of one track further apart than this are two plays, when nothing tells their positions. */
const LONGEST_SILENCE = 240;
/** No track goes on for longer than this between two answers. */
const LONGEST_STRETCH = 900;

/** Matches to lines, but for those of witnesses. A followed track's match is a line already; samples of one track are joined where their positions agree. */
export function findLines(matches: readonly Match[]): Line[] {
  const lines: Line[] = [];
  const open = new Map<string, Line[]>();
  for (const match of [...matches].sort((a, b) => a.mixTime - b.mixTime)) {
    if (match.witness) continue;
    if (match.tracked) {
      lines.push(lineOf(match));
      continue;
    }
    const id = `${match.identifier}\n${match.key}`;
    const candidates = open.get(id) ?? [];
    open.set(id, candidates);
    const home = candidates.find((line) => fits(line, match));
    if (home) extend(home, match);
    else {
      const line = lineOf(match);
      candidates.unshift(line);
      lines.push(line);
    }
  }
  for (const line of lines) line.confidence = lineConfidence(line);
  return lines.sort((a, b) => a.start - b.start || a.end - b.end);
}

function lineOf(match: Match): Line {
  return {
    identifier: match.identifier,
    key: match.key,
    track: match.track,
    matches: [match],
    ...spanOf(match),
    ...(match.trackTime !== undefined && { trackStart: match.trackTime }),
    ...(match.speed !== undefined && { speed: match.speed }),
    tracked: match.tracked ?? false,
    confidence: match.score,
  };
}

function fits(line: Line, match: Match): boolean {
  const last = line.matches[line.matches.length - 1]!;
  const passed = match.mixTime - last.mixTime;
  if (match.trackTime === undefined || last.trackTime === undefined) return passed <= LONGEST_SILENCE;
  if (passed > LONGEST_STRETCH) return false;
  const doubt = line.matches.length > 1 || line.speed !== undefined ? 0.02 : SPEED_DOUBT;
  const expected = last.trackTime + passed * (line.speed ?? 1);
  return Math.abs(match.trackTime - expected) <= POSITION_SLACK + doubt * passed;
}

function extend(line: Line, match: Match): void {
  line.matches.push(match);
  line.end = Math.max(line.end, spanOf(match).end);
  const fitted = fitSpeed(line.matches);
  if (fitted !== undefined) line.speed = fitted;
  if (line.trackStart === undefined && match.trackTime !== undefined) {
    line.trackStart = match.trackTime - (match.mixTime - line.start) * (line.speed ?? 1);
  }
}

/** Least squares over the positions; undefined while they lie too near together to tell a speed (±1 s over 30 s is 3 %). */
function fitSpeed(matches: readonly Match[]): number | undefined {
  const points = matches.filter((m) => m.trackTime !== undefined);
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last || last.mixTime - first.mixTime < 30) return undefined;
  const meanX = points.reduce((sum, p) => sum + p.mixTime, 0) / points.length;
  const meanY = points.reduce((sum, p) => sum + p.trackTime!, 0) / points.length;
  let xy = 0;
  let xx = 0;
  for (const p of points) {
    xy += (p.mixTime - meanX) * (p.trackTime! - meanY);
    xx += (p.mixTime - meanX) ** 2;
  }
  const slope = xy / xx;
  return slope >= SLOWEST && slope <= FASTEST ? slope : undefined;
}
