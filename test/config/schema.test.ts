import { expect, it } from 'vitest';
import { z } from 'zod';
import { settingsSchema } from '../../src/config/schema.js';
import { modelProviders } from '../../src/enrichers/registry.js';
import { registry, schema } from '../support/settings.js';

const none = { identifiers: [], resolvers: [], namers: [], playlists: [], models: [] };
const owner = (name: string, settings = z.strictObject({ key: z.string().default('of its own') })) => ({
  name,
  title: name,
  settings,
});

it('has a section for each provider, read by the schema of its own descriptor', () => {
  const whole = settingsSchema({ ...none, identifiers: [owner('aural')] }).parse({});
  expect(whole).toMatchObject({ providers: ['auto'], aural: { key: 'of its own' } });
  // DJ programs have no settings.
  const { decks: _, ...providers } = registry;
  expect(Object.keys(schema.parse({}))).toEqual(
    expect.arrayContaining(Object.values(providers).flatMap((all) => all.map(({ name }: { name: string }) => name))),
  );
});

it('asks models in the order of the registry, and about sound those first that were made to listen', () => {
  const { enrich } = settingsSchema({ ...none, models: [...modelProviders, owner('third')] }).parse({});
  expect(enrich.text).toEqual(['openai', 'qwen', 'third']);
  expect(enrich.sound).toEqual(['qwen', 'openai', 'third']);
  expect(enrich.experimentProvider).toBe('qwen');
});

it('sets a service once that does two kinds of work, and lets no two share a name by accident', () => {
  const shared = owner('twice');
  const both = settingsSchema({
    ...none,
    identifiers: [shared],
    resolvers: [{ ...shared }],
    playlists: [{ ...shared }],
  });
  expect(both.parse({ twice: { key: 'x' } })).toMatchObject({ twice: { key: 'x' } });
  for (const name of ['twice', 'output', 'enrich', 'cache']) {
    const clash = { ...none, identifiers: [owner(name)], resolvers: [owner(name)] };
    expect(() => settingsSchema(clash)).toThrow(`settings called "${name}" already`);
  }
});
