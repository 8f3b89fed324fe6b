import { SourceError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { MixSound } from '../domain/mix-sound.js';
import { withPlayed } from '../domain/played.js';
import type { SeenId } from '../domain/ports/archive.js';
import type { Clock } from '../domain/ports/clock.js';
import type { Context } from '../domain/ports/context.js';
import { reasonIn } from '../domain/system-words.js';
import type { Tracklist } from '../domain/tracklist.js';
import { complete } from './complete.js';
import type { Identified } from './identify.js';
import { Ledger } from './ledger.js';
import { numberedLive } from './live/numbered.js';
import { refuseWhole } from './live/refuse-whole.js';
import { type ListenRun, liveRate, Session } from './live/session.js';
import { ListenTeller } from './live/telling.js';

export { type ListenRun, liveRate } from './live/session.js';

const SAVE_EVERY_MS = 60_000;
/**
 * What it sounds like is kept after one, two, four and eight minutes, and then every ten: whoever is killed loses half of it at most,
 * and to keep a day of it takes seconds.
 */
const KEEP_EVERY_MS = 600_000;
/** A broadcast's sound comes a little later than the clock says: this much is waited for, and no more. */
const GRACE_MS = 30_000;
/** Timers hold a month at most. */
const LONGEST_TIMER_MS = 24 * 3_600_000;

/** Follows a broadcast until it ends, the time is up or the user has enough; what is known by then is the result. */
export async function listenLive(run: ListenRun, outer: Context): Promise<Omit<Identified, 'known'>> {
  refuseWhole(run.identifiers);
  const teller = run.telling
    ? new ListenTeller(run.telling, run.clock, (event) => ledger.context.emit(event), run.resume)
    : null;
  const ledger: Ledger = new Ledger(outer, run.clock.now, teller?.listener);
  const session = new Session(run, ledger);
  const { emit } = ledger.context;
  emit({ type: 'source', source: run.source.info, duration: null });
  emit({ type: 'stage', stage: 'listen' });
  try {
    await follow(run, session, ledger.context);
  } catch (error) {
    // Nothing heard at all is no partial result, and what an earlier session wrote stays as it is.
    if (!session.heardAnything) throw error;
    ledger.failure ??= error;
  }
  await session.conclude();
  const sound = session.sound();
  const { tracklist: known, seen } = await numbered(run, session, sound, ledger);
  session.announceAll(known);
  await teller?.conclude();
  emit({ type: 'stage', stage: 'complete' });
  const resolvers = run.resolvers ?? [];
  const { entries } = await ledger.guard(complete(known.entries, resolvers, [], null, ledger.context));
  const tracklist: Tracklist = {
    ...known,
    entries: withPlayed(entries),
    warnings: session.warnings(),
    complete: ledger.failure === null,
  };
  emit({ type: 'tracklist', tracklist });
  return { tracklist, sound, seen, failure: ledger.failure };
}

/** All that is known, with numbers for what isn't, but where a failure has left it unnamed. */
async function numbered(
  { keeping }: ListenRun,
  session: Session,
  sound: MixSound | null,
  ledger: Ledger,
): Promise<{ tracklist: Tracklist; seen: SeenId[] }> {
  const tracklist = session.tracklist(ledger.failure === null);
  const mayBeNamed = ledger.failure !== null && !ledger.context.signal.aborted;
  if (!keeping || !sound || mayBeNamed) return { tracklist, seen: [] };
  const { unknowns, mix } = keeping;
  return ledger.guard(numberedLive(tracklist, { unknowns, mix, sound, asked: session.asked }, ledger.context));
}

/** Resolves when the broadcast ends or the time is up. */
async function follow(run: ListenRun, session: Session, { signal, emit }: Context): Promise<void> {
  const { source, clock, duration, until, keep } = run;
  const over = new AbortController();
  const request = {
    rate: liveRate(run.identifiers),
    signal: AbortSignal.any([signal, over.signal]),
    onTrouble: (message: string) => emit({ type: 'warning', message }),
    ...(keep && { keep }),
  };
  const deadline = Math.min(
    until ?? Number.POSITIVE_INFINITY,
    duration === undefined ? Number.POSITIVE_INFINITY : clock.now() + duration * 1000 + GRACE_MS,
  );
  const timers = [
    at(deadline, clock, over.signal, () => over.abort(new TimeIsUp())),
    saveEveryMinute(run, session, over.signal, emit),
  ];
  try {
    for await (const part of source.follow(request)) {
      await session.take(part);
      if (duration !== undefined && session.length >= duration - 0.01) break;
      if (clock.now() >= deadline) break;
    }
    if (!session.heardAnything) throw new SourceError(`${source.info.name} gave no sound.`);
  } catch (error) {
    if (!(over.signal.aborted && !signal.aborted)) throw error;
  } finally {
    over.abort(new TimeIsUp());
    await Promise.all(timers);
  }
}

async function at(moment: number, clock: Clock, signal: AbortSignal, act: () => void): Promise<void> {
  if (!Number.isFinite(moment)) return;
  try {
    while (clock.now() < moment) await clock.sleep(Math.min(LONGEST_TIMER_MS, moment - clock.now()), signal);
    act();
  } catch {
    // The broadcast was over before.
  }
}

async function saveEveryMinute(
  { clock, save }: ListenRun,
  session: Session,
  signal: AbortSignal,
  emit: Emit,
): Promise<void> {
  const begun = clock.now();
  let kept = begun;
  let warned = false;
  for (;;) {
    try {
      await clock.sleep(SAVE_EVERY_MS, signal);
    } catch {
      return;
    }
    try {
      if (!session.heardAnything) continue;
      const isDue = clock.now() - kept >= Math.min(KEEP_EVERY_MS, kept - begun);
      if (isDue) kept = clock.now();
      await save(session.tracklist(false), isDue ? session.sound() : null);
    } catch (error) {
      if (!warned) emit({ type: 'warning', message: reasonIn(error) });
      warned = true;
    }
  }
}

/** The time that the user gave is up. */
class TimeIsUp extends Error {}
