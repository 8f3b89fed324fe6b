import { RATE, type Sound } from './sound.js';

export interface Tags {
  title: string;
  artist: string;
  album: string;
  label: string;
  genre: string;
  year: number;
}

/** A WAV file, 16 bits, one channel, with its tags twice: as RIFF INFO, and as ID3v2.4 for names beyond ASCII. */
export function wavFile(sound: Sound, tags?: Tags): Uint8Array {
  const chunks = [...chunk('fmt ', format()), ...chunk('data', samples(sound))];
  if (tags) chunks.push(...chunk('LIST', info(tags)), ...chunk('id3 ', id3(tags)));
  const size = chunks.reduce((sum, part) => sum + part.length, 4);
  return join([ascii('RIFF'), uint32(size), ascii('WAVE'), ...chunks]);
}

function format(): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  view.setUint16(0, 1, true);
  view.setUint16(2, 1, true);
  view.setUint32(4, RATE, true);
  view.setUint32(8, RATE * 2, true);
  view.setUint16(12, 2, true);
  view.setUint16(14, 16, true);
  return new Uint8Array(view.buffer);
}

function samples(sound: Sound): Uint8Array {
  const view = new DataView(new ArrayBuffer(sound.length * 2));
  for (let i = 0; i < sound.length; i++) {
    view.setInt16(i * 2, Math.round(Math.max(-1, Math.min(1, sound[i]!)) * 32_767), true);
  }
  return new Uint8Array(view.buffer);
}

/** A RIFF chunk in pieces: four letters, the length, the content, and a byte more where that is odd. */
function chunk(name: string, content: Uint8Array): Uint8Array[] {
  return [ascii(name), uint32(content.length), content, new Uint8Array(content.length % 2)];
}

function info(tags: Tags): Uint8Array {
  const entries: [string, string][] = [
    ['INAM', tags.title],
    ['IART', tags.artist],
    ['IPRD', tags.album],
    ['IGNR', tags.genre],
    ['ICRD', String(tags.year)],
  ];
  return join([ascii('INFO'), ...entries.flatMap(([name, text]) => chunk(name, utf8(`${text}\0`)))]);
}

function id3(tags: Tags): Uint8Array {
  const frames = [
    frame('TIT2', tags.title),
    frame('TPE1', tags.artist),
    frame('TALB', tags.album),
    frame('TPUB', tags.label),
    frame('TCON', tags.genre),
    frame('TDRC', String(tags.year)),
  ];
  const body = join(frames);
  return join([ascii('ID3'), new Uint8Array([4, 0, 0]), synchsafe(body.length), body]);
}

/** An ID3v2.4 text frame; its first byte, 3, says UTF-8. */
function frame(name: string, text: string): Uint8Array {
  const content = join([new Uint8Array([3]), utf8(text)]);
  return join([ascii(name), synchsafe(content.length), new Uint8Array(2), content]);
}

/** Seven bits a byte, so that a length never looks like the start of MPEG sound (ID3v2.4, section 6.2). */
function synchsafe(length: number): Uint8Array {
  return new Uint8Array([21, 14, 7, 0].map((shift) => (length >> shift) & 0x7f));
}

function uint32(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value, true);
  return new Uint8Array(view.buffer);
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
