import { Duplex, Transform } from 'node:stream';

/** What servers of the old SHOUTcast kind begin their answer with, where HTTP has its version. */
const ICY = Buffer.from('ICY ');

/** Whether a parser stumbled over such an answer. */
export function isIcyReply(error: unknown): boolean {
  const { code, rawPacket } = error as { code?: string; rawPacket?: unknown };
  return code === 'HPE_INVALID_CONSTANT' && Buffer.isBuffer(rawPacket) && rawPacket.subarray(0, 4).equals(ICY);
}

/** The connection as one of HTTP/1.0: `ICY 200 OK` becomes `HTTP/1.0 200 OK`, all else stays. */
export function asHttp(socket: Duplex): Duplex {
  let begun: Buffer | null = Buffer.alloc(0);
  const rewrite = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!begun) return done(null, chunk);
      begun = Buffer.concat([begun, chunk]);
      if (begun.length < ICY.length) return done();
      const first = begun.subarray(0, ICY.length).equals(ICY)
        ? Buffer.concat([Buffer.from('HTTP/1.0 '), begun.subarray(ICY.length)])
        : begun;
      begun = null;
      done(null, first);
    },
    flush(done) {
      done(null, begun?.length ? begun : undefined);
    },
  });
  socket.once('error', (error) => rewrite.destroy(error));
  socket.once('close', () => rewrite.end());
  socket.pipe(rewrite);
  const both = Duplex.from({ readable: rewrite, writable: socket });
  both.once('close', () => socket.destroy());
  return both;
}
