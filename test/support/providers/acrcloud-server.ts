import { createHash, createHmac } from 'node:crypto';
import { readForm } from './form.js';
import { json, type Provider, type ProviderRequest, type Reply } from './protocol.js';
import type { Recognised } from './recogniser.js';

export interface AcrcloudOptions {
  accessKey: string;
  accessSecret: string;
  recognise: (pcm: Int16Array, rate: number) => Recognised | null;
  /** Calls in any one second. */
  perSecond?: number;
  /** Calls that are paid for. */
  quota?: number;
  now?: () => number;
  /** Seconds that a time may be off; nobody knows how many it really takes, but those of the vendor's own clients. */
  mostWrong?: number;
  fault?: (call: number) => Reply | undefined;
  /** Whether the account is told the offsets inside the sample. */
  playedDuration?: boolean;
}

export interface AcrcloudCall {
  at: number;
  code: number;
  /** The sound that was sent, so that nothing is paid for twice unseen. */
  sound: string;
  title?: string;
}

/** What is signed, in this order. */
const FIELDS = ['access_key', 'data_type', 'signature_version', 'timestamp'];
/** The vendor's own samples are wrong by as much as their zone is from UTC. */
const MOST_WRONG = 14 * 3600 + 300;

const status = (code: number, msg: string): unknown => ({ status: { code, msg, version: '1.0' } });

/** ACRCloud as the sheet describes it: checks the form, the key and the signature, counts quota and calls a second. */
export function acrcloudServer(options: AcrcloudOptions): { provider: Provider; calls: AcrcloudCall[] } {
  const calls: AcrcloudCall[] = [];
  const now = options.now ?? Date.now;
  const provider = (request: ProviderRequest): Reply => {
    const at = now();
    const date = { date: new Date(at).toUTCString() };
    const say = (code: number, msg: string, sound = '', more: object = {}): Reply => {
      calls.push({ at, code, sound });
      return json({ ...(status(code, msg) as object), ...more }, 200, date);
    };
    // The client on npm writes two slashes, and the service takes them.
    if (request.method !== 'POST' || !/^\/\/?v1\/identify$/.test(request.url))
      return { status: 404, body: 'not found' };
    const fault = options.fault?.(calls.length);
    if (fault) {
      calls.push({ at, code: -1, sound: '' });
      return { ...fault, headers: { ...date, ...fault.headers } };
    }
    const form = readForm(request);
    if (!form) return say(3002, 'Invalid content type');
    const field = (name: string): string | undefined => form.get(name)?.content.toString();
    const [accessKey, dataType, version, timestamp] = FIELDS.map(field);
    const { content: sample, contentType } = form.get('sample') ?? {};
    if ([...FIELDS, 'signature', 'sample_bytes'].some((name) => !form.has(name)) || !sample) {
      return say(3006, 'Invalid arguments');
    }
    // A file's name may be missing, its kind may not.
    if (contentType !== 'application/octet-stream') return say(3002, 'Invalid content type');
    if (accessKey !== options.accessKey) return say(3001, 'Missing/Invalid Access Key');
    const text = ['POST', '/v1/identify', accessKey, dataType, version, timestamp].join('\n');
    const expected = createHmac('sha1', options.accessSecret).update(text).digest('base64');
    const isNow = Math.abs(at / 1000 - Number(timestamp)) <= (options.mostWrong ?? MOST_WRONG);
    if (field('signature') !== expected || !isNow) return say(3014, 'Invalid Signature');
    if (dataType !== 'audio' || version !== '1') return say(3006, 'Invalid arguments');
    if (Number(field('sample_bytes')) !== sample.length || sample.length >= 5_000_000) {
      return say(3006, 'Invalid arguments');
    }
    if (options.perSecond !== undefined && calls.filter((c) => c.at > at - 1000).length >= options.perSecond) {
      return say(3015, 'Limit exceeded, please upgrade your account');
    }
    const paid = (): number => calls.filter((c) => [0, 1001, 2004].includes(c.code)).length;
    if (options.quota !== undefined && paid() >= options.quota) {
      return say(3003, 'Limit exceeded, please upgrade your account');
    }
    const wav = readWav(sample);
    const sound = createHmac('sha1', '').update(sample).digest('hex');
    if (!wav) return say(2004, "Can't generate fingerprint", sound);
    if (wav.pcm.length / wav.rate > 15) return say(3006, 'Invalid arguments', sound);
    if (wav.pcm.every((v) => Math.abs(v) < 8)) return say(2004, "Can't generate fingerprint", sound);
    const found = options.recognise(wav.pcm, wav.rate);
    if (!found) return say(1001, 'No result', sound);
    const reply = say(0, 'Success', sound, {
      result_type: 0,
      metadata: {
        timestamp_utc: '2026-01-02 03:04:05',
        music: [musicOf(found, wav.pcm.length / wav.rate, calls.length, options.playedDuration ?? true)],
      },
    });
    calls[calls.length - 1]!.title = found.track.title;
    return reply;
  };
  return { provider, calls };
}

/** The same facts in the different forms that they are really sent in, turn by turn. */
function musicOf(
  { track, offset, score }: Recognised,
  seconds: number,
  turn: number,
  playedDuration: boolean,
): unknown {
  const ms = (value: number): string | number =>
    turn % 2 ? String(Math.round(value * 1000)) : Math.round(value * 1000);
  const one = <T>(value: T): T | T[] => (turn % 3 ? value : [value]);
  return {
    acrid: createHash('md5').update(track.title).digest('hex'),
    title: track.title,
    artists: turn % 2 ? [{ name: track.artist }] : [{ langs: [{ code: 'en', name: track.artist }] }],
    album: { name: track.album },
    score: score === undefined ? (turn % 2 ? 100 : '97') : turn % 2 ? score : String(score),
    duration_ms: ms(track.seconds ?? track.pcm.length / 16_000),
    play_offset_ms: ms(offset + seconds),
    ...(playedDuration
      ? {
          sample_begin_time_offset_ms: ms(0),
          sample_end_time_offset_ms: ms(seconds),
          db_begin_time_offset_ms: ms(offset),
          db_end_time_offset_ms: ms(offset + seconds),
        }
      : {}),
    external_ids: { isrc: one(track.isrc), upc: one('000000000017') },
    external_metadata: { spotify: one({ track: { id: 'spotify1' } }), youtube: one({ vid: 'v1' }) },
    genres: [{ name: 'House' }],
    label: 'Label',
    release_date: turn % 2 ? '2020' : '2020-02-03',
  };
}

function readWav(bytes: Buffer): { pcm: Int16Array; rate: number } | null {
  if (bytes.length < 44 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 16) !== 'WAVEfmt ')
    return null;
  if (bytes.readUInt16LE(20) !== 1 || bytes.readUInt16LE(22) !== 1 || bytes.readUInt16LE(34) !== 16) return null;
  const length = bytes.readUInt32LE(40);
  if (length !== bytes.length - 44) return null;
  const pcm = new Int16Array(length / 2);
  for (let i = 0; i < pcm.length; i++) pcm[i] = bytes.readInt16LE(44 + 2 * i);
  return { pcm, rate: bytes.readUInt32LE(24) };
}
