import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { AuthenticationError, UsageError } from '../../src/domain/errors.js';
import {
  chooseAsked,
  chooseForSaved,
  chooseResolvers,
  isOffline,
  refuseUnknown,
  wantsLibrary,
} from '../../src/wiring/choose.js';

const service = (name: string, group: 'free' | 'paid', more = {}) => ({
  name,
  title: name.toUpperCase(),
  about: { group, cost: '', rate: '', terms: '', setUp: [] },
  settings: z.strictObject({}),
  ready: () => ({ ready: true as const }),
  address: () => 'https://example.org',
  make: () => Promise.reject(new Error('nobody makes it')),
  ...more,
});
const unready = { ready: () => ({ ready: false as const, credentials: true, lacks: 'Set LEDGER_KEY.' }) };
const identifiers = [
  service('sampler', 'paid'),
  service('scanner', 'paid', { wholeMix: true }),
  service('ear', 'free'),
  service('deaf', 'paid', unready),
];
const resolvers = [
  service('brains', 'free', { open: true }),
  service('shelf', 'free'),
  service('ledger', 'free', unready),
];
const models = [service('parrot', 'paid')];
const namers = [service('filer', 'free')];
const registry = { identifiers, resolvers, namers, models };

describe('who is asked what a mix holds', () => {
  const chosen = (...names: string[]) => chooseAsked(names, identifiers, {}).map(({ name }) => name);

  it('is everyone that is ready, but never by itself one that is handed the whole mix', () => {
    expect(chosen('auto')).toEqual(['sampler', 'ear']);
    expect(chosen('auto', 'scanner')).toEqual(['sampler', 'scanner', 'ear']);
    expect(chosen('scanner')).toEqual(['scanner']);
  });

  it('may be a group, in the order of cost', () => {
    expect(chosen('free')).toEqual(['ear']);
    expect(chosen('paid')).toEqual(['sampler']);
    expect(chosen('paid', 'free')).toEqual(['sampler', 'ear']);
    expect(chosen('offline')).toEqual([]);
    expect(() => chosen('paid', 'deaf')).toThrow(AuthenticationError);
  });

  it('counts the library in where nothing has to be paid', () => {
    expect(['auto', 'free', 'paid', 'offline', 'sampler'].map((name) => wantsLibrary([name]))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    expect([['library'], ['offline', 'library'], ['library', 'ear']].map(isOffline)).toEqual([true, true, false]);
  });
});

describe('who completes what is named', () => {
  const chosen = (...names: string[]) => chooseResolvers(names, resolvers, {}).map(({ name }) => name);

  it('is whom the user has set up; whoever is open to all only where it is asked for', () => {
    expect(chosen('auto')).toEqual(['shelf']);
    expect(chosen('sampler')).toEqual(['shelf']);
    expect(chosen('auto', 'brains')).toEqual(['brains', 'shelf']);
    expect(chosen('free')).toEqual(['brains', 'shelf']);
  });

  it('is nobody where a run keeps off the network', () => {
    expect(chosen('library')).toEqual([]);
    expect(chosen('offline')).toEqual([]);
    expect(chosen('library', 'brains')).toEqual(['brains', 'shelf']);
  });

  it('must be ready where it is named', () => {
    expect(() => chosen('auto', 'ledger')).toThrow("LEDGER isn't ready. Set LEDGER_KEY.");
  });
});

describe('who completes what is saved', () => {
  const enrich = { text: ['parrot'], sound: ['parrot'] } as never;
  const chosen = (list: string[] | undefined, providers = ['auto']) => {
    const found = chooseForSaved(list, registry, { providers, enrich } as never);
    return [found.resolvers.map(({ name }) => name), found.enrich?.text ?? null];
  };

  it('is whoever is set up, and the models, unless a list says otherwise', () => {
    expect(chosen(undefined)).toEqual([['shelf'], ['parrot']]);
    expect(chosen(undefined, ['library', 'brains'])).toEqual([['brains', 'shelf'], ['parrot']]);
    expect(chosen(['free'])).toEqual([['brains', 'shelf'], null]);
    expect(chosen(['auto'])).toEqual([['shelf'], ['parrot']]);
    expect(chosen(['parrot'])).toEqual([[], ['parrot']]);
    expect(chosen(['brains', 'paid'])).toEqual([['brains'], ['parrot']]);
  });

  it('is told when there is nobody of that name, or nobody who can', () => {
    expect(() => chosen(['brians'])).toThrow('did you mean "brains"?');
    expect(() => chosen(['ear'])).toThrow('There is no "ear" that completes tracklists');
    expect(() => chosen(['offline'])).toThrow('Nobody of offline is ready');
    expect(() => chosen(['ledger'])).toThrow(AuthenticationError);
  });
});

it('refuses names that nobody has, with the nearest, and says what a model and a namer of files are for', () => {
  expect(() => refuseUnknown(['auto', 'free', 'library', 'ear', 'brains'], registry)).not.toThrow();
  expect(() => refuseUnknown(['sampelr'], registry)).toThrow('There is no provider "sampelr"; did you mean "sampler"?');
  expect(() => refuseUnknown(['parrot'], registry)).toThrow(UsageError);
  expect(() => refuseUnknown(['parrot'], registry)).toThrow('PARROT can recognise no sound');
  expect(() => refuseUnknown(['filer'], registry)).toThrow('"tracklistify library add DIR --name-by filer"');
});
