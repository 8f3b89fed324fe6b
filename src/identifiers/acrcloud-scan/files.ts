import * as z from 'zod';
import { ProtocolError, QuotaError } from '../../domain/errors.js';
import type { Context } from '../../domain/ports/context.js';
import type { PackedAudio } from '../../domain/ports/pack.js';
import type { HttpRequest } from '../../net/client.js';
import { TransientError } from '../../net/failures.js';
import { fileUpload, multipartUpload } from '../../net/multipart.js';
import { type Console, Missing } from '../acrcloud/console.js';
import { filesSchema, type ScannedFile } from './answer.js';

/** A container, and the region in which its files are asked about. */
export interface Container {
  id: string;
  region: string;
}

/** What is to be scanned: sound that is sent, or an address that the service fetches. */
export type Material = { packed: PackedAudio } | { url: string; isPage: boolean };

const presigned = z.object({
  presigned_url: z.string().regex(/^https?:\/\//),
  key: z.string().min(1).max(1024),
  method: z.enum(['PUT', 'POST']).default('PUT').catch('PUT'),
  headers: z
    .record(z.string(), z.union([z.string(), z.number()]).transform(String))
    .default({})
    .catch({}),
});
const JSON_TYPE = { 'content-type': 'application/json' };
const LISTED = 100;

/** The files of one container. */
export class Files {
  readonly #console: Console;
  readonly #container: Container;
  readonly #title: string;

  constructor(console: Console, container: Container, title: string) {
    this.#console = console;
    this.#container = container;
    this.#title = title;
  }

  /** A file by its name, which nobody else gives one; null where there is none. */
  async named(name: string, context: Context, withResult = false): Promise<ScannedFile | null> {
    const query = { search: name, page: '1', per_page: String(LISTED), with_result: withResult ? '1' : '0' };
    const list = await this.#console.ask(filesSchema, { ...this.#at('/files'), query }, context);
    return list.find((file) => file.name === name) ?? null;
  }

  /** Null where it has gone. A single file isn't always answered as it is, and then the list is. */
  async file(fileId: string, name: string, context: Context): Promise<ScannedFile | null> {
    let found: ScannedFile | undefined;
    try {
      const files = await this.#console.ask(filesSchema, this.#at(`/files/${fileId}`), context);
      found = files.find((file) => file.id === fileId);
    } catch (error) {
      if (!(error instanceof ProtocolError) || error instanceof QuotaError) throw error;
    }
    const isWhole = found && (found.state !== READY || found.results);
    if (isWhole) return found!;
    const listed = await this.named(name, context, true);
    return listed ?? found ?? null;
  }

  /**
   * Sends the sound to where the service wants it, and where that fails, with the call itself. Nothing is charged before
   * `creating`. Which file it has become is told by its name where the answer to that call is lost.
   */
  async add(name: string, material: Material, context: Context, creating: () => void): Promise<ScannedFile> {
    if ('url' in material) {
      const body = { data_type: material.isPage ? 'platforms' : 'audio_url', url: material.url, name };
      return this.#create({ headers: JSON_TYPE, body: JSON.stringify(body) }, name, context, creating);
    }
    const { packed } = material;
    const filename = `${name}.${packed.extension}`;
    const key = await this.#put(filename, packed, context);
    if (key !== null) {
      const body = { data_type: 'audio', key, filename, name };
      return this.#create({ headers: JSON_TYPE, body: JSON.stringify(body) }, name, context, creating);
    }
    const form = multipartUpload(
      { data_type: 'audio', name },
      { name: 'file', fileName: filename, path: packed.path, bytes: packed.bytes },
    );
    return this.#create({ headers: { 'content-type': form.contentType }, body: form.body }, name, context, creating);
  }

  rescan(fileId: string, context: Context): Promise<unknown> {
    return this.#console.send({ ...this.#at(`/files/${fileId}/rescan`), method: 'PUT' }, context);
  }

  /** Harmless where it has gone already. */
  async remove(fileId: string, context: Context): Promise<void> {
    try {
      await this.#console.send({ ...this.#at(`/files/${fileId}`), method: 'DELETE' }, context);
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
    }
  }

  /** The key under which the sound lies at the service's store; null where the store doesn't take it. */
  async #put(filename: string, packed: PackedAudio, context: Context): Promise<string | null> {
    const query = { filename, content_type: packed.contentType };
    // An address of its own for each attempt: it is good for minutes, and only with exactly its headers.
    for (let attempt = 1; attempt <= 2; attempt++) {
      const place = await this.#console.ask(presigned, { ...this.#at('/presigned-upload'), query }, context);
      const { presigned_url: url, method, headers, key } = place;
      try {
        const { status } = await this.#console.put({ url, method, headers, body: fileUpload(packed) }, context);
        if (status >= 200 && status < 300) return key;
      } catch (error) {
        context.signal.throwIfAborted();
        if (!(error instanceof TransientError || error instanceof ProtocolError)) throw error;
      }
    }
    return null;
  }

  /** Made once, however often that is tried: before it is tried again, the list tells whether it was made. */
  async #create(
    request: Pick<HttpRequest, 'headers' | 'body'>,
    name: string,
    context: Context,
    creating: () => void,
  ): Promise<ScannedFile> {
    creating();
    for (let attempt = 1; ; attempt++) {
      try {
        const made = await this.#console.ask(
          filesSchema,
          {
            ...this.#at('/files'),
            method: 'POST',
            headers: request.headers!,
            ...(request.body && { body: request.body }),
          },
          context,
          true,
        );
        const file = made.find((one) => one.name === undefined || one.name === name) ?? made[0];
        if (file) return file;
        throw new ProtocolError(this.#title, `${this.#title} took a file and doesn't say which it has become.`);
      } catch (error) {
        if (context.signal.aborted || !(error instanceof TransientError || error instanceof ProtocolError)) throw error;
        if (error instanceof Missing) throw error;
        const made = await this.named(name, context);
        if (made) return made;
        if (!(error instanceof TransientError) || attempt >= 3)
          throw new NotMade(this.#title, error.message, { cause: error });
      }
    }
  }

  #at(path: string): { region: string; path: string } {
    return { region: this.#container.region, path: `/fs-containers/${this.#container.id}${path}` };
  }
}

/** It is sure that there is no such file: nothing was charged. */
export class NotMade extends ProtocolError {}

/** A scan's states, as far as they have a name. */
export const READY = 1;
export const PROCESSING = 0;
export const NOTHING = -1;
