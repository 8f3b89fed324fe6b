import { crc32 as zlibCrc32 } from 'node:zlib';
import type { Bands } from '../../../src/identifiers/shazam/peaks.js';
import { json, type Provider, type ProviderRequest, type Reply } from './protocol.js';
import type { Recognised } from './recogniser.js';

export interface ShazamOptions {
  recognise: (peaks: Bands) => Recognised | null;
  /** Calls in a minute that it takes before it locks out. */
  perMinute?: number;
  /** What it asks for between samples that it doesn't know. */
  retryMs?: number;
  now?: () => number;
  /** Endpoints that exist. */
  endpoints?: Array<'tag' | 'match'>;
  /** A reply instead of the right one, by the number of the call. */
  fault?: (call: number) => Reply | undefined;
}

export interface ShazamCall {
  at: number;
  said: string;
  /** Of sound that was asked about. */
  seconds?: number;
}

const UUID = '[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}';
const TAG = new RegExp(
  `^/discovery/v5/[a-z-]+/[A-Z]{2}/(android|iphone|web)/-/tag/${UUID}/${UUID}\\?.*\\bsync=true\\b`,
);
const MATCH = new RegExp(`^/match/v1/en/US/android/${UUID}/${UUID}$`);

/** Shazam as the sheet describes it: checks addresses, bodies, the signature down to its CRC, and counts calls. */
export function shazamServer(options: ShazamOptions): {
  provider: Provider;
  calls: ShazamCall[];
} {
  const calls: ShazamCall[] = [];
  const now = options.now ?? Date.now;
  const tell = (said: string, reply: Reply, seconds?: number): Reply => {
    calls.push({ at: now(), said, ...(seconds !== undefined && { seconds }) });
    return reply;
  };
  const provider = (request: ProviderRequest): Reply => {
    const endpoint = TAG.test(request.url) ? 'tag' : MATCH.test(request.url) ? 'match' : null;
    if (request.method !== 'POST' || endpoint === null) return tell('not found', { status: 404 });
    if (!(options.endpoints ?? ['tag', 'match']).includes(endpoint)) return tell('gone', { status: 404 });
    const recent = calls.filter((call) => call.at > now() - 60_000).length;
    if (options.perMinute !== undefined && recent >= options.perMinute) return tell('throttled', { status: 429 });
    const fault = options.fault?.(calls.length);
    if (fault) return tell('fault', fault);
    let heard: { peaks: Bands; seconds: number };
    try {
      heard = readBody(request, endpoint);
    } catch (error) {
      return tell(`bad: ${(error as Error).message}`, json({ error: (error as Error).message }, 400));
    }
    const found = heard.seconds >= 15 ? null : options.recognise(heard.peaks);
    return tell(
      found ? found.track.title : 'nothing',
      endpoint === 'tag' ? tagReply(found, options.retryMs ?? 6000) : matchReply(found),
      heard.seconds,
    );
  };
  return { provider, calls };
}

function readBody(request: ProviderRequest, endpoint: 'tag' | 'match'): { peaks: Bands; seconds: number } {
  if (request.headers['content-type'] !== 'application/json') throw new Error('content type');
  const body = JSON.parse(request.body.toString()) as Record<string, never>;
  if (typeof body['timezone'] !== 'string') throw new Error('timezone');
  const signature = (endpoint === 'tag' ? body['signature'] : body['signatures']?.[0]) as
    | { uri: string; samplems: number }
    | undefined;
  if (!signature || !Number.isInteger(signature.samplems)) throw new Error('signature');
  // Milliseconds since 1970; SongRec sends their last 32 bits, which the service takes as well.
  const timestamp = Number(body['timestamp'] ?? -1);
  const isTime = Number.isInteger(timestamp) && timestamp >= 0 && (timestamp > 1e12 || timestamp < 2 ** 32);
  if (endpoint === 'tag' && !isTime) throw new Error('timestamp');
  const [head, base64] = signature.uri.split(',') as [string, string];
  if (head !== 'data:audio/vnd.shazam.sig;base64') throw new Error('uri');
  const { peaks, samples } = decodeSignature(Buffer.from(base64, 'base64'));
  if (Math.abs(signature.samplems - (samples / 16_000) * 1000) > 1) throw new Error('samplems');
  return { peaks, seconds: samples / 16_000 };
}

