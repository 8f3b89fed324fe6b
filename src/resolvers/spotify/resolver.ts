import type { Resolver } from '../../domain/ports/resolve.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { askAccounts, SpotifyApi } from './api.js';
import { Catalogue, NAME } from './catalogue.js';
import type { SpotifySettings } from './settings.js';
import { AppToken } from './token.js';

export function createSpotify(settings: SpotifySettings, tools: ProviderTools): Made<Resolver> {
  const api = new SpotifyApi(settings, tools, new AppToken(settings, askAccounts(settings, tools), tools));
  const catalogue = new Catalogue(api, tools, settings.market);
  const provider: Resolver = {
    name: NAME,
    async resolve(track, context) {
      const found = await catalogue.lookUp(track, context);
      if (!found) return null;
      const { title: _, ...facts } = found.track;
      // Facts of a track that is contradicted aren't the facts of what was heard.
      return { track: found.agreement >= 0.5 ? facts : {}, agreement: found.agreement };
    },
  };
  return { provider, close: () => api.close() };
}
