import type { z } from 'zod';
import type { Clock } from '../domain/ports/clock.js';
import type { ListenKeeper } from '../domain/ports/listens.js';
import type { PlaylistService } from '../domain/ports/playlist.js';
import type { Resolver } from '../domain/ports/resolve.js';
import type { Made, Provider, ProviderTools } from '../net/provider.js';

/** What is known of a service that keeps playlists. */
export interface PlaylistDescriptor<Schema extends z.ZodObject = z.ZodObject> extends Provider<Schema> {
  /** How a user logs in, so that this program may use the account; absent where the settings are enough. */
  login?: LoginDescriptor<Schema>;
  /** Names of the resolvers that tell it by what it calls a track. */
  asks?: readonly string[];
  /** Where it keeps what the user hears as well. */
  listens?: {
    /** Off unless the user says so. */
    wanted(own: z.infer<Schema>): boolean;
    make(own: z.infer<Schema>, tools: ProviderTools): Promise<Made<ListenKeeper>>;
  };
  /** Loads the rest of its folder. */
  make(own: z.infer<Schema>, tools: ProviderTools, account: Account): Promise<Made<PlaylistService>>;
}

/** The user's account at a service. */
export interface Account {
  /** Where the login is kept. */
  file: string;
  /** Those that it asks, as far as they are there and ready. */
  resolvers: readonly Resolver[];
  warn(message: string): void;
}

/** A login by a page that is shown in a browser, which comes back to this machine. */
export interface LoginDescriptor<Schema extends z.ZodObject = z.ZodObject> {
  /** For help: what it is good for, and how long it lasts. */
  summary: string;
  /** The address that the browser comes back to, for a user who has to paste it. */
  returnsTo: string;
  /** Said when the login has been given, with the day of its end. */
  given(end: string): string;
  /** Said when it has been removed from this machine. */
  removed: string;
  logIn(
    own: z.infer<Schema>,
    tools: ProviderTools,
    file: string,
    request: LoginRequest,
    signal: AbortSignal,
  ): Promise<LoggedIn>;
  /** Removes what is kept; false when there was nothing. */
  forget(file: string, clock: Clock): Promise<boolean>;
}

export interface LoginRequest {
  /** Where to wait for the browser; 0 for any free port. */
  port: number;
  /** Milliseconds to wait for the user. */
  patience: number;
  /** For a machine without a browser: resolves to the address that the user's browser ended at. */
  paste?: (signal: AbortSignal) => Promise<string>;
  /** Shows the user the page to log in at. */
  show: (url: string) => void;
}

export interface LoggedIn {
  /** Whose account it is, if the service says so. */
  user: string | undefined;
  endsOn: Date;
}