/** The signature's peaks, after checking everything that can be checked. */
function decodeSignature(bytes: Buffer): { peaks: Bands; samples: number } {
  const fail = (what: string): never => {
    throw new Error(`signature: ${what}`);
  };
  if (bytes.length < 56 || bytes.readUInt32LE(0) !== 0xcafe2580) fail('head');
  if (bytes.readUInt32LE(4) !== zlibCrc32(bytes.subarray(8))) fail('CRC');
  if (bytes.readUInt32LE(8) !== bytes.length - 48 || bytes.readUInt32LE(52) !== bytes.length - 48) fail('length');
  if (bytes.readUInt32LE(12) !== 0x94119c00 || bytes.readUInt32LE(44) !== 0x7c0000) fail('version');
  if (bytes.readUInt32LE(28) !== 3 << 27 || bytes.readUInt32LE(48) !== 0x40000000) fail('rate');
  const peaks: Bands = [[], [], [], []];
  let at = 56;
  let lastBand = -1;
  while (at < bytes.length) {
    const band = bytes.readUInt32LE(at) - 0x60030040;
    const length = bytes.readUInt32LE(at + 4);
    if (band <= lastBand || band > 3 || length === 0) fail('bands');
    lastBand = band;
    const end = at + 8 + length;
    if (end > bytes.length) fail('band length');
    let t = 0;
    for (let i = at + 8; i < end; ) {
      if (bytes[i] === 255) {
        t = bytes.readUInt32LE(i + 1);
        i += 5;
        continue;
      }
      t += bytes[i]!;
      peaks[band]!.push({ t, magnitude: bytes.readUInt16LE(i + 1), frequency: bytes.readUInt16LE(i + 3) });
      i += 5;
    }
    at = Math.ceil(end / 4) * 4;
  }
  return { peaks, samples: bytes.readUInt32LE(40) - 3840 };
}

const idOf = (found: Recognised): string =>
  String(700_000_000 + [...found.track.title].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 99_999_989, 7));

function tagReply(found: Recognised | null, retryMs: number): Reply {
  const frame = { location: { accuracy: 0.01 }, timestamp: 1, timezone: 'Europe/London', tagid: 'x' };
  if (!found) return json({ matches: [], ...frame, retryms: retryMs });
  const { title, artist, isrc, album } = found.track;
  const id = idOf(found);
  return json({
    matches: [
      {
        id,
        offset: found.offset,
        timeskew: (found.speed ?? 1) - 1 - 0.00028,
        frequencyskew: (found.speed ?? 1) - 1 + 0.000046,
      },
    ],
    ...frame,
    track: {
      layout: '5',
      type: 'MUSIC',
      key: id,
      title,
      subtitle: artist,
      isrc,
      url: `https://www.shazam.com/track/${id}/x`,
      hub: { type: 'APPLEMUSIC', actions: [{ name: 'apple', type: 'applemusicplay', id: '99' }] },
      sections: [
        {
          type: 'SONG',
          metadata: [
            { title: 'Album', text: album },
            { title: 'Label', text: 'Label' },
            { title: 'Released', text: '2020' },
          ],
        },
        { type: 'LYRICS', text: ['la'] },
      ],
      genres: { primary: 'House' },
    },
  });
}

function matchReply(found: Recognised | null): Reply {
  if (!found) return json({ results: { matches: [], retry: { retryInMilliseconds: 3000 } } });
  const { title, artist } = found.track;
  const id = idOf(found);
  return json({
    results: { matches: [{ id, offset: found.offset, timeskew: 0, frequencyskew: 0 }] },
    resources: {
      'shazam-songs': { [id]: { attributes: { title, artist, webUrl: `https://www.shazam.com/song/${id}` } } },
    },
  });
}
