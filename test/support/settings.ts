import type { Settings } from '../../src/config/schema.js';
import { settingsSchema } from '../../src/config/schema.js';
import { decks } from '../../src/decks/registry.js';
import { modelProviders } from '../../src/enrichers/registry.js';
import { remoteIdentifiers } from '../../src/identifiers/registry.js';
import { namers } from '../../src/namers/registry.js';
import { playlistServices } from '../../src/playlists/registry.js';
import { remoteResolvers } from '../../src/resolvers/registry.js';
import type { Registry } from '../../src/wiring/registry.js';

/** The providers of the house, and their settings. */
export const registry: Registry = {
  identifiers: remoteIdentifiers,
  resolvers: remoteResolvers,
  namers,
  playlists: playlistServices,
  models: modelProviders,
  decks,
};
export const schema = settingsSchema(registry);

/** With the sections that only their own providers read. */
export type WholeSettings = Settings &
  Record<'acrcloud' | 'shazam' | 'spotify' | 'acoustid' | 'openai' | 'qwen', Readonly<Record<string, unknown>>>;
