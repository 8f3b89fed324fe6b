import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/config/fields.js';
import { everyProvider, registryOf } from '../../src/wiring/registry.js';
import { registry, schema } from '../support/settings.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

it('holds the providers of every room, unless the world brings its own', async () => {
  expect(await registryOf({})).toEqual(registry);
  const own = { ...registry, models: [] };
  expect(await registryOf({ registry: own })).toBe(own);
});

describe.each(everyProvider(registry))('$title', (provider) => {
  const fields = fieldsOf(schema).filter(({ place }) => place.startsWith(`${provider.name}.`));

  it('stands in the README with the variables that hold its keys', () => {
    const wanted = [provider.name, ...fields.flatMap(({ secret, env }) => (secret ? env.slice(-1) : []))];
    expect(wanted.filter((word) => !readme.toLowerCase().includes(word.toLowerCase()))).toEqual([]);
  });

  it('says what it lacks by variables that there are', () => {
    const readiness = provider.ready(provider.settings.parse({}));
    const named = readiness.ready ? [] : readiness.lacks.match(/\b[A-Z]{3,}(?:_[A-Z]+)+\b/g);
    const known = fields.flatMap(({ env }) => env);
    expect(named).not.toBeNull();
    expect(named?.filter((name) => !known.includes(name))).toEqual([]);
  });
});
