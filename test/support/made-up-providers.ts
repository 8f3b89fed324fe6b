import { z } from 'zod';
import type { SampleIdentifier } from '../../src/domain/ports/identify.js';
import type { Resolver } from '../../src/domain/ports/resolve.js';
import type { ModelDescriptor } from '../../src/enrichers/descriptor.js';
import type { NamerDescriptor } from '../../src/namers/descriptor.js';
import { baseUrl } from '../../src/net/base-url.js';
import type { About, ProviderDescriptor, Readiness } from '../../src/net/provider.js';
import type { PlaylistDescriptor } from '../../src/playlists/descriptor.js';
import type { Registry } from '../../src/wiring/registry.js';
import { sampled } from './matches.js';
import { registry } from './settings.js';

/** A provider of each kind, as somebody would add it: all that it is stands here. */
const section = <Name extends string>(name: Name) =>
  z.strictObject({
    token: z
      .string()
      .min(1)
      .optional()
      .meta({ env: [`${name}_TOKEN`], secret: true, dotenv: 'credential' })
      .describe(`Token of ${name}`),
    server: z.string().min(1).default(`${name.toLowerCase()}.example`).meta({ address: true }).describe('Where it is'),
    callsPerSecond: z.number().positive().default(2).meta({ dotenv: 'lower' }).describe('Most calls in a second'),
    model: z.string().min(1).default('parrot-1').describe('Model for names'),
  });
const lacking = (token: string | undefined, name: string): Readiness =>
  token ? { ready: true } : { ready: false, credentials: true, lacks: `Set ${name}_TOKEN: ask its makers.` };
const about: About = {
  group: 'free',
  cost: 'Costs nothing.',
  rate: 'Two calls a second.',
  terms: 'None.',
  setUp: ['Ask its makers for a token.'],
};
const nothing = { close: async () => {} };

const aural: ProviderDescriptor<SampleIdentifier, ReturnType<typeof section>> = {
  name: 'aural',
  title: 'Aural',
  settings: section('AURAL'),
  about,
  ready: ({ token }) => lacking(token, 'AURAL'),
  address: ({ server }) => baseUrl(server, 'the server'),
  make: async () => ({
    provider: {
      kind: 'sample',
      name: 'aural',
      rate: 8000,
      seconds: 12,
      identify: async ({ mixTime }) => [sampled('Named by Aural', mixTime, mixTime, { identifier: 'aural' })],
    },
    ...nothing,
  }),
};
const shelf: ProviderDescriptor<Resolver, ReturnType<typeof section>> = {
  name: 'shelf',
  title: 'Shelf',
  settings: section('SHELF'),
  about,
  ready: ({ token }) => lacking(token, 'SHELF'),
  address: ({ server }) => baseUrl(server, 'the server'),
  make: async () => ({ provider: { name: 'shelf', resolve: async () => null }, ...nothing }),
};
const ear: NamerDescriptor<ReturnType<typeof section>> = {
  name: 'ear',
  title: 'Ear',
  settings: section('EAR'),
  about,
  ready: ({ token }) => lacking(token, 'EAR'),
  submits: ({ model }) => (model === 'deaf' ? { ready: false, lacks: 'Choose another model.' } : { ready: true }),
  address: ({ server }) => baseUrl(server, 'the server'),
  make: async () => ({
    provider: {
      ...{ name: 'ear', title: 'Ear', together: 2 },
      lookUp: async (recordings) =>
        recordings.map(({ duration }) => ({
          title: `Heard for ${Math.round(duration)} s`,
          artists: ['Ear'],
          ids: { ear: 'x' },
        })),
      submit: async (recordings) => recordings.map((_, i) => ({ id: `${i}`, imported: true })),
    },
    ...nothing,
  }),
};
const tapes: PlaylistDescriptor<ReturnType<typeof section>> = {
  name: 'tapes',
  title: 'Tapes',
  settings: section('TAPES'),
  about,
  ready: ({ token }) => lacking(token, 'TAPES'),
  address: ({ server }) => baseUrl(server, 'the server'),
  login: {
    summary: 'Log in to Tapes, for ever.',
    returnsTo: 'http://127.0.0.1/tapes',
    given: (end) => `It ends on ${end}.`,
    removed: 'Nothing is left there.',
    async logIn(_own, _tools, _file, { show }) {
      show('https://tapes.example/login');
      return { user: 'somebody', endsOn: new Date('2030-01-02') };
    },
    forget: async (file) => file.endsWith('tapes.json'),
  },
  make: async () => ({ provider: { name: 'tapes', title: 'Tapes' } as never, ...nothing }),
};
const parrot: ModelDescriptor<ReturnType<typeof section>> = {
  name: 'parrot',
  title: 'Parrot',
  settings: section('PARROT'),
  about,
  madeForSound: true,
  batch: { gives: 'a nut a name', needs: 'set PARROT_TOKEN' },
  ready: ({ token }) => lacking(token, 'PARROT'),
  address: ({ server }) => baseUrl(server, 'the server'),
  make: async () => ({ provider: { text: [], sound: [], batch: [] }, ...nothing }),
};

/** Those of the house and these. */
export const madeUp: Registry = {
  identifiers: [...registry.identifiers, aural],
  resolvers: [...registry.resolvers, shelf],
  namers: [...registry.namers, ear],
  playlists: [...registry.playlists, tapes],
  models: [...registry.models, parrot],
  decks: registry.decks,
};
export const MADE_UP = ['aural', 'shelf', 'ear', 'tapes', 'parrot'] as const;
