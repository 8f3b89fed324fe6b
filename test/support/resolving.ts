import type { Clock } from '../../src/domain/ports/clock.js';
import type { Resolution, Resolver } from '../../src/domain/ports/resolve.js';
import type { Track } from '../../src/domain/track.js';
import type { Keeping, Made, ProviderTools } from '../../src/net/provider.js';
import { recorder } from './fakes.js';
import { quickClock, tools } from './network.js';
import type { CatalogueServer } from './providers/catalogue-server.js';
import { fetchFrom } from './providers/protocol.js';

/** Clock and server of a resolver under test, and what was asked. */
export function resolvingBy(
  create: (tools: ProviderTools) => Made<Resolver>,
  serverAt: (clock: Clock) => CatalogueServer,
  keeping?: Keeping,
) {
  const clock = quickClock();
  const server = serverAt(clock);
  const kit = tools({ fetch: fetchFrom(server.provider), clock, keeping });
  const { provider } = create(kit);
  const context = recorder();
  return {
    resolve: (track: Track): Promise<Resolution | null> => provider.resolve(track, context),
    recall: (track: Track): Promise<Resolution | null> => provider.recall!(track, context),
    context,
    calls: server.calls,
    /** What was asked, in words that can be read. */
    asked: () => server.calls.map(({ path }) => decodeURIComponent(path.replaceAll('+', ' '))),
    /** What was waited for, the turns of calls left out. */
    pauses: () => clock.slept.filter((ms) => ms > 4000),
    clock,
    redactor: kit.redactor,
  };
}
