import { AuthenticationError, UsageError } from '../domain/errors.js';
import { nearest } from '../domain/nearest.js';
import type { Readiness } from '../net/provider.js';

interface Choosable<Settings> {
  name: string;
  title: string;
  ready(settings: Settings): Readiness;
}

/** Names that aren't identifiers, and what they are instead. */
const OTHERS: Record<string, string> = {
  spotify:
    'Spotify can recognise no sound: it completes and checks what the others have named, by itself, ' +
    'once SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET are set.',
};

/** Throws UsageError for a name that is no identifier's. */
export function refuseUnknown(names: readonly string[], descriptors: ReadonlyArray<{ name: string }>): void {
  const known = ['auto', 'library', ...descriptors.map((d) => d.name)];
  for (const name of names) {
    if (known.includes(name)) continue;
    const hint = nearest(name, known);
    throw new UsageError(
      OTHERS[name] ??
        `There is no identifier "${name}"${hint ? `; did you mean "${hint}"?` : '.'} There are: ${known.join(', ')}.`,
    );
  }
}

/** Those of the remote identifiers that were asked for, in the registry's order: cheapest first. */
export function chooseIdentifiers<Settings, D extends Choosable<Settings>>(
  names: readonly string[],
  descriptors: readonly D[],
  settings: Settings,
): D[] {
  refuseUnknown(names, descriptors);
  return descriptors.filter((descriptor) => {
    const readiness = descriptor.ready(settings);
    if (readiness.ready) return names.includes('auto') || names.includes(descriptor.name);
    if (!names.includes(descriptor.name)) return false;
    const message = `${descriptor.title} isn't ready. ${readiness.lacks}`;
    throw readiness.credentials ? new AuthenticationError(descriptor.title, message) : new UsageError(message);
  });
}
