import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';

export interface Loopback {
  url: string;
  port: number;
  /** What was asked, in order. */
  requests: Array<{ method: string; url: string; headers: http.IncomingHttpHeaders; body: Buffer }>;
  /** Connections made so far. */
  connections(): number;
  close(): Promise<void>;
}

export type Answer = (
  request: Loopback['requests'][number],
  response: http.ServerResponse,
  count: number,
) => void | Promise<void>;

/** A server on a loopback address that reads each request whole before `answer` says something. */
export async function loopback(
  answer: Answer,
  tls?: { cert: string; key: string },
  host = '127.0.0.1',
): Promise<Loopback> {
  const requests: Loopback['requests'] = [];
  const sockets = new Set<net.Socket>();
  let connections = 0;
  const handler: http.RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const seen = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks),
    };
    requests.push(seen);
    await answer(seen, response, requests.length);
  };
  const server = tls ? https.createServer(tls, handler) : http.createServer(handler);
  server.on('connection', (socket: net.Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://${host}:${port}`,
    port,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A proxy as companies run them: tunnels CONNECT, forwards plain HTTP, and may want a password. */
export async function loopbackProxy(password?: string): Promise<Loopback & { tunnels: string[] }> {
  const tunnels: string[] = [];
  const expected = password && `Basic ${Buffer.from(password).toString('base64')}`;
  const base = await loopback((request, response) => {
    if (expected && request.headers['proxy-authorization'] !== expected) {
      response.writeHead(407).end();
      return;
    }
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const onward = http.request(request.url, { method: request.method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.end(request.body);
  });
  const server = http.createServer();
  server.on('connect', (request: http.IncomingMessage, socket: net.Socket, head: Buffer) => {
    if (expected && request.headers['proxy-authorization'] !== expected) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    tunnels.push(request.url ?? '');
    const port = Number(request.url?.split(':')[1]);
    const onward = net.connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => socket.destroy());
  });
  const tunnelling = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  return {
    ...base,
    tunnels,
    port: tunnelling,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await base.close();
    },
  };
}
