import { UsageError } from '../domain/errors.js';
import type { AudioSource } from '../domain/ports/source.js';
import { clock } from '../domain/time.js';

/** A range that begins past the mix's end is a mistake, told before anything is asked or written. */
export async function refuseBeyond(
  source: AudioSource,
  { start }: { start?: number },
  signal: AbortSignal,
): Promise<void> {
  if (!start || (source.duration !== null && start < source.duration - 1)) return;
  // What the container says is a guess at times; whether there is sound tells.
  const leaving = new AbortController();
  const either = AbortSignal.any([signal, leaving.signal]);
  try {
    for await (const pcm of source.pcm({ rate: 8000, start, signal: either })) if (pcm.length > 0) return;
  } finally {
    leaving.abort();
  }
  const length = source.duration === null ? 'before that' : `at ${clock(source.duration)}`;
  throw new UsageError(`--start ${clock(start)} is past the end: ${source.info.name} ends ${length}.`);
}
