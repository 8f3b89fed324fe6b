import { fieldsOf } from './fields.js';
import { type Settings, settingsSchema } from './schema.js';

/** The values that nobody else is to read. */
export function secretsIn(settings: Settings): string[] {
  return fieldsOf(settingsSchema)
    .filter(({ secret }) => secret)
    .map(({ place }) =>
      place.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], settings),
    )
    .filter((value) => typeof value === 'string');
}
