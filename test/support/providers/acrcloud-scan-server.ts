import { randomUUID } from 'node:crypto';
import { readForm } from './form.js';
import { json, type Provider, type ProviderRequest, type Reply } from './protocol.js';

export interface ScanServerOptions {
  token: string;
  containers?: Array<{ id: number; name: string; region: string }>;
  buckets?: Array<{ id: number; name: string; region?: string }>;
  /** What a scan of these bytes finds; null where it finds nothing. */
  results?: (sound: Buffer, file: StoredFile) => unknown;
  /** How a file goes from one look to the next; the last one stays. By default it takes two looks. */
  states?: (file: StoredFile) => readonly number[];
  /** How the answer about one file is wrapped. */
  shape?: 'object' | 'array';
  /** False where the answer about one file leaves the results out. */
  resultsByFile?: boolean;
  resultsInList?: boolean;
  /** The store's address is refused by this status. */
  storeRefuses?: number;
  /** What goes wrong with a call: before anything is done, or when it has been done. */
  fault?: (request: { method: string; path: string; call: number }) => { reply: Reply; done?: boolean } | undefined;
  /** Where the store is reached, as the client is told. */
  url?: () => string;
}

export interface StoredFile {
  id: string;
  name: string;
  cid: string;
  dataType: string;
  sound: Buffer;
  address?: string;
  looks: number;
  rescans: number;
}

export interface BucketFile {
  id: number;
  bucket: number;
  title: string;
  user_defined: Record<string, unknown>;
  sound: Buffer;
}

