import { NetworkError } from '../domain/errors.js';
import type { ProviderTools } from '../net/provider.js';

const REACH_MS = 5000;

/** Why a service can't be reached; null when it can, whatever it answers. */
export async function outOfReach(
  title: string,
  url: string,
  tools: Pick<ProviderTools, 'http'>,
  signal: AbortSignal,
): Promise<NetworkError | null> {
  try {
    await tools.http.send({ provider: title, url, signal, limits: { headersMs: REACH_MS, totalMs: REACH_MS } });
    return null;
  } catch (cause) {
    if (signal.aborted) throw cause;
    return cause instanceof NetworkError ? cause : null;
  }
}
