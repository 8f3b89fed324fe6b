import { gunzipSync } from 'node:zlib';
import { json, type Provider, type ProviderRequest, type Reply } from './protocol.js';

export interface KnownSound {
  fingerprint: string;
  /** Seconds of the file that it was made of. */
  duration: number;
  /** What the service answers about it: its `results`. */
  results: unknown[];
}

export interface AcoustidOptions {
  key: string;
  userKey?: string;
  sounds?: readonly KnownSound[];
  /** Any sound's answer, where `sounds` hasn't got it. */
  know?: (fingerprint: string, duration: number) => unknown[] | undefined;
  /** The limit of one address. */
  perSecond?: number;
  /** Fingerprints that one call may hold, where that isn't the usual number. */
  most?: number;
  /** Looks at a submission until it has been imported. */
  looksUntilImported?: number;
  now?: () => number;
  fault?: (call: number, path: string) => Reply | undefined;
}

export interface AcoustidCall {
  at: number;
  path: string;
  form: URLSearchParams;
  /** What was answered about, and how: 0 for an answer. */
  fingerprints: string[];
  code: number;
}

const STATUS: Record<number, number> = { 5: 500, 13: 503, 14: 429, 18: 404, 19: 413 };
const META = [
  'recordings',
  'recordingids',
  'releases',
  'releasegroups',
  'tracks',
  'compress',
  'usermeta',
  'sources',
  'isrcs',
];

/** What a refusal looks like. Texts vary, and nobody is told how long to wait. */
export const refusal = (code: number, message: string): Reply =>
  json({ status: 'error', error: { code, message } }, STATUS[code] ?? 400);

/** AcoustID's web service as the sheet describes it, under /v2. */
export function acoustidServer(options: AcoustidOptions): {
  provider: Provider;
  calls: AcoustidCall[];
  submitted: Record<string, string>[];
} {
  const { now = Date.now, perSecond = 4, most = 20 } = options;
  const calls: AcoustidCall[] = [];
  const submissions: { fields: Record<string, string>; looks: number }[] = [];

  const answer = (request: ProviderRequest, form: URLSearchParams, path: string, about: string[]): Reply => {
    const fault = options.fault?.(calls.length, path);
    if (fault) return fault;
    const recent = calls.filter(({ at, code }) => code !== 14 && at > now() - 1000);
    if (recent.length >= perSecond) {
      return refusal(14, `rate limit (${perSecond.toFixed(6)} requests per second) exceeded, try again later`);
    }
    if (form.get('format') !== 'json') return refusal(1, 'unknown format');
    if (!form.get('client')) return refusal(2, 'missing required parameter "client"');
    if (form.get('client') !== options.key) return refusal(4, 'invalid API key');
    if (path === '/v2/lookup' && request.method === 'POST') return lookup(form, about);
    if (path === '/v2/submit' && request.method === 'POST') return submit(form);
    if (path === '/v2/submission_status' && request.method === 'GET') return status(form);
    return json({ detail: 'Not Found' }, 404);
  };

  const lookup = (form: URLSearchParams, about: string[]): Reply => {
    for (const word of (form.get('meta') ?? '').split(/[\s+]+/).filter(Boolean))
      if (!META.includes(word)) throw new Error(`The service knows no meta "${word}".`);
    const places = placesIn(form, 'fingerprint');
    if (places.length === 0) return refusal(2, 'missing required parameter "fingerprint"');
    const asked = form.get('batch') === '1' ? places : places.slice(0, 1);
    if (asked.length > most) return refusal(19, 'request entity too large');
    let broken: Reply | null = null;
    const answered = asked.flatMap((place) => {
      const fingerprint = form.get(`fingerprint${place}`)!;
      const duration = form.get(`duration${place}`);
      if (duration === null) broken ??= refusal(2, 'missing required parameter "duration"');
      else if (!/^\d+$/.test(duration) || Number(duration) < 1) broken ??= refusal(8, 'duration must be 1 or more');
      else if (!isFingerprint(fingerprint)) broken ??= refusal(3, 'not a valid fingerprint');
      else {
        about.push(fingerprint);
        return [{ index: place === '' ? null : place.slice(1), results: resultsOf(fingerprint, Number(duration)) }];
      }
      return [];
    });
    // One that is broken vanishes without a word where another isn't.
    if (answered.length === 0) return broken!;
    if (form.get('batch') === '1') return json({ status: 'ok', fingerprints: answered });
    return json({ status: 'ok', results: answered[0]!.results });
  };

  const resultsOf = (fingerprint: string, duration: number): unknown[] => {
    const known = options.sounds?.find((one) => one.fingerprint === fingerprint);
    if (known) return Math.abs(known.duration - duration) <= 7 ? known.results.slice(0, 10) : [];
    return options.know?.(fingerprint, duration) ?? [];
  };

  const submit = (form: URLSearchParams): Reply => {
    if (!form.get('user')) return refusal(2, 'missing required parameter "user"');
    if (form.get('user') !== options.userKey) return refusal(6, 'invalid user API key');
    const told = placesIn(form, 'fingerprint').flatMap((place) => {
      const fields = Object.fromEntries(
        [...form].flatMap(([name, value]) => (name.endsWith(place) ? [[name.slice(0, -place.length), value]] : [])),
      );
      if (!isFingerprint(fields['fingerprint'] ?? '') || !(Number(fields['duration']) >= 1)) return [];
      // Without a name it is dropped without a word.
      if (!fields['mbid'] && !fields['track'] && !fields['artist'] && !fields['album']) return [];
      submissions.push({ fields, looks: 0 });
      return [{ id: submissions.length, status: 'pending', index: place.slice(1) }];
    });
    return json({ status: 'ok', submissions: told });
  };

  const status = (form: URLSearchParams): Reply =>
    json({
      status: 'ok',
      submissions: form.getAll('id').map((id) => {
        const one = submissions[Number(id) - 1];
        if (!one || ++one.looks < (options.looksUntilImported ?? 2)) return { id: Number(id), status: 'pending' };
        return { id: Number(id), status: 'imported', result: { id: 'b1b2b3b4-0000-4000-8000-000000000000' } };
      }),
    });

  return {
    calls,
    get submitted() {
      return submissions.map(({ fields }) => fields);
    },
    provider(request) {
      const url = new URL(request.url, 'http://acoustid');
      const form = formOf(request, url);
      const fingerprints: string[] = [];
      const at = now();
      const reply = form ? answer(request, form, url.pathname, fingerprints) : json({ detail: 'Bad Request' }, 400);
      const code = reply.status === 200 && !reply.trouble ? 0 : codeOf(reply);
      calls.push({ at, path: url.pathname, form: form ?? new URLSearchParams(), fingerprints, code });
      return reply;
    },
  };
}