/** ACRCloud's console as the sheet describes it: containers, files, results, buckets. Strict about the form of every call. */
export function acrcloudScanServer(options: ScanServerOptions) {
  const containers = [...(options.containers ?? [{ id: 101, name: 'mixes', region: 'eu-west-1' }])];
  const buckets = [...(options.buckets ?? [{ id: 8881, name: 'My music', region: 'eu-west-1' }])];
  const files = new Map<string, StoredFile>();
  const bucketFiles: BucketFile[] = [];
  const places = new Map<string, { contentType: string; sound?: Buffer }>();
  /** Every scan that is paid for: by the name of its file. */
  const charged: string[] = [];
  const calls: string[] = [];
  const { resultsByFile = true, resultsInList = true } = options;

  const say = (message: string, status: number): Reply => json({ message, code: status }, status);

  const shown = (file: StoredFile, withResults: boolean): Record<string, unknown> => {
    const states = options.states?.(file) ?? [0, 0, 1];
    const state = states[Math.min(file.looks, states.length - 1)]!;
    const results = state === 1 && withResults ? (options.results?.(file.sound, file) ?? undefined) : undefined;
    return {
      ...{ id: file.id, uid: 7, cid: Number(file.cid), name: file.name, duration: 60, uri: 'audio:file' },
      ...{ data_type: file.dataType, engine: 1, count: 0, total: 0, state, created_at: '', updated_at: '' },
      ...(results === undefined ? {} : { results }),
    };
  };

  const create = (cid: string, name: string, more: Pick<StoredFile, 'dataType' | 'sound'> & { address?: string }) => {
    const file: StoredFile = { id: randomUUID(), name, cid, looks: 0, rescans: 0, ...more };
    files.set(file.id, file);
    charged.push(name);
    return json({ data: shown(file, false) }, 201);
  };

  const addFile = (request: ProviderRequest, cid: string): Reply => {
    if (request.headers['content-type']?.startsWith('multipart/form-data')) {
      const form = readForm(request);
      const part = form?.get('file');
      if (form?.get('data_type')?.content.toString() !== 'audio' || !part?.fileName) return say('bad form', 422);
      return create(cid, form.get('name')?.content.toString() ?? part.fileName, {
        dataType: 'audio',
        sound: part.content,
      });
    }
    const body = JSON.parse(request.body.toString() || '{}');
    if (body.data_type === 'audio_url' || body.data_type === 'platforms') {
      if (!/^https?:\/\//.test(body.url)) return say('The url is invalid', 422);
      return create(cid, body.name ?? body.url, {
        dataType: body.data_type,
        sound: Buffer.alloc(0),
        address: body.url,
      });
    }
    const sound = places.get(body.key)?.sound;
    if (body.data_type !== 'audio' || !sound || typeof body.filename !== 'string') return say('invalid key', 422);
    return create(cid, body.name ?? body.filename, { dataType: 'audio', sound });
  };

  const inContainer = (request: ProviderRequest, cid: string, rest: string, query: URLSearchParams): Reply => {
    const { method } = request;
    const container = containers.find(({ id }) => String(id) === cid);
    const region = /^api-([a-z0-9-]+)\.acrcloud\.com$/.exec(String(request.headers.host))?.[1];
    const wrongPlace = region !== undefined && region !== container?.region;
    if (!container || wrongPlace) return say('Invalid Container', 400);
    if (method === 'GET' && rest === '/presigned-upload') {
      if (!query.get('filename') || !query.get('content_type')) return say('The filename field is required.', 422);
      const key = randomUUID();
      places.set(key, { contentType: query.get('content_type')! });
      const url = `${options.url?.() ?? `https://${request.headers.host}`}/store/${key}?X-Amz-Signature=signed`;
      return json({
        data: { presigned_url: url, key, method: 'PUT', headers: { 'Content-Type': query.get('content_type') } },
      });
    }
    const mine = [...files.values()].filter((file) => file.cid === cid);
    if (rest === '/files' && method === 'POST') return addFile(request, cid);
    if (rest === '/files' && method === 'GET') {
      const found = mine.filter((file) => file.name.includes(query.get('search') ?? ''));
      const page = Number(query.get('page') ?? 1);
      const size = Number(query.get('per_page') ?? 20);
      const withResults = query.get('with_result') === '1';
      if (withResults) for (const file of found) file.looks++;
      const data = found.slice((page - 1) * size, page * size).map((file) => shown(file, withResults && resultsInList));
      return json({ data, links: {}, meta: { current_page: page, per_page: size, total: found.length } });
    }
    const [, fileId, rescan] = /^\/files\/([\w-]+)(\/rescan)?$/.exec(rest) ?? [];
    const file = mine.find(({ id }) => id === fileId);
    if (!file) return say('Not Found', 404);
    if (rescan && method === 'PUT') {
      file.looks = 0;
      file.rescans++;
      return json({ data: {} });
    }
    if (method === 'DELETE') {
      files.delete(file.id);
      return { status: 204 };
    }
    if (method !== 'GET') return say('Method not allowed', 405);
    file.looks++;
    const data = shown(file, resultsByFile);
    return json({ data: options.shape === 'array' ? [data] : data });
  };

  const inBucket = (request: ProviderRequest, id: number, query: URLSearchParams): Reply => {
    if (!buckets.some((bucket) => bucket.id === id)) return say('Not Found', 404);
    const own = bucketFiles.filter((file) => file.bucket === id);
    const shownFile = ({ sound: _, bucket, ...file }: BucketFile) => ({
      ...{ ...file, bucket_id: bucket, uid: 7, acr_id: `acr${file.id}`, state: 1, audio_id: '', duration: 78.52 },
    });
    if (request.method === 'GET') {
      const page = Number(query.get('page') ?? 1);
      const size = Number(query.get('per_page') ?? 20);
      return json({ data: own.slice((page - 1) * size, page * size).map(shownFile) });
    }
    const form = readForm(request);
    const [title, type, told] = ['title', 'data_type', 'user_defined'].map((name) =>
      form?.get(name)?.content.toString(),
    );
    const part = form?.get('file');
    if (request.method !== 'POST' || !title || type !== 'audio' || !part?.fileName) return say('bad form', 422);
    const file = {
      id: bucketFiles.length + 1,
      bucket: id,
      title,
      user_defined: JSON.parse(told ?? '{}'),
      sound: part.content,
    };
    bucketFiles.push(file);
    charged.push(title);
    return json({ data: { ...shownFile(file), state: 0, duration: '78.52' } }, 201);
  };

  const listOf = <T>(all: readonly T[], query: URLSearchParams): Reply => {
    const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 20)];
    return json({ data: all.slice((page - 1) * size, page * size) });
  };

  const handle = (request: ProviderRequest): Reply => {
    const { pathname, searchParams } = new URL(request.url, 'http://server');
    const stored = /^\/store\/([\w-]+)$/.exec(pathname)?.[1];
    if (stored) {
      const place = places.get(stored);
      const { headers } = request;
      const right = place && request.method === 'PUT' && headers['content-type'] === place.contentType;
      if (!right || headers.authorization || options.storeRefuses !== undefined) {
        return { status: options.storeRefuses ?? 403, body: '<Error><Code>SignatureDoesNotMatch</Code></Error>' };
      }
      if (Number(headers['content-length'] ?? request.body.length) !== request.body.length) return say('length', 411);
      place.sound = request.body;
      return { status: 200 };
    }
    if (request.headers.authorization !== `Bearer ${options.token}`) return say('Unauthenticated.', 401);
    if (!String(request.headers.accept).includes('application/json')) return { status: 406, body: 'not acceptable' };
    if (pathname === '/api/fs-containers' && request.method === 'GET') return listOf(containers, searchParams);
    if (pathname === '/api/fs-containers' && request.method === 'POST') {
      const body = JSON.parse(request.body.toString());
      const whole = ['name', 'region', 'audio_type', 'buckets', 'engine', 'policy'].every((key) => key in body);
      if (!whole) return say('The given data was invalid.', 422);
      const made = { id: 900 + containers.length, name: body.name, region: body.region };
      containers.push(made);
      return json({ data: made }, 201);
    }
    const [, cid, rest = ''] = /^\/api\/fs-containers\/([\w-]+)(\/.*)?$/.exec(pathname) ?? [];
    if (cid) return inContainer(request, cid, rest, searchParams);
    if (pathname === '/api/buckets' && request.method === 'GET') return listOf(buckets, searchParams);
    if (pathname === '/api/buckets' && request.method === 'POST') {
      const body = JSON.parse(request.body.toString());
      if (body.type !== 'File' || !body.name || !body.region || body.net_type !== 1) return say('invalid', 422);
      const made = { id: 9000 + buckets.length, name: body.name, region: body.region };
      buckets.push(made);
      return json({ data: made }, 201);
    }
    const bucket = /^\/api\/buckets\/(\d+)\/files$/.exec(pathname)?.[1];
    if (bucket) return inBucket(request, Number(bucket), searchParams);
    return say('Not Found', 404);
  };

  const provider: Provider = (request) => {
    const path = new URL(request.url, 'http://server').pathname;
    calls.push(`${request.method} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*')}`);
    const fault = options.fault?.({ method: request.method, path, call: calls.length });
    if (fault && !fault.done) return fault.reply;
    const reply = handle(request);
    return fault?.reply ?? reply;
  };
  return { provider, files, bucketFiles, buckets, containers, charged, calls };
}

/** What is found in one stretch, in the form of `metadata.music`. */
export const foundMusic = (title: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  acrid: `acr-${title.toLowerCase().replaceAll(' ', '-')}`,
  title,
  artists: [{ name: 'Somebody' }],
  album: { name: 'Album' },
  score: 100,
  duration_ms: 240_000,
  sample_begin_time_offset_ms: 0,
  sample_end_time_offset_ms: 9000,
  db_begin_time_offset_ms: 0,
  db_end_time_offset_ms: 9000,
  ...more,
});
export const at = (offset: number, played: number, result: unknown): unknown => ({
  ...{ offset, played_duration: played, type: 'traverse', result },
});
