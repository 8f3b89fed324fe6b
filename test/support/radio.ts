import net, { type AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface RawServer {
  url: string;
  /** What was asked, head by head. */
  asked: string[];
}

/** Speaks bytes, not HTTP: servers of radio stations are older than most of its rules. `connection` counts from 1. */
export async function rawServer(serve: (socket: net.Socket, connection: number) => void): Promise<RawServer> {
  const asked: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let head = '';
    socket.on('data', function onData(chunk) {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.removeListener('data', onData);
      asked.push(head);
      serve(socket, asked.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** Sound with the titles mixed in, the first one at once and the others after equal parts; told once, or with every block. */
export function withTitles(sound: Uint8Array, interval: number, titles: readonly string[], repeat = false): Buffer {
  const blocks = Math.floor(sound.length / interval);
  const parts: Uint8Array[] = [];
  let last = '';
  for (let i = 0; i < blocks; i++) {
    parts.push(sound.subarray(i * interval, (i + 1) * interval));
    const title = titles[Math.floor((i * titles.length) / blocks)] ?? '';
    const text = title === last && !repeat ? Buffer.alloc(0) : Buffer.from(`StreamTitle='${title}';`);
    last = title;
    const block = Buffer.alloc(Math.ceil(text.length / 16) * 16);
    text.copy(block);
    parts.push(Buffer.from([block.length / 16]), block);
  }
  parts.push(sound.subarray(blocks * interval));
  return Buffer.concat(parts);
}
