import type { Settings as Whole } from '../config/schema.js';
import { AuthenticationError, UsageError } from '../domain/errors.js';
import { nearest } from '../domain/nearest.js';
import { type Provider, type ProviderDescriptor, sectionOf } from '../net/provider.js';

type Settings = Parameters<typeof sectionOf>[0];
type Askable = Provider & Pick<ProviderDescriptor<unknown>, 'open' | 'wholeMix'>;

/** A registry as far as it matters here. */
interface Known<Resolver extends Askable = Askable> {
  identifiers: readonly Askable[];
  resolvers: readonly Resolver[];
  namers: readonly Askable[];
  models: readonly Askable[];
}

/** What `--providers` may say besides names: whoever is ready, those that cost nothing, those that do, and nobody on the network. */
const GROUPS = ['auto', 'free', 'paid', 'offline'] as const;

/** Whoever can be named for naming tracks and completing them. */
export const namesFor = ({ identifiers, resolvers }: Pick<Known, 'identifiers' | 'resolvers'>): string[] => [
  ...GROUPS,
  'library',
  ...new Set([...identifiers, ...resolvers].map(({ name }) => name)),
];

/** Throws UsageError for a name that nobody has. */
export function refuseUnknown(names: readonly string[], registry: Known): void {
  const known = namesFor(registry);
  for (const name of names) {
    if (known.includes(name)) continue;
    const model = registry.models.find((one) => one.name === name);
    if (model) throw new UsageError(`${model.title} can recognise no sound: it is asked with --enrich, or by enrich.`);
    const namer = registry.namers.find((one) => one.name === name);
    if (namer) {
      throw new UsageError(
        `${namer.title} knows whole files and no stretch of a mix: "tracklistify library add DIR --name-by ${name}" has it name those without tags.`,
      );
    }
    const hint = nearest(name, known);
    throw new UsageError(
      `There is no provider "${name}"${hint ? `; did you mean "${hint}"?` : '.'} There are: ${known.join(', ')}.`,
    );
  }
}

/** Whether the list keeps a run off the network. */
export const isOffline = (names: readonly string[]): boolean =>
  names.every((name) => name === 'library' || name === 'offline');

/** Whether the library is meant, where it holds anything. */
export const wantsLibrary = (names: readonly string[]): boolean =>
  ['auto', 'free', 'offline'].some((group) => names.includes(group));

/** Those that a list asks for, in the order of their registry: of identifiers, cheapest first. */
export const chooseAsked = <D extends Askable>(names: readonly string[], all: readonly D[], settings: Settings): D[] =>
  all.filter((one) => isReady(one, names, settings) && isAskedFor(one, names));

/** Those that complete what is named. Who has set one up has it asked along with whoever identifies. */
export function chooseResolvers<D extends Askable>(
  names: readonly string[],
  all: readonly D[],
  settings: Settings,
): D[] {
  return all.filter(
    (one) => isReady(one, names, settings) && (isAskedFor(one, names) || (!one.open && !isOffline(names))),
  );
}

/** By its name, or by a group. What is handed a mix whole would be paid twice beside those that hear samples: groups leave it out. */
const isAskedFor = ({ name, about, open, wholeMix }: Askable, names: readonly string[]): boolean =>
  names.includes(name) || (!wholeMix && (names.includes(about.group) || (!open && names.includes('auto'))));

/** Throws where one that was asked for by its name isn't. */
function isReady(one: Askable, names: readonly string[], settings: Settings): boolean {
  const readiness = one.ready(sectionOf(settings, one));
  if (readiness.ready || !names.includes(one.name)) return readiness.ready;
  const message = `${one.title} isn't ready. ${readiness.lacks}`;
  throw readiness.credentials ? new AuthenticationError(one.title, message) : new UsageError(message);
}

/** Who completes and judges what is saved: those of a list, else whoever is set up and the models of the settings. */
export function chooseForSaved<R extends Askable>(
  list: readonly string[] | undefined,
  { resolvers, models }: Pick<Known<R>, 'resolvers' | 'models'>,
  settings: Settings & Pick<Whole, 'providers' | 'enrich'>,
): { resolvers: R[]; enrich: Whole['enrich'] | null } {
  const { enrich } = settings;
  if (!list) return { resolvers: chooseAsked(['auto', ...settings.providers], resolvers, settings), enrich };
  const known = [...GROUPS, ...new Set([...resolvers, ...models].map(({ name }) => name))];
  const stranger = list.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    const hint = nearest(stranger, known);
    throw new UsageError(
      `There is no "${stranger}" that completes tracklists${hint ? `; did you mean "${hint}"?` : '.'} There are: ${known.join(', ')}.`,
    );
  }
  const chosen = chooseAsked(list, resolvers, settings);
  const judging = (names: readonly string[]): string[] =>
    names.filter((name) => models.some((one) => one.name === name && isAskedFor(one, list)));
  const [text, sound] = [judging(enrich.text), judging(enrich.sound)];
  if (text.length + sound.length > 0) return { resolvers: chosen, enrich: { ...enrich, text, sound } };
  if (chosen.length > 0) return { resolvers: chosen, enrich: null };
  throw new UsageError(
    `Nobody of ${list.join(', ')} is ready to complete a tracklist. "tracklistify providers" says why.`,
  );
}
