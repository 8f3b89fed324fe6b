import type { FileHandle } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { SourceError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import { reasonIn } from '../domain/system-words.js';
import { Damage } from './damage.js';
import { openFile } from './open-file.js';

/** What an XML file holds, in its order. Blanks between elements aren't told; entities are resolved already. */
export type XmlEvent =
  | { kind: 'open'; name: string; attributes: XmlAttributes; line: number }
  /** Comes for every element that was opened, also where the file is damaged or breaks off. */
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string };

/** By their names as they stand in the file; it has no prototype, so that no name means anything else. */
export type XmlAttributes = Readonly<Record<string, string | undefined>>;

export interface XmlKind {
  /** The outermost element. */
  root: string;
  /** What such a file is, for people: `rekordbox XML`. */
  title: string;
}

const CHUNK = 256 * 1024;
/** No element's beginning, text or comment is so long, in characters: one that is has no end, and would fill the memory. */
const LONGEST = 4 * 2 ** 20;
/** Folders of playlists lie in each other, but not so many. */
const DEEPEST = 256;
/** A file that is damaged in more places is something else. */
const MOST_DAMAGE = 100_000;

/**
 * An XML file of a DJ program, piece by piece: some hundred or thousand events at a time, since waiting for each one would take
 * longer than reading it. Only the five entities of XML itself and numbers are resolved, never what a file declares. What is
 * damaged is said by warnings, and the rest is read. Throws SourceError where the file can't be read or isn't of that kind.
 */
export async function* readXml(path: string, kind: XmlKind, context: Context): AsyncGenerator<XmlEvent[]> {
  const file = await openFile(path);
  try {
    const parser = new Parser(path, kind, context);
    const buffer = Buffer.allocUnsafe(CHUNK);
    let decoder: TextDecoder | undefined;
    while (!parser.isStopped) {
      context.signal.throwIfAborted();
      const bytes = buffer.subarray(0, await read(file, buffer, path));
      decoder ??= decoderFor(bytes);
      const isEnd = bytes.length === 0;
      const text = decoder.decode(bytes, { stream: !isEnd });
      yield parser.take(text, { isEnd, isLossy: text.includes(LOST) && !bytes.includes(bytesOfLost(decoder)) });
      if (isEnd) break;
    }
  } finally {
    await file.close();
  }
}

async function read(file: FileHandle, buffer: Buffer, path: string): Promise<number> {
  try {
    return (await file.read(buffer, 0, buffer.length, null)).bytesRead;
  } catch (cause) {
    throw new SourceError(`"${path}" can't be read: ${reasonIn(cause)}.`, { cause });
  }
}

/** As the byte order mark says, else the first letter, else the declaration; what nobody knows is read as UTF-8. */
function decoderFor(head: Uint8Array): TextDecoder {
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return new TextDecoder('utf-16le');
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return new TextDecoder('utf-16be');
  const declaration = Buffer.from(head.subarray(0, 200)).toString('latin1');
  const [, name = 'utf-8'] =
    /^(?:\xef\xbb\xbf)?<\?xml [^>]{0,100}?encoding ?= ?["']([\w.:-]{1,40})["']/.exec(declaration) ?? [];
  // It was read just now, so it can't be of two bytes a letter.
  if (/^(?:utf-?16|ucs-?2|unicode)/i.test(name)) return new TextDecoder();
  try {
    return new TextDecoder(name);
  } catch {
    return new TextDecoder();
  }
}

/** What a decoder puts in the place of bytes that it can't read; it may stand in a file as well. */
const LOST = '\ufffd';

function bytesOfLost({ encoding }: TextDecoder): Buffer {
  const wide = Buffer.from(LOST, 'utf16le');
  return encoding === 'utf-16le' ? wide : encoding === 'utf-16be' ? wide.swap16() : Buffer.from(LOST);
}

/** Names of entities that XML itself has, and numbers. Whatever else begins with `&` is a sign that somebody forgot to write as `&amp;`. */
const BARE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});)/gi;
/** The longest that may be cut in two at the end of a piece, with its sign. */
const LONGEST_ENTITY = 10;

class Parser extends SaxesParser {
  readonly #path: string;
  readonly #kind: XmlKind;
  readonly #damage: Damage;
  readonly #open: string[] = [];
  #events: XmlEvent[] = [];
  /** What came of an entity so far, which is read with the next piece. */
  #held = '';
  #sinceEvent = 0;
  #sawRoot = false;
  #saidLossy = false;
  #isEnding = false;
  isStopped = false;

