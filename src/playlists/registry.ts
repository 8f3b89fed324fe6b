import type { PlaylistDescriptor } from './descriptor.js';
import { listenbrainz } from './listenbrainz/descriptor.js';
import { spotify } from './spotify/descriptor.js';

/** Services that a playlist can be sent to. A new one is a folder beside these and a line here. */
export const playlistServices: readonly PlaylistDescriptor[] = [spotify, listenbrainz];
