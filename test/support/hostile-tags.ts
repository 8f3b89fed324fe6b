/** Tags of any size and number, in every format that has a place for them: small here, and as large as somebody wants. */

const synchsafe = (n: number): Buffer => Buffer.from([(n >> 21) & 127, (n >> 14) & 127, (n >> 7) & 127, n & 127]);
const u32be = (n: number): Buffer => Buffer.from([n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255]);
const u32le = (n: number): Buffer => Buffer.from(u32be(n)).reverse();
const repeat = (count: number, make: (i: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, i) => make(i)));

/** Half a second of an MP3 that nobody has to decode: frames of 128 kbit/s at 44.1 kHz. */
const mp3Frames = (count = 20): Buffer =>
  repeat(count, () => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413)]));

export const id3Frame = (id: string, content: Buffer | string): Buffer => {
  const body = typeof content === 'string' ? Buffer.concat([Buffer.from([3]), Buffer.from(content)]) : content;
  return Buffer.concat([Buffer.from(id), synchsafe(body.length), Buffer.from([0, 0]), body]);
};

/** ID3v2.4 before some MP3. */
export const mp3With = (frames: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(frames);
  return Buffer.concat([Buffer.from('ID3\x04\x00\x00', 'latin1'), synchsafe(body.length), body, mp3Frames()]);
};

const vorbisComments = (comments: readonly string[]): Buffer =>
  Buffer.concat([
    u32le(4),
    Buffer.from('test'),
    u32le(comments.length),
    ...comments.flatMap((comment) => [u32le(Buffer.byteLength(comment)), Buffer.from(comment)]),
  ]);

/** FLAC without a frame of sound. */
export const flacWith = (comments: readonly string[]): Buffer => {
  const block = vorbisComments(comments);
  const info = Buffer.alloc(34);
  info.writeUInt16BE(4096, 0);
  info.writeUInt16BE(4096, 2);
  // 44.1 kHz, stereo, 16 bits.
  Buffer.from([0x0a, 0xc4, 0x42, 0xf0]).copy(info, 10);
  const header = Buffer.from([0x84, (block.length >> 16) & 255, (block.length >> 8) & 255, block.length & 255]);
  return Buffer.concat([Buffer.from('fLaC'), Buffer.from([0, 0, 0, 34]), info, header, block]);
};

/** An APEv2 tag behind some MP3. */
export const apeWith = (items: ReadonlyArray<readonly [key: string, value: string]>): Buffer => {
  const body = Buffer.concat(
    items.flatMap(([key, value]) => [
      u32le(Buffer.byteLength(value)),
      u32le(0),
      Buffer.from(`${key}\0`),
      Buffer.from(value),
    ]),
  );
  const footer = (flags: number): Buffer =>
    Buffer.concat([
      Buffer.from('APETAGEX'),
      u32le(2000),
      u32le(body.length + 32),
      u32le(items.length),
      u32le(flags),
      Buffer.alloc(8),
    ]);
  return Buffer.concat([mp3Frames(), footer(0xa0000000), body, footer(0x80000000)]);
};

const atom = (type: string, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  return Buffer.concat([u32be(body.length + 8), Buffer.from(type, 'latin1'), body]);
};

/** MP4 whose list of tags holds these. */
export const mp4With = (items: readonly Buffer[]): Buffer => {
  const handler = atom('hdlr', Buffer.alloc(8), Buffer.from('mdirappl'), Buffer.alloc(9));
  const meta = atom('meta', Buffer.alloc(4), handler, atom('ilst', Buffer.concat(items)));
  return Buffer.concat([
    atom('ftyp', Buffer.from('M4A \0\0\x02\0isomiso2', 'latin1')),
    atom('moov', atom('udta', meta)),
    atom('mdat', Buffer.alloc(64)),
  ]);
};

export const mp4Text = (type: string, text: string): Buffer =>
  atom(type, atom('data', u32be(1), Buffer.alloc(4), Buffer.from(text)));

/** Boxes in boxes in boxes. */
export const nestedAtoms = (depth: number): Buffer => {
  const heads: Buffer[] = [];
  for (let i = depth; i > 0; i--) heads.push(u32be(i * 8), Buffer.from('moov'));
  return Buffer.concat([atom('ftyp', Buffer.from('M4A \0\0\x02\0isomiso2', 'latin1')), ...heads]);
};

const chunk = (id: string, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from(id), u32le(body.length), body, Buffer.alloc(body.length % 2)]);
};

/** WAV with a `LIST INFO` of these. */
export const wavWith = (items: ReadonlyArray<readonly [id: string, text: string]>): Buffer => {
  const format = Buffer.from([1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0, 2, 0, 16, 0]);
  const info = chunk(
    'LIST',
    Buffer.from('INFO'),
    Buffer.concat(items.map(([id, text]) => chunk(id, Buffer.from(`${text}\0`)))),
  );
  return chunk('RIFF', Buffer.from('WAVE'), chunk('fmt ', format), info, chunk('data', Buffer.alloc(800)));
};

/** An element of Matroska: its id as it is written, its size in eight bytes. */
const element = (id: number[], ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  const size = Buffer.from([1, 0, 0, 0, ...u32be(body.length)]);
  return Buffer.concat([Buffer.from(id), size, body]);
};

/** Matroska that holds nothing but tags. */
export const mkaWith = (tags: ReadonlyArray<readonly [name: string, text: string]>): Buffer => {
  const simple = tags.map(([name, text]) =>
    element([0x67, 0xc8], element([0x45, 0xa3], Buffer.from(name)), element([0x44, 0x87], Buffer.from(text))),
  );
  const target = element([0x63, 0xc0], element([0x68, 0xca], Buffer.from([30])));
  return Buffer.concat([
    element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], Buffer.from('matroska'))),
    element(
      [0x18, 0x53, 0x80, 0x67],
      element([0x12, 0x54, 0xc3, 0x67], element([0x73, 0x73], target, Buffer.concat(simple))),
    ),
  ]);
};

/** Ogg Vorbis whose comments go over as many pages as they need. */
export const oggWith = (comments: readonly string[]): Buffer => {
  const id = Buffer.concat([
    Buffer.from('\x01vorbis'),
    u32le(0),
    Buffer.from([2]),
    u32le(44_100),
    Buffer.alloc(12),
    Buffer.from([0xb8, 1]),
  ]);
  const packet = Buffer.concat([Buffer.from('\x03vorbis'), vorbisComments(comments), Buffer.from([1])]);
  const pages: Buffer[] = [page(id, 2, 0)];
  for (let at = 0, n = 1; at < packet.length; at += 65_025, n++)
    pages.push(page(packet.subarray(at, at + 65_025), at > 0 ? 1 : 0, n));
  return Buffer.concat(pages);
};

function page(data: Buffer, type: number, number: number): Buffer {
  const full = Math.floor(data.length / 255);
  const table = Buffer.from([
    ...Array<number>(Math.min(255, full)).fill(255),
    ...(full < 255 ? [data.length % 255] : []),
  ]);
  return Buffer.concat([
    Buffer.from('OggS\0', 'latin1'),
    Buffer.from([type]),
    Buffer.alloc(8),
    u32le(7),
    u32le(number),
    u32le(0),
    Buffer.from([table.length]),
    table,
    data,
  ]);
}
