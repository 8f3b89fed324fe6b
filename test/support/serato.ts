/** Serato's files, written from what is known of their layout, in other words than the program has. */

const wide = (text: string): Buffer =>
  Buffer.from(
    [...text]
      .flatMap((sign) => (sign.length === 1 ? [sign] : [sign[0]!, sign[1]!]))
      .flatMap((half) => [half.charCodeAt(0) >> 8, half.charCodeAt(0) & 255]),
  );
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

export const chunk = (tag: string, data: Buffer | string): Buffer => {
  const bytes = typeof data === 'string' ? wide(data) : data;
  return Buffer.concat([Buffer.from(tag, 'latin1'), u32(bytes.length), bytes]);
};

export const row = (fields: Readonly<Record<string, string | Buffer>>): Buffer =>
  chunk('otrk', Buffer.concat(Object.entries(fields).map(([tag, text]) => chunk(tag, text))));

export const database = (...rows: Buffer[]): Buffer =>
  Buffer.concat([chunk('vrsn', '2.0/Serato Scratch LIVE Database'), ...rows]);

export const crate = (...paths: string[]): Buffer =>
  Buffer.concat([chunk('vrsn', '1.0/Serato ScratchLive Crate'), ...paths.map((ptrk) => row({ ptrk }))]);

/** A play by the numbers of its fields: texts end with a NUL there. */
export const play = (fields: Readonly<Record<number, string | number>>): Buffer =>
  chunk(
    'oent',
    chunk(
      'adat',
      Buffer.concat(
        Object.entries(fields).map(([id, value]) => {
          const isByte = id === '39' || id === '50';
          const data = typeof value === 'string' ? wide(`${value}\0`) : isByte ? Buffer.from([value]) : u32(value);
          return Buffer.concat([u32(Number(id)), u32(data.length), data]);
        }),
      ),
    ),
  );

export const session = (...plays: Buffer[]): Buffer =>
  Buffer.concat([chunk('vrsn', '1.0/Serato Scratch LIVE Review'), ...plays]);