  constructor(path: string, kind: XmlKind, { emit }: Context) {
    super();
    this.#path = path;
    this.#kind = kind;
    this.#damage = new Damage(path, emit);
    this.on('opentag', ({ name, attributes }) => this.#opens(name, attributes as Record<string, string>));
    this.on('closetag', ({ name }) => this.#closes(name));
    this.on('text', (text) => this.#says(text));
    this.on('cdata', (text) => this.#says(text.replaceAll('&amp;', '&')));
    for (const other of ['comment', 'processinginstruction', 'doctype'] as const)
      this.on(other, () => this.#progress());
  }

  take(text: string, { isEnd, isLossy }: { isEnd: boolean; isLossy: boolean }): XmlEvent[] {
    this.#events = [];
    if (isLossy && !this.#saidLossy) {
      this.#saidLossy = true;
      const line = this.line + linesIn(text.slice(0, text.indexOf(LOST)));
      this.#damage.at(line, 'there are letters that are not of the encoding that the file names');
    }
    this.write(this.#whole(text, isEnd));
    this.#sinceEvent += text.length;
    if (isEnd) this.#end();
    else if (this.#sinceEvent > LONGEST) this.#stop(`what begins there doesn't end within ${LONGEST / 2 ** 20} MB`);
    else if (this.#damage.count > MOST_DAMAGE) this.#stop(`it is damaged in more than ${MOST_DAMAGE} places`);
    if (this.isStopped) this.#closeAll();
    if (this.isStopped && !this.#sawRoot) {
      throw new SourceError(`"${this.#path}" is no ${this.#kind.title}: there is no <${this.#kind.root}> in it.`);
    }
    return this.#events;
  }

  /** The parser's own would make an error with its stack of each. */
  override fail(message: string): this {
    if (!this.#isEnding && !this.isStopped) this.#damage.at(this.line, message.replace(/\.$/, ''));
    return this;
  }

  /** With what was held back, and without signs that the parser would take everything up to the next semicolon for a name of. */
  #whole(text: string, isEnd: boolean): string {
    let whole = this.#held + text;
    this.#held = '';
    const sign = whole.lastIndexOf('&');
    if (!isEnd && sign >= 0 && sign > whole.length - LONGEST_ENTITY && !whole.includes(';', sign)) {
      this.#held = whole.slice(sign);
      whole = whole.slice(0, sign);
    }
    return whole.replace(BARE_AMPERSAND, '&amp;');
  }

  #opens(name: string, attributes: Record<string, string>): void {
    this.#progress();
    if (this.isStopped) return;
    if (!this.#sawRoot) this.#begins(name);
    if (this.#open.length >= DEEPEST) {
      this.#stop(`more than ${DEEPEST} elements lie in each other`);
      return;
    }
    for (const key in attributes) attributes[key] = own(attributes[key]!);
    this.#open.push(name);
    this.#events.push({ kind: 'open', name, attributes, line: this.line });
  }

  #begins(name: string): void {
    const { root, title } = this.#kind;
    this.#sawRoot = true;
    if (name === root) return;
    throw new SourceError(
      `"${this.#path}" is no ${title}: it begins with <${own(name.slice(0, 40))}> instead of <${root}>.`,
    );
  }

  #closes(name: string): void {
    this.#progress();
    if (this.isStopped) return;
    this.#open.pop();
    this.#events.push({ kind: 'close', name });
  }

  #says(text: string): void {
    this.#progress();
    if (!this.isStopped && this.#open.length > 0 && /\S/.test(text))
      this.#events.push({ kind: 'text', text: own(text) });
  }

  #progress(): void {
    this.#sinceEvent = 0;
  }

  #end(): void {
    this.#isEnding = true;
    if (this.#open.length > 0) this.#damage.at(this.line, `it breaks off within <${this.#open.at(-1)}>`);
    this.close();
    this.isStopped = true;
  }

  #stop(why: string): void {
    if (this.isStopped) return;
    this.isStopped = true;
    this.#damage.stopped(this.line, why);
  }

  #closeAll(): void {
    for (let name = this.#open.pop(); name !== undefined; name = this.#open.pop()) {
      this.#events.push({ kind: 'close', name });
    }
    this.#damage.end();
  }
}

const linesIn = (text: string): number => text.split('\n').length - 1;

/** What is cut out of a long string keeps all of it in memory, so that a reader's few names would keep the whole file. */
const own = (text: string): string => (text.length < 13 ? text : ` ${text}`.slice(1));
