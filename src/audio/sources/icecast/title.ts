import { oneLine } from '../../../domain/text.js';
import { decodeText } from './charset.js';

/** What a station says is on. */
export interface StationTitle {
  /** As it was sent, made safe to show; empty when the station says that nothing is. */
  text: string;
  /** The station's own word for an address, never followed. */
  url?: string;
}

/** Titles longer than this are programme notes. */
const LONGEST = 500;

const STREAM_TITLE = /(?:^|;)\s*StreamTitle\s*=\s*'/i;
const STREAM_URL = /(?:^|;)\s*StreamUrl\s*=\s*'/i;

/**
 * Reads one block. Null when it says nothing of a title, as an advertiser's mark does. Throws when it isn't text of this
 * kind at all: then the stream has lost count, and what passes for sound isn't only sound.
 */
export function parseBlock(block: Uint8Array): StationTitle | null {
  const end = block.indexOf(0);
  const text = decodeText(end < 0 ? block : block.subarray(0, end)).trim();
  if (text === '') return null;
  if (!/^\w{1,40}\s*=/.test(text)) throw new LostCount();
  const title = valueNamed(text, STREAM_TITLE);
  if (title === null) return null;
  const url = oneLine(valueNamed(text, STREAM_URL) ?? '').slice(0, LONGEST);
  return { text: shortened(oneLine(title)), ...(url && { url }) };
}

export class LostCount extends Error {
  constructor() {
    super("the station's titles are out of step with its sound");
  }
}

/**
 * A value may hold apostrophes, even `';`: it ends where another key follows or the block is over. Some servers cut long
 * blocks, so the closing quote may be missing.
 */
function valueNamed(text: string, key: RegExp): string | null {
  const from = key.exec(text);
  if (!from) return null;
  const rest = text.slice(from.index + from[0].length);
  const next = /';\s*[a-z_]\w{0,40}\s*='/i.exec(rest);
  if (next) return rest.slice(0, next.index);
  const value = rest.trimEnd();
  const closed = value.endsWith(';') ? value.slice(0, -1) : value;
  return closed.endsWith("'") ? closed.slice(0, -1) : closed;
}

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text);
