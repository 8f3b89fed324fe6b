import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { chooseIdentifiers } from '../../src/identifiers/choose.js';

const service = (name: string, more = {}) => ({
  name,
  title: name.toUpperCase(),
  about: { group: 'paid' as const, cost: '', rate: '', terms: '', setUp: [] },
  settings: z.strictObject({}),
  ready: () => ({ ready: true as const }),
  address: () => 'https://example.org',
  ...more,
});
const all = [service('sampler'), service('scanner', { wholeMix: true })];
const chosen = (...names: string[]) => chooseIdentifiers(names, all, {}, []).map(({ name }) => name);

describe('who is asked', () => {
  it('is everyone that is ready, but never by itself one that is handed the whole mix', () => {
    expect(chosen('auto')).toEqual(['sampler']);
    expect(chosen('auto', 'scanner')).toEqual(['sampler', 'scanner']);
    expect(chosen('scanner')).toEqual(['scanner']);
  });
});
