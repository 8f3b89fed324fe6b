import { type Manifest, type Segment as ParsedSegment, Parser } from 'm3u8-parser';
import { FormatError } from '../../../domain/errors.js';
import { oneLine } from '../../../domain/text.js';
import { publicForm, webAddress } from '../web/address.js';
import { type Key, keyFor, mapKey } from './keys.js';
import { type AudioTag, type ScannedTags, type SegmentTags, scanTags } from './tags.js';

/** A stretch of a resource; the whole of it without a range. */
export interface Part {
  url: URL;
  range: { offset: number; length: number } | null;
  key: Key | null;
}

export interface Segment extends Part {
  /** Its media sequence number: what it is known by. */
  number: number;
  /** Seconds, by the playlist's word. */
  duration: number;
  /** What has to stand before it for a decoder. */
  map: Part | null;
  /** Segments of one timeline are of one encoding, with time stamps that go on. */
  timeline: number;
  /** It is known to be missing, and isn't to be asked for. */
  gap: boolean;
  /** When its first sample went out: epoch milliseconds; null when nobody says. */
  wallClock: number | null;
  /** What the broadcaster writes beside its duration; often the song. */
  title: string;
}

/** What a part is known by, also after the playlist is read again. */
export function identityOfPart(part: Part | null): string {
  return part ? `${part.url.href} ${part.range?.offset}+${part.range?.length} ${part.key?.url.href}` : '';
}

export interface MediaPlaylist {
  kind: 'media';
  url: URL;
  segments: Segment[];
  /** The number of the first segment, also where there is none. */
  first: number;
  /** Longest duration of a segment, in seconds. */
  target: number;
  /** Nothing will be added any more. */
  ended: boolean;
  /** It only grows: everything from the beginning is there. */
  growing: boolean;
  /** Seconds from the beginning, or from the end when negative, at which to start; null when it doesn't say. */
  start: number | null;
  /** Seconds from the end that a player shall keep; null when it doesn't say. */
  holdBack: number | null;
}

export interface Variant {
  url: URL;
  bandwidth: number;
  codecs: string[];
  audioGroup: string | null;
}

export interface MasterPlaylist {
  kind: 'master';
  url: URL;
  variants: Variant[];
  audio: AudioTag[];
  /** Variables that its media playlists may import. */
  definitions: Record<string, string>;
}

export type Playlist = MediaPlaylist | MasterPlaylist;

/** A week of six-second ones. Three times as many keep the parser busy for over a second, in which nobody can leave. */
const MOST_SEGMENTS = 100_800;
/** A month: no mix is longer, and no sum of times may get out of hand. */
const LONGEST_SECONDS = 31 * 86_400;
const LONG_LINE = /^#EXT[^\r\n]{1000,}/gm;
/** The sum of their squares: under a second, in which nobody can leave. A hundred advertisement marks of 3,000 letters pass. */
const MOST_EFFORT = 1e9;
const MOST_VARIANTS = 1000;
/** A duration that a broken playlist doesn't give. */
const USUAL_DURATION = 6;
const LONGEST_DURATION = 3600;

const isPlaylist = (text: string): boolean => /^\ufeff?\s*#EXTM3U/.test(text);

/** Reads what came from `url`, which is the address after redirects. Throws FormatError or SourceError in one sentence. */
export function parsePlaylist(text: string, url: URL, definitions: Record<string, string> = {}): Playlist {
  const name = publicForm(url);
  if (!isPlaylist(text)) throw new FormatError(`"${name}" is no HLS playlist: it doesn't begin with #EXTM3U.`);
  refuseLongLines(text, name);
  const scanned = scanTags(text);
  if (scanned.segments.length > MOST_SEGMENTS) {
    throw new FormatError(`"${name}" lists more than ${MOST_SEGMENTS} segments.`);
  }
  const manifest = read(scanned.text, url, definitions);
  const tags = withVariables(scanned, manifest.definitions ?? {});
  if (manifest.playlists?.length) return masterOf(manifest, tags.audio, url);
  return mediaOf(manifest, tags.segments, url);
}

/** Lines that are longer than any that is meant for a player take the parser time that grows by their square. */
function refuseLongLines(text: string, name: string): void {
  let effort = 0;
  for (const [line] of text.matchAll(LONG_LINE)) effort += line.length ** 2;
  if (effort > MOST_EFFORT) throw new FormatError(`"${name}" is no HLS playlist: its lines are far too long.`);
}

function read(text: string, url: URL, definitions: Record<string, string>): Manifest & Extras {
  const parser = new Parser({ uri: url.href, mainDefinitions: definitions } as ConstructorParameters<typeof Parser>[0]);
  try {
    parser.push(text);
    parser.end();
  } catch (cause) {
    throw new FormatError(`"${publicForm(url)}" is a damaged HLS playlist: ${oneLine(String(cause))}.`, { cause });
  }
  return parser.manifest as Manifest & Extras;
}

/** The parser puts EXT-X-DEFINE's values into what it reads itself. */
function withVariables({ segments, audio }: ScannedTags, values: Record<string, string>) {
  const put = <T extends { uri: string | undefined }>(tag: T): T => ({
    ...tag,
    uri: tag.uri?.replace(/\{\$([\w-]+)\}/g, (whole, name) => values[name] ?? whole),
  });
  if (Object.keys(values).length === 0) return { segments, audio };
  return {
    audio: audio.map(put),
    segments: segments.map((s) => ({ ...s, keys: s.keys.map(put), mapKeys: s.mapKeys.map(put) })),
  };
}

