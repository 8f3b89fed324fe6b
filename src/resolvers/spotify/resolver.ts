import type { Resolver } from '../../domain/ports/resolve.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { resolverOf } from '../catalogue.js';
import { askAccounts, SpotifyApi } from './api.js';
import { Catalogue, NAME } from './catalogue.js';
import type { SpotifySettings } from './settings.js';
import { AppToken } from './token.js';

export function createSpotify(settings: SpotifySettings, tools: ProviderTools): Made<Resolver> {
  const api = new SpotifyApi(settings, tools, new AppToken(settings, askAccounts(settings, tools), tools));
  const catalogue = new Catalogue(api, tools, settings.market);
  const provider = resolverOf(NAME, (track, look) => catalogue.lookUp(track, look));
  return { provider, close: () => api.close() };
}
