import { basename, resolve } from 'node:path';
import type { Claimed } from '../app/claims/claimed.js';
import type { Begun } from '../app/claims/place.js';
import type { ClaimList } from '../domain/claim.js';
import { SourceError, UsageError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { MixOf } from '../domain/ports/archive.js';
import type { Context } from '../domain/ports/context.js';
import type { AudioSource } from '../domain/ports/source.js';
import { reasonIn } from '../domain/system-words.js';
import type { Tracklist } from '../domain/tracklist.js';
import type { World } from './world.js';

/** What a user says of claims. */
export interface ClaimsWanted {
  /** Files of lists, `-` is standard input; or lists as they are. */
  claims?: ReadonlyArray<string | ClaimList> | undefined;
  /** Files and folders of DJ programs. */
  history?: readonly string[] | undefined;
  /** False leaves alone what is found without being named. */
  found?: boolean | undefined;
  /** Whether what DJ programs keep on this machine is looked through. */
  histories?: boolean;
}

/** What is claimed of one mix. */
export type ClaimsOf = (source: AudioSource, emit: Emit) => Promise<Claimed>;

/** With comments, what yt-dlp writes of a page is large; a list is not. */
const LARGEST = 64 << 20;

/** What finding lists takes. */
export interface ClaimsTools {
  /** The one that mixes are opened with. */
  ffmpeg(): Promise<string>;
  /** What the archive has of a mix. */
  kept(mix: MixOf): Promise<Tracklist | null>;
}

/** Reads the lists that are named; what is wrong with one is reported before any mix is opened. */
export async function wireClaims(
  world: World,
  wanted: ClaimsWanted,
  tools: ClaimsTools,
  emit: Emit,
): Promise<ClaimsOf> {
  const { claims = [], history = [], found = true, histories = false } = wanted;
  if (claims.filter((name) => name === '-').length > 1) {
    throw new UsageError('--claims - reads standard input, and that can be read once: name it once.');
  }
  const context: Context = { signal: world.signal, emit };
  const named: ClaimList[] = [];
  for (const one of [...history, ...claims]) {
    named.push(...(typeof one === 'string' ? await listsNamed(world, one, context) : [one]));
  }
  const { bounded } = await import('../app/claims/keep.js');
  return async (source, emitHere) => {
    const { info, duration } = source;
    const path = info.kind === 'file' && (await isRegular(info.location)) ? info.location : null;
    const begun = path === null ? null : await begunAt(path, duration);
    const around = path !== null && found ? await foundFor(path, source, { ...context, emit: emitHere }) : [];
    const { lists, leftOut } = bounded([...during(named, begun, duration), ...around]);
    if (leftOut > 0) {
      const message = `The lists claim more tracks than any mix has: the last ${leftOut} are left out.`;
      emitHere({ type: 'warning', message });
    }
    // Whoever names a history knows which one it is.
    const looks = found && histories && history.length === 0 && begun !== null && duration !== null;
    const sessions = looks ? await sessionsHere(begun, duration, context) : [];
    // A file's time may be that of its copy, and then say nothing of what was played.
    const isGuess = begun !== null && begun.slack > SURE_OF_TIME;
    return {
      lists: isGuess ? lists : [...lists, ...sessions],
      guessed: isGuess ? sessions : [],
      begun,
      withHints: found,
    };
  };

  async function sessionsHere(begun: Begun, duration: number, here: Context): Promise<ClaimList[]> {
    const { sessionsOf } = await import('./machine-histories.js');
    return bounded(await sessionsOf(world, begun, duration, here)).lists;
  }

  async function foundFor(path: string, { info, lists }: AudioSource, here: Context): Promise<ClaimList[]> {
    const { claimsFound, resultBeside } = await import('./found-claims.js');
    return claimsFound({
      path,
      ffmpeg: lists ? tools.ffmpeg : null,
      signal: world.signal,
      async results() {
        const kept = await tools.kept(info);
        return [...(await resultBeside(path, world.signal)), ...(kept ? [kept] : [])];
      },
      ofDeck: (beside) => ofDeck(world, beside, here),
    });
  }
}

/** A pipe gives what it holds once, and then is waited for without an end. */
async function isRegular(path: string): Promise<boolean> {
  const { stat } = await import('node:fs/promises');
  return stat(path).then(
    (about) => about.isFile(),
    () => false,
  );
}

/** A file that can't be looked at any more says nothing of itself. */
async function begunAt(path: string, duration: number | null): Promise<Begun | null> {
  const { recordedAt } = await import('../audio/recorded-at.js');
  return recordedAt(path, duration).catch(() => null);
}

/** A recorder or a name says the time to within less than this. */
const SURE_OF_TIME = 60;
/** Clocks of two machines in different zones are this far apart at most. */
const ZONES = 15 * 3600;

/** Of sessions those that may be of this recording, where any may; the latest first, since all together may be too many. */
function during(lists: readonly ClaimList[], begun: Begun | null, duration: number | null): ClaimList[] {
  const sessions = lists.filter(({ clock }) => clock === 'world').sort((a, b) => startOf(b) - startOf(a));
  const near = sessions.filter((list) => {
    const [start, end] = [startOf(list), endOf(list)];
    return begun !== null && start < begun.at + (duration ?? 0) + ZONES && end > begun.at - ZONES;
  });
  return [...(near.length > 0 ? near : sessions), ...lists.filter(({ clock }) => clock !== 'world')];
}

const timesOf = ({ claims }: ClaimList): number[] => claims.flatMap(({ at, until }) => [at ?? [], until ?? []].flat());
const startOf = (list: ClaimList): number => timesOf(list).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
const endOf = (list: ClaimList): number => timesOf(list).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);

/** A history or collection's list by the program that owns it, else whatever the text says. */
async function listsNamed(world: World, name: string, context: Context): Promise<ClaimList[]> {
  const own = name === '-' ? null : await ofDeck(world, name, context);
  if (own) return own;
  const { bytesOf, openStream } = await import('../files/open-stream.js');
  const open = () => (name === '-' ? world.stdin : openStream(resolve(world.cwd, name)));
  const label = name === '-' ? 'Standard input' : `"${name}"`;
  const bytes = await bytesOf(open, LARGEST, world.signal).catch((cause: unknown) => {
    world.signal.throwIfAborted();
    throw new SourceError(`${label} can't be read: ${reasonIn(cause)}.`, { cause });
  });
  if (bytes === null) throw new SourceError(`${label} is too large to be a list of tracks.`);
  const { listsIn } = await import('../claims/read-list.js');
  const lists = listsIn(bytes, name === '-' ? 'standard input' : basename(name));
  if (lists.length > 0) return lists;
  throw new SourceError(
    `${label} names no tracks. A list has lines such as "4:23 Artist - Title"; CUE sheets, chapters and histories of DJ programs are read too.`,
  );
}

/** Null where no program keeps histories in such a file. */
async function ofDeck(world: World, name: string, context: Context): Promise<ClaimList[] | null> {
  const { deckFor } = await import('./decks.js');
  let file: Awaited<ReturnType<typeof deckFor>>;
  try {
    file = await deckFor(world, name);
  } catch (error) {
    // A text of any other kind may say something all the same; a folder or a database says nothing.
    if (error instanceof UsageError && /is no collection or history/.test(error.message)) return null;
    throw error;
  }
  const reader = file.holds.history ? await file.load() : null;
  const lists = (await reader?.history?.(file.path, context)) ?? null;
  if (lists && lists.length === 0) {
    throw new SourceError(`"${name}" holds no session in which anything was played.`);
  }
  return lists;
}
