import { assemble } from '../../../src/app/assembly/assemble.js';
import { seekClaimed } from '../../../src/app/claims/seek.js';
import type { Claim, ClaimList } from '../../../src/domain/claim.js';
import type { Match } from '../../../src/domain/match.js';
import { type Groups, judge, type Said } from '../judge.js';
import type { MusicFile } from '../music.js';
import type { MixPlan } from '../plan.js';
import { Random } from '../random.js';
import type { Kind } from './hard.js';
import type { Mix } from './mixes.js';
import { type MusicLibrary, soundOf, trackOf } from './music-library.js';

/** What the history of a mix tells: times that are wrong, the order, or neither. */
export const HISTORIES = ['times', 'order', 'names'] as const;
export type History = (typeof HISTORIES)[number];

/** Seconds by which a time is wrong at most, and how many of them are another track's. */
const WRONG_BY = 120;
const SHUFFLED = 0.2;
/** A tenth of a history is tracks that aren't in the mix. */
const WRONG_TRACKS = 0.1;
/** Wrong claims that are put into one history, to see what becomes of them. */
const WRONG_AT_ONCE = 16;

export interface Outcome {
  kind: Kind;
  minutes: number;
  plays: number;
  /** Plays that are found without claims and with each history, and entries that are wrong then. */
  found: Record<'open' | History, number>;
  wrong: Record<'open' | History, number>;
  /** Claims of tracks that aren't in the mix, and entries that came of them. */
  wrongClaims: number;
  falseEntries: string[];
}

export async function measure(
  mix: Mix,
  files: readonly MusicFile[],
  library: MusicLibrary,
  groups: Groups,
): Promise<Outcome> {
  const { plan, kind } = mix;
  const random = new Random(plan.seed * 77 + kind.length);
  const sound = soundOf(mix.peaks, plan.seconds);
  const heard = (await library.identifier.hearAgain!(sound, [sound]))!;
  const seek = async (list: ClaimList): Promise<Said[]> => {
    const { result } = await seekClaimed(
      { lists: [list], begun: null },
      { start: 0, end: plan.seconds, matches: heard, kept: sound },
      true,
      [library.identifier],
      { name: 'mix', kind: 'file', location: '/mix.mp3' },
      { signal: new AbortController().signal, emit: () => {} },
    );
    return entriesOf([...heard, ...result], plan.seconds);
  };
  const isPlayed = ({ name }: MusicFile): boolean =>
    plan.plays.some(({ file }) => file.name === name || groups.get(name)?.has(file.name));
  const strangers = random.shuffled(files.filter((file) => !isPlayed(file)));
  const open = entriesOf(heard, plan.seconds);
  const judged = judge(plan, open, groups);
  const outcome: Outcome = {
    ...{ kind, minutes: plan.seconds / 60, plays: judged.known },
    found: { open: judged.found, times: 0, order: 0, names: 0 },
    wrong: { open: judged.wrong.length, times: 0, order: 0, names: 0 },
    ...{ wrongClaims: 0, falseEntries: [] },
  };
  for (const history of HISTORIES) {
    const wrong = strangers.slice(0, Math.max(1, Math.round(plan.plays.length * WRONG_TRACKS)));
    const { found, wrong: wrongEntries } = judge(plan, await seek(historyOf(plan, wrong, history, random)), groups);
    outcome.found[history] = found;
    outcome.wrong[history] = wrongEntries.length;
  }
  for (let at = 0; at < strangers.length; at += WRONG_AT_ONCE) {
    const wrong = strangers.slice(at, at + WRONG_AT_ONCE);
    const history = HISTORIES[(at / WRONG_AT_ONCE) % HISTORIES.length]!;
    const said = await seek(historyOf(plan, wrong, history, random));
    outcome.wrongClaims += wrong.length;
    for (const entry of said) {
      const isClaimed = wrong.some(({ name }) => name === entry.name);
      if (!isClaimed || open.some(({ name }) => name === entry.name)) continue;
      const at = `${Math.round(entry.start)} s for ${Math.round(entry.end - entry.start)} s`;
      outcome.falseEntries.push(`${entry.name} in ${kind} ${plan.seed} at ${at}, ${entry.confidence}, by ${history}`);
    }
  }
  return outcome;
}

const entriesOf = (matches: readonly Match[], end: number): Said[] =>
  assemble({ start: 0, end, matches }).flatMap(({ kind, track, start, end, confidence, speed }) =>
    kind === 'track' ? [{ name: track!.title, start, end, confidence: confidence!, speed }] : [],
  );

/** A history of the mix, with tracks that aren't in it among those that are. */
function historyOf(plan: MixPlan, wrong: readonly MusicFile[], history: History, random: Random): ClaimList {
  const right = plan.plays.map(({ file, start }): Claim & { at: number } => ({
    track: trackOf(file),
    at: Math.max(0, start + random.between(-WRONG_BY, WRONG_BY)),
  }));
  for (const claim of right) {
    if (random.next() >= SHUFFLED) continue;
    const other = right[Math.floor(random.next() * right.length)]!;
    [claim.at, other.at] = [other.at, claim.at];
  }
  const strangers = wrong.map((file) => ({ track: trackOf(file), at: random.between(0, plan.seconds) }));
  const base = { kind: 'history', by: 'history', slack: WRONG_BY } as const;
  if (history === 'times')
    return { ...base, clock: 'mix', claims: [...right, ...strangers].sort((a, b) => a.at - b.at) };
  // In the order in which they were played, with the others anywhere between them.
  const played = plan.plays.map(({ file, start }) => ({ track: trackOf(file), at: start }));
  const ordered = [...played, ...strangers].sort((a, b) => a.at - b.at);
  const claims = (history === 'order' ? ordered : random.shuffled(ordered)).map(({ track }) => ({ track, at: null }));
  return { ...base, kind: history === 'order' ? 'history' : 'comment', clock: null, claims };
}
