import { open } from 'node:fs/promises';
import type { IMetadataEvent } from 'music-metadata';
import { rawPath } from '../../files/raw-path.js';
import { BeyondLimit, BoundedFile, liesOfComments, typeOf } from './bounded-file.js';
import { type Beyond, TAG_LIMITS, type TagLimits } from './limits.js';
import { COMMENTS_WITHIN, hasLost, withLost } from './lost-letters.js';

/** The parts of music-metadata's common tags that we keep. */
export interface CommonTags {
  title?: string | undefined;
  artist?: string | undefined;
  artists?: string[] | undefined;
  album?: string | undefined;
  label?: string[] | undefined;
  date?: string | undefined;
  releasedate?: string | undefined;
  year?: number | undefined;
  isrc?: string[] | undefined;
  genre?: string[] | undefined;
  bpm?: number | undefined;
  key?: string | undefined;
  remixer?: string[] | undefined;
  catalognumber?: string[] | undefined;
  albumartist?: string | undefined;
  compilation?: boolean | undefined;
  acoustid_id?: string | undefined;
  musicbrainz_recordingid?: string | undefined;
}

export interface ParsedTags {
  /** Empty when a limit was met, and when the file's tags can't be read. */
  common: CommonTags;
  /** A text was longer than anybody reads. */
  cut: boolean;
  beyond?: Beyond;
  /** What it took. */
  steps: { bytes: number; reads: number; values: number };
}

const TEXTS = [
  ...(['title', 'artist', 'album', 'date', 'releasedate', 'key', 'albumartist'] as const),
  ...(['acoustid_id', 'musicbrainz_recordingid'] as const),
] as const;
const LISTS = ['artists', 'label', 'isrc', 'genre', 'remixer', 'catalognumber'] as const;

/**
 * What a file's tags say, within limits. `onBeyond` is called in the middle of things when one is met: the parser may have
 * work in hand that goes on for long after, and whoever can end it should.
 */
export async function parseTags(
  path: string,
  limits: TagLimits = TAG_LIMITS,
  onBeyond: (beyond: Beyond) => void = () => {},
): Promise<ParsedTags> {
  const { parseBlob } = await import('music-metadata');
  const file = await open(await rawPath(path), 'r');
  try {
    const bounded = new BoundedFile(file, (await file.stat()).size, limits);
    const values = new ValueCount(limits.values, onBeyond);
    const options = { duration: false, skipCovers: true, skipPostHeaders: false, observer: values.note };
    const steps = () => ({ bytes: bounded.bytes, reads: bounded.reads, values: values.count });
    const head = new Uint8Array(await bounded.slice(0, 16).arrayBuffer());
    bounded.type = typeOf(path, head);
    try {
      if (bounded.type === 'audio/flac' && (await liesOfComments(bounded)))
        return { common: {}, cut: false, steps: steps() };
      const { common, native } = await parseBlob(bounded.asBlob(), options);
      if (!values.beyond && sizeOf(native) > limits.all) {
        values.beyond = 'values';
        onBeyond('values');
      }
      if (!values.beyond) {
        const kept = keep(common as CommonTags, limits);
        const isComments = /flac|ogg|opus/.test(bounded.type) && hasLost(kept.common);
        const head = isComments && new Uint8Array(await bounded.slice(0, COMMENTS_WITHIN).arrayBuffer());
        const texts = head ? withLost(kept.common, head) : kept.common;
        return { common: { ...texts, ...fromNative(native) }, cut: kept.cut, steps: steps() };
      }
    } catch (error) {
      // Tags that can't be read aren't a reason to leave the sound out; whether there is sound, decoding tells.
      const beyond = error instanceof BeyondLimit && !isSearching(bounded, error) ? error.beyond : values.beyond;
      if (beyond && !values.beyond) onBeyond(beyond);
      return { common: {}, cut: false, ...(beyond && { beyond }), steps: steps() };
    }
    return { common: {}, cut: false, ...(values.beyond && { beyond: values.beyond }), steps: steps() };
  } finally {
    await file.close();
  }
}

/** In what it takes for MP3 the parser looks for a frame of sound, however far: that is no large tag. */
function isSearching({ type, largest }: BoundedFile, { beyond }: BeyondLimit): boolean {
  return beyond === 'bytes' && type === 'audio/mpeg' && largest < 65_536;
}

/** Counts what the parser takes in, and stops it where there is too much of it. */
class ValueCount {
  count = 0;
  beyond: Beyond | undefined;
  readonly #most: number;
  readonly #onBeyond: (beyond: Beyond) => void;

  constructor(most: number, onBeyond: (beyond: Beyond) => void) {
    this.#most = most;
    this.#onBeyond = onBeyond;
  }

  readonly note = ({ metadata, tag }: IMetadataEvent): void => {
    if (tag.type !== 'common' || ++this.count <= this.#most) return;
    if (!this.beyond) this.#onBeyond('values');
    this.beyond = 'values';
    // The parser compares each new value with all before it; what it has begun with goes on past the error, so there mustn't be many.
    const list = (metadata.common as unknown as Record<string, unknown>)[tag.id];
    if (Array.isArray(list)) list.length = 0;
    throw new BeyondLimit('values');
  };
}

function keep(found: CommonTags, limits: TagLimits): { common: CommonTags; cut: boolean } {
  const common: CommonTags = {};
  let cut = false;
  const text = (value: unknown): string => {
    const whole = String(value);
    if (whole.length <= limits.text) return whole;
    cut = true;
    // Not through a character that takes two.
    return whole.slice(0, limits.text).replace(/[\ud800-\udbff]$/, '');
  };
  for (const key of TEXTS) if (typeof found[key] === 'string') common[key] = text(found[key]);
  for (const key of LISTS) {
    const list = found[key];
    if (Array.isArray(list)) common[key] = list.slice(0, limits.perField).map(text);
  }
  if (typeof found.year === 'number') common.year = found.year;
  if (typeof found.bpm === 'number') common.bpm = found.bpm;
  if (typeof found.compilation === 'boolean') common.compilation = found.compilation;
  return { common, cut };
}

function sizeOf(native: Record<string, unknown[]>): number {
  return Object.values(native).reduce((sum, list) => sum + list.length, 0);
}

/** What the parser's common tags lose: hundredths of a beat, and the key in formats where it has no name of its own. */
function fromNative(native: Record<string, { id: string; value: unknown }[]>): Pick<CommonTags, 'bpm' | 'key'> {
  const found: Pick<CommonTags, 'bpm' | 'key'> = {};
  for (const { id, value } of Object.values(native).flat()) {
    const name = id.replace(/^(TXXX:|----:[^:]*:)/, '').toUpperCase();
    if (name === 'TBPM' || name === 'BPM' || name === 'FBPM') {
      const bpm = Number.parseFloat(String(value).replace(',', '.'));
      // Of several, the one that says most: 127.98 rather than 128.
      if (bpm > 0 && (found.bpm === undefined || !Number.isInteger(bpm))) found.bpm = bpm;
    } else if ((name === 'TKEY' || name === 'INITIALKEY' || name === 'KEY') && typeof value === 'string') {
      found.key ??= value.slice(0, 40);
    }
  }
  return found;
}
