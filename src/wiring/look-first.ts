import { AudioError, LiveError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { AudioSource } from '../domain/ports/source.js';

/** Sources that are opened to see whether the fault lies with them: among more than these, one is surely good. */
const OPENED = 8;

type Open = (location: string) => Promise<AudioSource>;

/**
 * Looks at what the user named before anything is made ready for it, since a user who mistyped a name wants to hear of that,
 * not of services. Resolves to what is wrong with each source where none of them is good; else to nothing.
 */
export async function lookFirst(targets: readonly string[], cwd: string, makeOpen: () => Promise<Open>) {
  const { firstLook } = await import('../audio/sources/first-look.js');
  return failuresOfAll(targets, async (target) => {
    if ((await firstLook(target, cwd)) === 'doubtful') await openAndClose(target, await makeOpen());
  });
}

/** The same by opening them, which costs a start of ffmpeg for each: for when nothing else is to be done any more. */
export async function openFirst(targets: readonly string[], open: Open): Promise<AudioError[]> {
  // Sound that comes only once isn't read for the sake of a look.
  if (targets.length > OPENED || targets.includes('-')) return [];
  return failuresOfAll(targets, (target) => openAndClose(target, open));
}

async function failuresOfAll(
  targets: readonly string[],
  look: (target: string) => Promise<void>,
): Promise<AudioError[]> {
  const failures: AudioError[] = [];
  for (const target of targets) {
    try {
      await look(target);
      return [];
    } catch (error) {
      // A broadcast is followed by another command, which is told so by this.
      if (!(error instanceof AudioError) || error instanceof LiveError) throw error;
      failures.push(error);
    }
  }
  return failures;
}

async function openAndClose(location: string, open: Open): Promise<void> {
  await (await open(location)).close();
}

export interface OpenedAhead {
  /** Whether there was anything to open ahead, and it could be. */
  readonly opened: boolean;
  /** Hands the source over, once; from then on the new owner gets its events and closes it. */
  take(emit: Emit): Promise<AudioSource> | undefined;
  close(): Promise<void>;
}

/** A single address is opened before the rest is made ready: what is wrong with it is reported at once, and it is fetched meanwhile. */
export async function openAhead(
  targets: readonly string[],
  open: (location: string, emit: Emit) => Promise<AudioSource>,
  emit: Emit,
): Promise<OpenedAhead> {
  const { isWebAddress } = await import('../audio/sources/location.js');
  const [target, ...more] = targets;
  let tell = emit;
  let source: AudioSource | undefined;
  if (target !== undefined && more.length === 0 && isWebAddress(target)) {
    source = await open(target, (event) => tell(event));
  }
  return {
    opened: source !== undefined,
    take(emitHere) {
      tell = emitHere;
      const taken = source && Promise.resolve(source);
      source = undefined;
      return taken;
    },
    async close() {
      await source?.close();
      source = undefined;
    },
  };
}
