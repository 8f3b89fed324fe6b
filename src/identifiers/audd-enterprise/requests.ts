import { randomBytes } from 'node:crypto';
import type { Match } from '../../domain/match.js';
import type { PackAudio } from '../../domain/ports/pack.js';
import type { AudioSource } from '../../domain/ports/source.js';
import { isOwnServer } from '../../net/base-url.js';
import { multipartUpload } from '../../net/multipart.js';
import { inMix } from '../whole/stretches.js';
import { runsOf, stretchesOf } from './chunks.js';
import type { Form } from './endpoint.js';
import { chunksIn, matchesOf } from './matches.js';
import { CHUNK } from './settings.js';

/** Far more than a request's chunks take. */
const MOST_BYTES = 100e6;

export interface Request {
  form: Form;
  /** What an answer to it says of the mix. */
  read(result: unknown): Match[];
  /** Of its file. */
  remove(): Promise<void>;
}

/** The chunks alone, one after the other in a file of their own, which is scanned from end to end. */
export async function inFile(
  chunks: readonly number[],
  { source, end, apiToken, pack, signal }: FileOptions,
): Promise<Request> {
  const file = await pack({ source, stretches: stretchesOf(chunks, end), maxBytes: MOST_BYTES, signal });
  const fields = { ...common(apiToken, chunks.length), every: '1', skip: '0' };
  const { path, bytes, extension, contentType: _, remove } = file;
  return {
    form: multipartUpload(fields, { name: 'file', fileName: `mix.${extension}`, path, bytes }),
    // One that goes over a joint begins in the chunk that it is told of.
    read: (result) => matchesOf(chunksIn(result), (told) => inMix(file.stretches, told)[0]),
    remove,
  };
}

interface FileOptions {
  source: AudioSource;
  /** Of the mix. */
  end: number;
  apiToken: string;
  pack: PackAudio;
  signal: AbortSignal;
}

/** Chunks at one distance from each other, of a file that the service fetches itself. */
export function byAddress(chunks: readonly number[], url: string, apiToken: string): Request {
  const [{ first, step, count } = { first: 0, step: 1, count: 0 }] = runsOf(chunks);
  const skipped = first * CHUNK;
  const form = fieldsAlone({
    ...common(apiToken, count),
    ...{ url, every: '1', skip: String(step - 1), skip_first_seconds: String(skipped) },
  });
  return {
    form,
    read(result) {
      const scanned = chunksIn(result);
      // Times are said to count from the file's beginning. One that lies before all that was scanned counts from there.
      const isFromThere = scanned.some(({ offset = skipped }) => offset < skipped);
      const shift = isFromThere ? skipped : 0;
      return matchesOf(scanned, ({ start, end }) => ({ start: start + shift, end: end + shift }));
    },
    remove: async () => {},
  };
}

const common = (apiToken: string, limit: number): Record<string, string> => ({
  api_token: apiToken,
  // Never more than is paid for, whatever it makes of the rest.
  limit: String(limit),
  accurate_offsets: 'true',
});

/** The address of a file that anybody may fetch, and that is what was heard; null for all else. */
export function addressOf({ info }: AudioSource): string | null {
  const { kind, location } = info;
  return kind === 'http' && URL.canParse(location) && !isOwnServer(location) ? location : null;
}

/** A form without a file (RFC 7578). */
function fieldsAlone(fields: Record<string, string>): Form {
  const boundary = `tracklistify-${randomBytes(16).toString('hex')}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return {
    body: Buffer.from(`${parts.join('')}--${boundary}--\r\n`),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}
