import http from 'node:http';
import net from 'node:net';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Gate } from '../../../../src/audio/sources/web/gate.js';
import { type Answer, type Loopback, loopback, loopbackProxy } from '../../../support/loopback.js';
import { stagedWeb } from '../../../support/web.js';

/** 127.0.0.1 plays the public network, 127.0.0.2 the local one. */
let outside: Loopback;
let inside: Loopback;
let answer: Answer;
beforeEach(async () => {
  answer = (request, response) => void response.setHeader('x-asked', request.url).end(`hello ${request.body}`);
  const reply: Answer = (...args) => answer(...args);
  outside = await loopback(reply);
  inside = await loopback(reply, undefined, '127.0.0.2');
  for (const server of [outside, inside]) onTestFinished(() => server.close());
});

async function opened(making: Promise<Gate>): Promise<Gate> {
  const gate = await making;
  onTestFinished(() => gate.close());
  return gate;
}
const gateOf = (options: Parameters<typeof stagedWeb>[0] = {}, reach: 'public' | 'anywhere' = 'public') =>
  opened(stagedWeb(options).gate(reach));

interface Told {
  status: number | undefined;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** What a client of the proxy is told about an address, or through a tunnel to `host:port`. */
function ask(
  gate: Gate,
  path: string,
  more: http.RequestOptions & { auth?: string; body?: string } = {},
): Promise<Told> {
  const { hostname, port, username, password } = new URL(gate.url);
  const { auth = `${username}:${password}`, body, ...options } = more;
  const headers = {
    ...(auth && { 'proxy-authorization': `Basic ${Buffer.from(auth).toString('base64')}` }),
    ...(options.headers as Record<string, string>),
  };
  return new Promise((done, fail) => {
    const request = http.request({ hostname, port, path, agent: false, ...options, headers });
    request.on('error', fail);
    request.on('connect', (reply, socket: net.Socket) => {
      if (reply.statusCode !== 200) return done({ status: reply.statusCode, headers: reply.headers, body: '' });
      let text = '';
      socket.on('data', (chunk) => {
        text += String(chunk);
      });
      socket.on('close', () => done({ status: reply.statusCode, headers: reply.headers, body: text }));
      socket.write('GET /through HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    });
    request.on('response', (reply) => {
      let text = '';
      reply.on('data', (chunk) => {
        text += String(chunk);
      });
      reply.on('error', fail);
      reply.on('end', () => done({ status: reply.statusCode, headers: reply.headers, body: text }));
    });
    request.end(body);
  });
}
const tunnel = (gate: Gate, path: string, more: http.RequestOptions & { auth?: string } = {}) =>
  ask(gate, path, { ...more, method: 'CONNECT' });

describe('the gate for a program that fetches by itself', () => {
  it('lets plain requests and tunnels through to the public network', async () => {
    const gate = await gateOf();
    const plain = await ask(gate, `http://user:pass@public.example:${outside.port}/a?b=1`, {
      method: 'POST',
      body: 'you',
      headers: { 'x-mine': '1', connection: 'x-hop, close', 'x-hop': '1' },
    });
    expect(plain).toMatchObject({ status: 200, body: 'hello you', headers: { 'x-asked': '/a?b=1' } });
    const { headers } = outside.requests[0]!;
    expect(headers).toMatchObject({ host: `public.example:${outside.port}`, 'x-mine': '1' });
    for (const own of ['proxy-authorization', 'x-hop', 'authorization']) expect(headers).not.toHaveProperty(own);
    expect((await tunnel(gate, `public.example:${outside.port}`)).body).toMatch(/^HTTP\/1\.1 200[\s\S]*\/through/);
    expect(gate.refusal()).toBeNull();
  });

  it('lets nothing through to this machine and the local network, and connects to nobody for it', async () => {
    const gate = await gateOf();
    const hosts = ['private.example', '127.0.0.2', '0x7f000002', '2130706434', '127.2', '127.0.0.2.'];
    for (const host of [...hosts, '[::ffff:127.0.0.2]', '[::ffff:0:7f00:2]', '[::1]', '169.254.169.254', '10.0.0.1']) {
      expect((await ask(gate, `http://${host}:${inside.port}/`)).status, host).toBe(403);
      expect((await tunnel(gate, `${host}:${inside.port}`)).status, host).toBe(403);
    }
    expect(gate.refusal()?.message).toMatch(/leads to "private\.example.*--allow-private/);
    expect(inside.connections()).toBe(0);
  });

  it('lets it through where the user means it', async () => {
    for (const gate of [await gateOf({ allowPrivate: true }), await gateOf({}, 'anywhere')]) {
      expect((await ask(gate, `${inside.url}/`)).status).toBe(200);
      expect((await tunnel(gate, `127.0.0.2:${inside.port}`)).status).toBe(200);
    }
  });

  it('connects to the very address that it has judged', async () => {
    const answers = ['127.0.0.1', '127.0.0.2', '127.0.0.2'];
    let asked = 0;
    const gate = await gateOf({
      lookup: (_, options, done) => {
        const address = answers[asked++]!;
        if (options.all) done(null, [{ address, family: 4 }]);
        else done(null, address, 4);
      },
    });
    expect((await tunnel(gate, `rebinding.example:${outside.port}`)).status).toBe(200);
    expect((await tunnel(gate, `rebinding.example:${inside.port}`)).status).toBe(403);
    expect((await ask(gate, `http://rebinding.example:${inside.port}/`)).status).toBe(403);
    expect([asked, inside.connections()]).toEqual([3, 0]);
  });

  it('works for nobody without its password', async () => {
    const gate = await gateOf();
    for (const auth of ['', 'gate:', 'gate:00', `gate:${'0'.repeat(48)}`, `${new URL(gate.url).password}:gate`]) {
      const plain = await ask(gate, `${outside.url}/`, { auth });
      expect(plain.status).toBe(407);
      expect(plain.headers['proxy-authenticate']).toMatch(/^Basic/);
      expect((await tunnel(gate, `127.0.0.1:${outside.port}`, { auth })).status).toBe(407);
    }
    expect(outside.connections()).toBe(0);
    expect((await gateOf()).url).not.toBe(gate.url);
  });

  it('knows http and tunnels, nothing else', async () => {
    const gate = await gateOf();
    const port = outside.port;
    expect((await ask(gate, `ftp://public.example:${port}/`)).status).toBe(403);
    expect((await ask(gate, 'file:///etc/passwd')).status).toBe(403);
    for (const path of ['/', '/etc/passwd', '*']) expect((await ask(gate, path)).status).toBe(400);
    const odd = [`user@public.example:${port}`, 'public.example', `public.example:${port}/x`, '[::1', 'x:999999'];
    for (const path of odd) expect((await tunnel(gate, path)).status, path).toBe(400);
    expect(outside.connections()).toBe(0);
  });

  it('tells what the network fails in', async () => {
    const gate = await gateOf();
    const port = outside.port;
    await outside.close();
    expect((await ask(gate, `http://public.example:${port}/`)).status).toBe(502);
    expect((await tunnel(gate, `public.example:${port}`)).status).toBe(502);
    expect(gate.refusal()).toBeNull();
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['ICY', 'ICY 200 OK\r\n\r\n'],
    ['words', 'no HTTP at all\r\n\r\n'],
    ['a status of 99', 'HTTP/1.1 099 Odd\r\n\r\n'],
    ['a status of 0', 'HTTP/1.1 000 Odd\r\n\r\n'],
    ['another protocol', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
    ['a control sign', 'HTTP/1.1 200 OK\r\nx: \u0001\r\n\r\n'],
    ['no length', 'HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n'],
    ['an endless header', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`],
  ])('tells that a server answers nonsense: %s', async (_, nonsense) => {
    const server = net.createServer((socket) => void socket.on('error', () => {}).end(nonsense));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const gate = await gateOf();
    const { port } = server.address() as net.AddressInfo;
    expect((await ask(gate, `http://127.0.0.1:${port}/`)).status).toBe(502);
    expect((await ask(gate, `${outside.url}/`)).status).toBe(200);
  });

  it('breaks off where a server does, so that a part is never taken for the whole', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('a part');
      setImmediate(() => response.destroy());
    };
    const gate = await gateOf();
    await expect(ask(gate, `${outside.url}/`)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });

  it("goes through the user's own proxy, and judges names before", async () => {
    const proxy = await loopbackProxy('me:secret');
    onTestFinished(() => proxy.close());
    const env = {
      HTTP_PROXY: `http://me:secret@127.0.0.1:${new URL(proxy.url).port}`,
      HTTPS_PROXY: `http://me:secret@127.0.0.1:${proxy.port}`,
    };
    const gate = await gateOf({ env });
    expect((await ask(gate, `${outside.url}/plain`)).status).toBe(200);
    expect(proxy.requests[0]!.url).toBe(`${outside.url}/plain`);
    expect((await tunnel(gate, `127.0.0.1:${outside.port}`)).body).toContain('/through');
    expect(proxy.tunnels).toEqual([`127.0.0.1:${outside.port}`]);
    for (const host of ['private.example', '127.0.0.2']) {
      expect((await ask(gate, `http://${host}:${inside.port}/`)).status).toBe(403);
      expect((await tunnel(gate, `${host}:${inside.port}`)).status).toBe(403);
    }
    expect([proxy.requests.length, proxy.tunnels.length, inside.connections()]).toEqual([1, 1, 0]);
  });

  it('takes all connections with it when it closes', async () => {
    answer = () => {};
    const gate = await gateOf();
    const { hostname, port } = new URL(gate.url);
    const waiting = [
      ask(gate, `${outside.url}/never`).catch(() => 'gone'),
      tunnel(gate, `127.0.0.1:${outside.port}`).then(() => 'gone'),
    ];
    await expect.poll(() => outside.requests.length, { timeout: 60_000 }).toBe(2);
    gate.close();
    expect(await Promise.all(waiting)).toEqual(['gone', 'gone']);
    const refused = await new Promise((done) => {
      net.connect(Number(port), hostname).once('error', (error) => done((error as NodeJS.ErrnoException).code));
    });
    expect(refused).toBe('ECONNREFUSED');
  });
});
