import type { Field } from './fields.js';

/** Places and values; undefined ones don't count. */
type Values = Readonly<Record<string, unknown>>;

export interface Believed {
  values: Record<string, unknown>;
  /** Places of what would have counted and doesn't. */
  ignored: string[];
}

/**
 * What counts of a `.env` in the working directory: it may have come with a mix from a stranger, so it may neither run a
 * program, nor say where anything is sent or written, nor spend more than what the user has set (`Trust` says how far each
 * setting is believed). `file` is of the user's config file, `above` of what is stronger than a `.env` anyway.
 */
export function believed(
  dotenv: Values,
  { file, above, defaults }: { file: Values; above: Values; defaults: Values },
  fields: readonly Field[],
): Believed {
  const without = (place: string): unknown => above[place] ?? file[place] ?? defaults[place];
  const result: Believed = { values: {}, ignored: [] };
  for (const field of fields) {
    const { place } = field;
    const value = dotenv[place];
    if (value === undefined || above[place] !== undefined || alike(value, without(place))) continue;
    if (counts(field, value)) result.values[place] = value;
    else result.ignored.push(place);
  }
  return result;

  function counts({ place, dotenv: trust, known }: Field, value: unknown): boolean {
    if (known && !known.test(String(value))) return false;
    switch (trust) {
      case 'harmless':
        return true;
      case 'lower':
        return !isAbove(value, without(place));
      case 'raise':
        return !isAbove(without(place), value);
      case 'credential':
        return !hasOwn(sectionOf(place)) && !goesElsewhere(sectionOf(place));
      case null:
        return false;
    }
  }

  /** Whether the `.env` meant its keys for an address that doesn't count: nobody else shall see them. */
  function goesElsewhere(section: string): boolean {
    return fields
      .filter(({ place, address }) => address && sectionOf(place) === section)
      .some(({ place, known }) => {
        const value = dotenv[place];
        return value !== undefined && !alike(value, without(place)) && !known?.test(String(value));
      });
  }

  /** Whether the user has set a credential or an address of a section, besides its usual one. */
  function hasOwn(section: string): boolean {
    return fields
      .filter(
        ({ place, dotenv: trust, address }) => sectionOf(place) === section && (address || trust === 'credential'),
      )
      .some(({ place }) => without(place) !== undefined && !alike(without(place), defaults[place]));
  }
}

const sectionOf = (place: string): string => place.split('.')[0]!;

/** No limit at all is above every number. What is neither number nor switch is left to the schema, which names it. */
function isAbove(a: unknown, b: unknown): boolean {
  if (typeof a === 'boolean' || typeof b === 'boolean') return a === true && b === false;
  if (b === undefined) return false;
  if (a === undefined) return true;
  return Number(a) > Number(b);
}

const alike = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
