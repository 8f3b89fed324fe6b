import * as z from 'zod';
import { ProtocolError } from '../../domain/errors.js';
import type { Context } from '../../domain/ports/context.js';
import type { PackedAudio } from '../../domain/ports/pack.js';
import type { Shelf } from '../../domain/ports/shelf.js';
import { jsonOrUndefined } from '../../domain/text.js';
import type { Track } from '../../domain/track.js';
import { TransientError } from '../../net/failures.js';
import { id as idField } from '../../net/lenient.js';
import { multipartUpload } from '../../net/multipart.js';
import { OWN_ID } from './answer.js';
import { type Console, findPlace, makePlace, noSuchPlace, type Place } from './console.js';

const USUAL_REGION = 'eu-west-1';
const PER_PAGE = 100;
/** A hundred thousand files. */
const MOST_PAGES = 1000;
const ATTEMPTS = 3;

/** What was said of a file when it was put there comes back as it was, or as text. */
const told = z
  .unknown()
  .transform((value) => (typeof value === 'string' ? jsonOrUndefined(value) : value))
  .pipe(z.object({ [OWN_ID]: idField }))
  .catch({});
const file = z.object({ user_defined: told }).transform(({ user_defined }) => user_defined[OWN_ID]);

export interface BucketWanted {
  /** Its number or its name. */
  bucket: string;
  region?: string | undefined;
  /** Makes it where there is none of that name. */
  create: boolean;
}

/**
 * A bucket of the user's own, in which ACRCloud finds what is like the files there. Where there is none it is made, if that is wanted,
 * when the first file is put into it.
 */
export async function openBucket(
  console: Console,
  { bucket, region, create }: BucketWanted,
  context: Context,
): Promise<Shelf> {
  const found = await findPlace(console, 'buckets', bucket, context);
  // A number is given by the console, never by us.
  if (!found && (!create || /^\d+$/.test(bucket))) {
    throw noSuchPlace('bucket', bucket, 'Make it in the console, or by --create.');
  }
  return new Bucket(console, bucket, region ?? USUAL_REGION, found);
}

class Bucket implements Shelf {
  readonly title: string;
  readonly #console: Console;
  readonly #name: string;
  readonly #region: string;
  #place: Place | null;

  constructor(console: Console, name: string, region: string, place: Place | null) {
    this.title = `the bucket "${place?.name ?? name}" of ACRCloud`;
    this.#console = console;
    this.#name = name;
    this.#region = region;
    this.#place = place;
  }

  async published(context: Context): Promise<ReadonlySet<string>> {
    return this.#place ? this.#ids(this.#place, context) : new Set();
  }

  async publish(id: string, track: Track, sound: PackedAudio, context: Context): Promise<void> {
    const title = track.version ? `${track.title} (${track.version})` : track.title;
    const { album, label, isrc } = track;
    const artist = track.artists.join(', ');
    const said = {
      [OWN_ID]: id,
      ...(artist && { artist }),
      ...(album && { album }),
      ...(label && { label }),
      ...(isrc && { isrc }),
    };
    const form = multipartUpload(
      { title, data_type: 'audio', user_defined: JSON.stringify(said) },
      { name: 'file', fileName: `${id}.${sound.extension}`, path: sound.path, bytes: sound.bytes },
    );
    context.spend?.();
    const place = await this.#made(context);
    const request = {
      method: 'POST',
      path: pathOf(place),
      headers: { 'content-type': form.contentType },
      body: form.body,
    };
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#console.send(request, context, true);
        return;
      } catch (error) {
        if (context.signal.aborted || !(error instanceof TransientError || error instanceof ProtocolError)) throw error;
        // It may have been taken, and only the answer was lost: the list knows.
        if ((await this.#ids(place, context)).has(id)) return;
        if (!(error instanceof TransientError) || attempt >= ATTEMPTS) throw error;
      }
    }
  }

  async #made(context: Context): Promise<Place> {
    if (this.#place) return this.#place;
    const body = { name: this.#name, type: 'File', region: this.#region, net_type: 1 };
    this.#place = await makePlace(this.#console, 'buckets', body, context);
    const message =
      `The bucket "${this.#name}" was made in the region ${this.#region}. Only projects and containers that list it ask it: ` +
      'choose it in theirs.';
    context.emit({ type: 'warning', message });
    return this.#place;
  }

  /** Ours among the files that are there. */
  async #ids(place: Place, context: Context): Promise<Set<string>> {
    const ids = new Set<string>();
    for (let page = 1; page <= MOST_PAGES; page++) {
      const query = { page: String(page), per_page: String(PER_PAGE) };
      const list = await this.#console.ask(z.array(file), { path: pathOf(place), query }, context);
      for (const id of list) if (id !== undefined) ids.add(id);
      if (list.length < PER_PAGE) break;
    }
    return ids;
  }
}

const pathOf = ({ id }: Place): string => `/buckets/${id}/files`;
