import type { Field } from './fields.js';
import type { Settings } from './schema.js';

/** The values that nobody else is to read. */
export function secretsIn(settings: Settings, fields: readonly Field[]): string[] {
  return fields
    .filter(({ secret }) => secret)
    .map(({ place }) =>
      place.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], settings),
    )
    .filter((value) => typeof value === 'string');
}