function codeOf({ body }: Reply): number {
  try {
    return (JSON.parse(String(body)) as { error: { code: number } }).error.code;
  } catch {
    return -1;
  }
}

/** `.0`, `.1` …, in their order; the empty one for a field without a number. */
function placesIn(form: URLSearchParams, name: string): string[] {
  const pattern = new RegExp(`^${name}(\\.\\d+|)$`);
  return [...form.keys()].flatMap((key) => pattern.exec(key)?.[1] ?? []);
}

/** Null for a form that nobody can read. */
function formOf({ method, headers, body }: ProviderRequest, url: URL): URLSearchParams | null {
  if (method === 'GET') return url.searchParams;
  if (!/^application\/x-www-form-urlencoded\b/.test(headers['content-type'] ?? '')) return null;
  if (headers['content-encoding'] === undefined) return new URLSearchParams(body.toString());
  if (headers['content-encoding'] !== 'gzip') return null;
  try {
    return new URLSearchParams(gunzipSync(body).toString());
  } catch {
    return null;
  }
}

/** URL-safe base64 without padding, of the second algorithm, with at least one item. */
function isFingerprint(text: string): boolean {
  if (!/^[A-Za-z0-9_-]{8,}$/.test(text)) return false;
  const bytes = Buffer.from(text, 'base64url');
  return bytes[0] === 1 && bytes.readUIntBE(1, 3) > 0;
}

/** A fingerprint as far as the service's checks go, another one for each number. */
export function madeUpFingerprint(number: number): string {
  const bytes = Buffer.alloc(24);
  bytes[0] = 1;
  bytes.writeUIntBE(100, 1, 3);
  bytes.writeUInt32BE(number + 1, 4);
  bytes.writeUInt32BE(Math.imul(number + 1, 2654435761) >>> 0, 8);
  return bytes.toString('base64url');
}
