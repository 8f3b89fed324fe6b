import { createHash } from 'node:crypto';
import { type Part, readForm } from './form.js';
import { json, type Provider, type ProviderRequest, type Reply } from './protocol.js';
import type { Recognised } from './recogniser.js';

export interface AuddOptions {
  token: string;
  recognise: (pcm: Int16Array, rate: number) => Recognised | null;
  /** Calls in any one second. */
  perSecond?: number;
  /** Requests that are paid for; a scanned chunk is one. */
  quota?: number;
  now?: () => number;
  fault?: (call: number) => Reply | undefined;
  /** The sound of an uploaded file of any format. Where it is absent, only WAV is understood. */
  decode?: (file: Buffer) => Promise<{ pcm: Int16Array; rate: number } | null>;
  /** What lies at an address; absent for an account that may not name one. */
  fetchUrl?: (url: string) => Promise<{ pcm: Int16Array; rate: number } | null>;
  /** What is sent in the place of a recognised song. */
  answer?: (found: Recognised, timecode: string) => unknown;
}

export interface AuddCall {
  at: number;
  endpoint: 'standard' | 'enterprise' | 'terms';
  /** 0 for a good answer, -1 for a fault on the way. */
  code: number;
  /** Requests that this call has cost. */
  billed: number;
  /** Sounds that were paid for, so that none is paid for twice unseen. */
  sounds: string[];
  fields: Record<string, string>;
}

const CHUNK = 12;
/** Bytes and seconds that the standard endpoint takes. */
const MOST_BYTES = 10 << 20;
const MOST_SECONDS = 25;
const BLOCKS = ['apple_music', 'spotify', 'deezer', 'napster', 'musicbrainz'];
const STANDARD = ['api_token', 'file', 'url', 'audio', 'return', 'market'];
const ENTERPRISE = [
  ...['api_token', 'file', 'url', 'every', 'skip', 'limit'],
  ...['skip_first_seconds', 'use_timecode', 'accurate_offsets', 'response_type'],
];

interface Sound {
  pcm: Int16Array;
  rate: number;
}

/** AudD as the sheet describes it: both endpoints, told apart by the path that stands for the host. */
export function auddServer(options: AuddOptions): { provider: Provider; calls: AuddCall[]; billed(): number } {
  const calls: AuddCall[] = [];
  const now = options.now ?? Date.now;
  const billed = (): number => calls.reduce((sum, call) => sum + call.billed, 0);
  const provider = async (request: ProviderRequest): Promise<Reply> => {
    const [, endpoint, path] = /^\/(enterprise\/)?(.*)$/.exec(request.url)!;
    const kind = path === 'terms/version' ? 'terms' : endpoint ? 'enterprise' : 'standard';
    const call: AuddCall = { at: now(), endpoint: kind, code: 0, billed: 0, sounds: [], fields: {} };
    calls.push(call);
    const fault = options.fault?.(calls.length - 1);
    if (fault) {
      call.code = -1;
      return fault;
    }
    if (kind === 'terms') return json({ version: '2026-07-07', effective_date: '2026-07-07' });
    if (path !== '') return { status: 404, body: '<html>not found' };
    const form = request.method === 'POST' ? readForm(request) : null;
    for (const [name, { content }] of form ?? []) if (name !== 'file') call.fields[name] = content.toString();
    const asked = { form: form ?? new Map<string, Part>(), call, options };
    const [code, answer] =
      refused(asked, calls, kind) ?? (await (kind === 'standard' ? recognise : scan)(asked, billed));
    call.code = code;
    if (code === 0) return json({ status: 'success', result: answer, ...(kind === 'enterprise' && TIMED) });
    return json(errorBody(code, String(answer), kind));
  };
  return { provider, calls, billed };
}

const TIMED = { execution_time: '159.226763ms' };

export function errorBody(code: number, message = 'words', kind = 'standard', more: object = {}): unknown {
  const params = { api_token: 'k***1' };
  return {
    status: 'error',
    error: { error_code: code, error_message: message },
    ...(kind === 'standard'
      ? { request_params: params, request_api_method: 'recognize', request_http_method: 'POST' }
      : { requested_params: params, ...TIMED }),
    'see api documentation': 'https://docs.audd.example',
    ...more,
  };
}

