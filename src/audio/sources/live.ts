import { SourceError } from '../../domain/errors.js';
import type { LiveSource } from '../../domain/ports/live.js';
import type { SourceTools } from './kind.js';
import { isWebAddress, withoutCredentials } from './location.js';

/** Opens a broadcast by its address. */
export async function openLiveSource(location: string, tools: SourceTools): Promise<LiveSource> {
  if (!isWebAddress(location)) {
    throw new SourceError(
      `"${withoutCredentials(location)}" is no broadcast: name the address of one, as in "tracklistify listen https://…".`,
    );
  }
  const { openLiveWeb } = await import('./web/open.js');
  return openLiveWeb(location, tools);
}
