import { chmod, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { AuthenticationError, WriteError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import { reasonIn } from '../../domain/system-words.js';
import { jsonOrUndefined } from '../../domain/text.js';
import { replaceFile } from '../../files/place.js';
import { sweepTemporaries } from '../../files/temporary.js';
import { TITLE } from '../../resolvers/spotify/verdict.js';

/** Epoch milliseconds up to the year 2200: whatever is added to one, it stays a date. */
const moment = z.number().min(0).max(7.26e12);

const loginSchema = z.object({
  clientId: z.string().min(1),
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  expiresAt: moment,
  /** When the user logged in: Spotify counts its six months from here, whatever is refreshed since. */
  authorizedAt: moment,
  scope: z.string(),
});

/** A user's login, as it is kept on disk. */
export type Login = z.infer<typeof loginSchema>;

/** A lock left by a program that was killed is taken over after this long; a refresh takes at most a call's time. */
const STALE_MS = 60_000;
const LOOK_AGAIN_MS = 100;

/** The one file with the user's tokens: readable by its owner only, replaced whole or not at all. */
export class TokenFile {
  readonly path: string;
  readonly #clock: Clock;
  readonly #platform: NodeJS.Platform;

  constructor(path: string, clock: Clock, platform = process.platform) {
    this.path = path;
    this.#clock = clock;
    this.#platform = platform;
  }

  /** Null when nobody has logged in. Throws AuthenticationError for a file that can't be used. */
  async read(): Promise<Login | null> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
      // Copied from elsewhere, or restored from a backup: others may not read it. Windows has no such bits: the folder is the user's.
      if (this.#platform !== 'win32' && ((await stat(this.path)).mode & 0o077) !== 0) await chmod(this.path, 0o600);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new AuthenticationError(TITLE, `Can't read the Spotify login in ${this.path}: ${reasonIn(cause)}.`, {
        cause,
      });
    }
    const parsed = loginSchema.safeParse(jsonOrUndefined(text));
    if (parsed.success) return parsed.data;
    throw new AuthenticationError(
      TITLE,
      `The Spotify login in ${this.path} is damaged. Log in again: tracklistify auth spotify`,
    );
  }

  async write(login: Login): Promise<void> {
    const folder = dirname(this.path);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await sweepTemporaries(folder, this.#clock.now());
      await replaceFile(this.path, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600 });
    } catch (cause) {
      throw new WriteError(`Can't keep the Spotify login in ${this.path}: ${reasonIn(cause)}.`, { cause });
    }
  }

  /** False when there was none. */
  async remove(): Promise<boolean> {
    // A killed run may have left a login under another name.
    await sweepTemporaries(dirname(this.path), this.#clock.now());
    try {
      await rm(this.path);
      return true;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw new WriteError(`Can't remove ${this.path}: ${reasonIn(cause)}.`, { cause });
    }
  }

  /** One program at a time: each refresh ends the refresh token before, so two at once would lose the login. */
  async locked<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const lock = `${this.path}.lock`;
    for (;;) {
      const mine = await open(lock, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return null;
        throw new WriteError(`Can't lock the Spotify login (${lock}): ${reasonIn(error)}.`, { cause: error });
      });
      if (mine) {
        await mine.close();
        break;
      }
      const there = await stat(lock).catch(() => null);
      if (there && this.#clock.now() - there.mtimeMs > STALE_MS) await rm(lock, { force: true });
      else await this.#clock.sleep(LOOK_AGAIN_MS, signal);
    }
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  }
}