/** What the package's types leave out. */
interface Extras {
  definitions?: Record<string, string>;
  start?: { timeOffset?: number };
  serverControl?: { holdBack?: number };
  skip?: { skippedSegments?: number };
}

function masterOf(manifest: Manifest & Extras, audio: AudioTag[], url: URL): MasterPlaylist {
  const variants = (manifest.playlists ?? [])
    .filter((p) => typeof p.uri === 'string' && p.uri !== '')
    .slice(0, MOST_VARIANTS)
    .map((p): Variant => {
      const list = (p.attributes ?? {}) as unknown as Record<string, unknown>;
      const bandwidth = Number(list['BANDWIDTH']);
      const codecs = String(list['CODECS'] ?? '').toLowerCase();
      const group = list['AUDIO'];
      return {
        url: webAddress(p.uri, url),
        bandwidth: Number.isFinite(bandwidth) ? bandwidth : Number.POSITIVE_INFINITY,
        codecs: codecs
          .split(',')
          .map((codec) => codec.trim())
          .filter(Boolean),
        audioGroup: typeof group === 'string' ? group : null,
      };
    });
  return { kind: 'master', url, variants, audio, definitions: manifest.definitions ?? {} };
}

function mediaOf(manifest: Manifest & Extras, tags: readonly SegmentTags[], url: URL): MediaPlaylist {
  const parsed = (manifest.segments ?? []).filter((s) => typeof s.uri === 'string' && s.uri !== '');
  const name = publicForm(url);
  const first = count(manifest.mediaSequence);
  const skipped = count(manifest.skip?.skippedSegments);
  const target =
    within(manifest.targetDuration) ?? parsed.reduce((most, s) => Math.max(most, within(s.duration) ?? 0), 0.001);
  const numberless = { parsed, tags, url, usual: within(manifest.targetDuration) ?? USUAL_DURATION };
  const timeline = count(manifest.discontinuitySequence);
  const segments = segmentsOf(numberless, first + skipped, timeline);
  const total = segments.reduce((sum, { duration }) => sum + duration, 0);
  if (total > LONGEST_SECONDS) throw new FormatError(`"${name}" claims to last for more than a month.`);
  const type = String(manifest.playlistType ?? '').toUpperCase();
  const start = manifest.start?.timeOffset;
  return {
    kind: 'media',
    url,
    segments,
    first,
    target,
    ended: manifest.endList === true || type === 'VOD',
    growing: type === 'EVENT',
    start: typeof start === 'number' && Number.isFinite(start) ? start : null,
    holdBack: within(manifest.serverControl?.holdBack),
  };
}

function segmentsOf(
  list: { parsed: readonly ParsedSegment[]; tags: readonly SegmentTags[]; url: URL; usual: number },
  first: number,
  firstTimeline: number,
): Segment[] {
  /** Where the next range of an address begins that doesn't say so. */
  const ends = new Map<string, number>();
  let timeline = firstTimeline;
  return list.parsed.map((segment, index): Segment => {
    const number = first + index;
    const tag = list.tags[index] ?? NO_TAGS;
    const url = webAddress(segment.uri, list.url);
    if (segment.discontinuity) timeline++;
    const range = tag.range && {
      offset: tag.range.offset ?? ends.get(url.href) ?? 0,
      length: tag.range.length,
    };
    if (range) ends.set(url.href, range.offset + range.length);
    const { programDateTime } = segment as { programDateTime?: number };
    return {
      number,
      url,
      range,
      key: keyFor(tag.keys, number, list.url),
      duration: within(segment.duration) ?? list.usual,
      map: mapOf(segment, tag, list.url),
      timeline,
      gap: tag.gap,
      wallClock: Number.isFinite(programDateTime) ? programDateTime! : null,
      title: titleOf(segment.title),
    };
  });
}

const NO_TAGS: SegmentTags = { gap: false, range: null, keys: [], mapKeys: [] };

function mapOf(segment: ParsedSegment, tag: SegmentTags, base: URL): Part | null {
  const map = segment.map as { uri?: string; byterange?: { offset: number; length: number } } | undefined;
  if (!map?.uri) return null;
  const range = map.byterange ? { offset: map.byterange.offset || 0, length: map.byterange.length } : null;
  return { url: webAddress(map.uri, base), range, key: mapKey(tag.mapKeys, base) };
}

/** Plain, or as a list of attributes, which some radio networks write: `title="…",artist="…"`. */
function titleOf(text: string | undefined): string {
  const { title, artist } = Object.fromEntries(
    [...(text ?? '').matchAll(/\b(title|artist)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  return oneLine((title ? [artist, title].filter(Boolean).join(' - ') : text) ?? '').slice(0, 300);
}

/** A number that can be counted on from; 0 for anything else. */
function count(value: unknown): number {
  return typeof value === 'number' && value >= 0 && value < 2 ** 52 ? Math.floor(value) : 0;
}

function within(seconds: unknown): number | null {
  return typeof seconds === 'number' && seconds > 0 && seconds <= LONGEST_DURATION ? seconds : null;
}
