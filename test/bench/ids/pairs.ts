import type { Tracklist } from '../../../src/domain/tracklist.js';
import type { MixPlan, Play } from '../plan.js';

export interface Told {
  name: string;
  plan: MixPlan;
  tracklist: Tracklist;
}

/** Seconds of the track that two plays have in common, for them to be a pair. */
const IN_COMMON = 45;

interface Unknown {
  mix: Told;
  play: Play;
  numbers: ReadonlySet<number>;
  /** Stretches of the track that are heard by themselves. */
  alone: { from: number; to: number }[];
}

/** Which plays of unknowns have a number in common, and which should. */
export function judge(mixes: readonly Told[]) {
  const unknowns = mixes.flatMap((mix) =>
    mix.plan.plays.filter(({ known }) => !known).map((play): Unknown => ({ mix, play, ...heardOf(mix, play) })),
  );
  const missed: string[] = [];
  const wrong: string[] = [];
  const by = new Map<string, [joined: number, pairs: number]>();
  let pairs = 0;
  let strangers = 0;
  for (const [i, a] of unknowns.entries()) {
    for (const b of unknowns.slice(i + 1)) {
      const isJoined = [...a.numbers].some((number) => b.numbers.has(number));
      const line = `${a.play.file.name} in ${a.mix.name}, ${b.play.file.name} in ${b.mix.name}`;
      if (a.play.file.name !== b.play.file.name) {
        strangers++;
        if (isJoined) wrong.push(line);
      } else if (inCommon(a, b) >= IN_COMMON) {
        pairs++;
        const kinds = [a.mix.plan.variant, b.mix.plan.variant].sort().join(' and ');
        const [good, total] = by.get(kinds) ?? [0, 0];
        by.set(kinds, [good + Number(isJoined), total + 1]);
        if (!isJoined) missed.push(line);
      }
    }
  }
  return { pairs, joined: pairs - missed.length, missed, strangers, wrong, by };
}

/** The numbers of the entries that are mostly this play, or that are most of it. */
function heardOf({ tracklist }: Told, play: Play): Pick<Unknown, 'numbers' | 'alone'> {
  const start = play.start + play.fadeIn / 2;
  const end = play.end - play.fadeOut / 2;
  const numbers = tracklist.entries.flatMap((entry) => {
    if (entry.kind !== 'unknown' || entry.number === undefined) return [];
    const both = Math.min(end, entry.end) - Math.max(start, entry.start);
    return both >= 0.5 * Math.min(entry.end - entry.start, end - start) ? [entry.number] : [];
  });
  // Without the fades, in which another track is as loud.
  let left = play.fadeIn * play.speed;
  let over = play.stretches.reduce((sum, { seconds }) => sum + seconds, 0) - play.fadeOut * play.speed;
  const alone = play.stretches.map(({ from, seconds }) => {
    const span = { from: from + Math.max(0, Math.min(seconds, left)), to: from + Math.max(0, Math.min(seconds, over)) };
    left -= seconds;
    over -= seconds;
    return span;
  });
  return { numbers: new Set(numbers), alone };
}

function inCommon(a: Unknown, b: Unknown): number {
  return Math.max(...a.alone.flatMap((x) => b.alone.map((y) => Math.min(x.to, y.to) - Math.max(x.from, y.from))));
}