interface Asked {
  form: Map<string, Part>;
  call: AuddCall;
  options: AuddOptions;
}
type Said = [code: number, answer: unknown];

/** What is wrong before anything is heard. */
function refused({ form, call, options }: Asked, calls: readonly AuddCall[], kind: string): Said | null {
  const { fields } = call;
  const inputs = ['file', 'url', 'audio'].filter((name) => form.has(name));
  if (inputs.length === 0) return [700, "you haven't sent a file via POST"];
  if (inputs.length > 1) return [50, 'one of file, url and audio'];
  if (!fields['api_token']) return [901, 'no api_token passed, and the limit was reached'];
  if (fields['api_token'] !== options.token) return [900, 'the provided api_token is incorrect, invalid, or inactive'];
  const known = kind === 'standard' ? STANDARD : ENTERPRISE;
  const strange = [...form.keys()].find((name) => !known.includes(name));
  if (strange) return [50, `unknown parameter ${strange}`];
  const since = call.at - 1000;
  if (options.perSecond !== undefined && calls.filter((c) => c.at > since && c !== call).length >= options.perSecond) {
    return [611, 'too many requests'];
  }
  return null;
}

async function recognise({ form, call, options }: Asked, billed: () => number): Promise<Said> {
  const { fields } = call;
  const blocks = (fields['return'] ?? '').split(',').filter(Boolean);
  if (blocks.some((name) => !BLOCKS.includes(name))) return [50, 'unknown value of return'];
  if (fields['market'] !== undefined && !/^[a-z]{2}$/.test(fields['market'])) return [50, 'unknown market'];
  const file = form.get('file');
  if (!file) return [602, "can't download"];
  if (!file.fileName) return [700, 'no file name'];
  if (file.content.length > MOST_BYTES) return [400, 'the file is too big'];
  if (options.quota !== undefined && billed() >= options.quota) return [902, 'the limit was reached'];
  const sound = await soundIn(file.content, options);
  if (!sound) return [500, 'incorrect audio file'];
  if (sound.pcm.length / sound.rate > MOST_SECONDS) return [400, 'the file is too long'];
  const heard = sound.pcm.subarray(0, CHUNK * sound.rate);
  if (isSilent(heard) || heard.length < 2 * sound.rate) return [300, "can't generate a fingerprint"];
  call.billed = 1;
  call.sounds = [soundId(heard)];
  const found = options.recognise(heard, sound.rate);
  if (!found) return [0, null];
  const timecode = clockOf(found.offset);
  return [0, options.answer?.(found, timecode) ?? songOf(found, timecode, blocks)];
}

async function scan({ form, call, options }: Asked, billed: () => number): Promise<Said> {
  const { fields } = call;
  const number = (name: string, least: number, usual: number): number => {
    const value = fields[name] === undefined ? usual : /^\d+$/.test(fields[name]) ? Number(fields[name]) : Number.NaN;
    return value >= least ? value : Number.NaN;
  };
  const [every, skip, first] = [number('every', 1, 1), number('skip', 0, 0), number('skip_first_seconds', 0, 0)];
  const limit = number('limit', 1, Number.POSITIVE_INFINITY);
  if ([every, skip, first, limit].some(Number.isNaN)) return [50, 'not a number'];
  if (fields['use_timecode'] !== undefined && fields['skip_first_seconds'] !== undefined) return [50, 'one of both'];
  if (!['true', 'false', undefined].includes(fields['accurate_offsets'])) return [50, 'accurate_offsets'];
  if (fields['url'] !== undefined && !options.fetchUrl) {
    return [904, 'Music Recognition by URL on our enterprise endpoint is only available to paid users.'];
  }
  const file = form.get('file');
  const sound = file ? await soundIn(file.content, options) : await options.fetchUrl!(fields['url']!);
  if (!sound) return file ? [500, 'incorrect audio file'] : [602, "can't download"];
  const { pcm, rate } = sound;
  const chunks: unknown[] = [];
  for (let at = first, i = 0; at * rate < pcm.length && call.billed < limit; at += CHUNK, i++) {
    if (i % (every + skip) >= every) continue;
    if (options.quota !== undefined && billed() >= options.quota) return [902, 'the limit was reached'];
    call.billed++;
    const heard = pcm.subarray(at * rate, (at + CHUNK) * rate);
    call.sounds.push(soundId(heard));
    const found = isSilent(heard) ? null : options.recognise(heard, rate);
    if (!found) continue;
    const turn = chunks.length;
    const rival = { ...songOf(found, '00:10', []), title: `${found.track.title} (Karaoke)`, score: '41' };
    const song = {
      ...songOf(found, clockOf(found.offset), []),
      score: turn % 2 ? 95 : '95',
      isrc: found.track.isrc,
      ...(fields['accurate_offsets'] === 'true' && {
        start_offset: 0,
        end_offset: Math.round((heard.length / rate) * 1000),
      }),
    };
    chunks.push({ songs: turn % 3 === 1 ? [song, rival] : [song], offset: offsetOf(at, turn) });
  }
  return [0, chunks];
}

