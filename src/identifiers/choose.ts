import { AuthenticationError, UsageError } from '../domain/errors.js';
import { nearest } from '../domain/nearest.js';
import { type Provider, type ProviderDescriptor, sectionOf } from '../net/provider.js';

type Settings = Parameters<typeof sectionOf>[0];

/** Providers that are no identifiers, some of which say what they are instead. */
type Others = ReadonlyArray<{ name: string; noIdentifier?: string }>;

/** Throws UsageError for a name that no identifier has. */
export function refuseUnknown(
  names: readonly string[],
  descriptors: ReadonlyArray<{ name: string }>,
  others: Others,
): void {
  const known = ['auto', 'library', ...descriptors.map((d) => d.name)];
  for (const name of names) {
    if (known.includes(name)) continue;
    const hint = nearest(name, known);
    throw new UsageError(
      others.find((one) => one.name === name)?.noIdentifier ??
        `There is no identifier "${name}"${hint ? `; did you mean "${hint}"?` : '.'} There are: ${known.join(', ')}.`,
    );
  }
}

/** Those of the remote identifiers that were asked for, in the registry's order: cheapest first. */
export function chooseIdentifiers<Descriptor extends Provider & Pick<ProviderDescriptor<unknown>, 'wholeMix'>>(
  names: readonly string[],
  descriptors: readonly Descriptor[],
  settings: Settings,
  others: Others,
): Descriptor[] {
  refuseUnknown(names, descriptors, others);
  return descriptors.filter((descriptor) => {
    const readiness = descriptor.ready(sectionOf(settings, descriptor));
    if (readiness.ready) return (names.includes('auto') && !descriptor.wholeMix) || names.includes(descriptor.name);
    if (!names.includes(descriptor.name)) return false;
    const message = `${descriptor.title} isn't ready. ${readiness.lacks}`;
    throw readiness.credentials ? new AuthenticationError(descriptor.title, message) : new UsageError(message);
  });
}