/** The same facts in the different forms that they are really sent in, turn by turn. */
function songOf({ track }: Recognised, timecode: string, blocks: readonly string[]): Record<string, unknown> {
  const id = createHash('md5').update(track.title).digest('hex').slice(0, 5);
  const all: Record<string, unknown> = {
    apple_music: {
      name: track.title,
      isrc: track.isrc,
      composerName: 'Ada Lovelace, Clara Schumann & Fanny Hensel',
      genreNames: ['House', 'Music'],
      durationInMillis: Math.round((track.seconds ?? track.pcm.length / 16_000) * 1000),
      artwork: { url: 'https://is1.example/thumb/{w}x{h}bb.jpg' },
      previews: [{ url: 'https://audio.example/preview.m4a' }],
      playParams: { id: '1440826582', kind: 'song' },
      url: 'https://music.example/us/album/1?i=1440826582',
    },
    spotify: { id: `spotify${id}`, external_ids: { isrc: track.isrc }, preview_url: 'https://audio.example/p.mp3' },
    musicbrainz: [{ id: '14379ff4-5128-4e0f-8d08-1a4e50f53187', score: '100', isrcs: [track.isrc], tags: null }],
  };
  return {
    timecode,
    artist: track.artist,
    title: track.title,
    album: track.album,
    release_date: '2020-02-03',
    label: 'Label',
    song_link: `https://lis.example/${id}`,
    ...Object.fromEntries(blocks.filter((name) => name in all).map((name) => [name, all[name]])),
  };
}

const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
const clockOf = (seconds: number): string => `${two(seconds / 60)}:${two(seconds % 60)}`;

/** In all three forms, turn by turn. */
function offsetOf(seconds: number, turn: number): string {
  if (turn % 3 === 0) return clockOf(seconds);
  if (turn % 3 === 1) return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  return two(seconds);
}

const isSilent = (pcm: Int16Array): boolean => pcm.every((value) => Math.abs(value) < 8);

function soundId(pcm: Int16Array): string {
  return createHash('sha1')
    .update(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength))
    .digest('hex');
}

async function soundIn(file: Buffer, { decode }: AuddOptions): Promise<Sound | null> {
  return readWav(file) ?? (await decode?.(file)) ?? null;
}

function readWav(bytes: Buffer): Sound | null {
  const isWav = bytes.length >= 44 && bytes.toString('latin1', 0, 4) === 'RIFF';
  if (!isWav || bytes.toString('latin1', 8, 16) !== 'WAVEfmt ' || bytes.readUInt32LE(40) !== bytes.length - 44)
    return null;
  if (bytes.readUInt16LE(20) !== 1 || bytes.readUInt16LE(22) !== 1 || bytes.readUInt16LE(34) !== 16) return null;
  const pcm = new Int16Array((bytes.length - 44) / 2);
  for (let i = 0; i < pcm.length; i++) pcm[i] = bytes.readInt16LE(44 + 2 * i);
  return { pcm, rate: bytes.readUInt32LE(24) };
}
