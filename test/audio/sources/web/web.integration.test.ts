import net, { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createBrotliCompress, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Web, WebAnswer } from '../../../../src/audio/sources/web/web.js';
import { type Answer, type Loopback, loopback, loopbackProxy } from '../../../support/loopback.js';
import { stagedWeb } from '../../../support/web.js';

const signal = new AbortController().signal;
async function serve(answer: Answer, host?: string): Promise<Loopback> {
  const server = await loopback(answer, undefined, host);
  onTestFinished(() => server.close());
  return server;
}
const get = (web: Web, url: string, options: object = {}): Promise<WebAnswer> =>
  web.open({ url: new URL(url), reach: 'anywhere', signal, ...options });
const bodyOf = async ({ body }: WebAnswer): Promise<string> => {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString();
};

describe('fetching', () => {
  it('follows redirects and says where it ended', async () => {
    const server = await serve((r, s) => {
      if (r.url === '/a') s.writeHead(302, { location: '/b?x=1' }).end();
      else s.end('here');
    });
    const answer = await get(stagedWeb(), `${server.url}/a`);
    expect(answer.url.href).toBe(`${server.url}/b?x=1`);
    expect(await bodyOf(answer)).toBe('here');
  });

  it('refuses a redirect to another protocol', async () => {
    const server = await serve((_, s) => void s.writeHead(302, { location: 'file:///etc/passwd' }).end());
    await expect(get(stagedWeb(), server.url)).rejects.toThrow(/file:\/\/\/etc\/passwd.*refused/);
  });

  it('gives up a circle of redirects', async () => {
    const server = await serve((_, s) => void s.writeHead(307, { location: '/' }).end());
    await expect(get(stagedWeb(), server.url)).rejects.toThrow(/in a circle/);
  });

  it.each([
    [404, /doesn't exist \(HTTP 404\)/, false],
    [403, /refused to us/, false],
    [401, /user name and password/, false],
    [503, /in trouble/, true],
    [429, /too often/, true],
  ])('says of HTTP %s what it means', async (status, message, passing) => {
    const server = await serve((_, s) => void s.writeHead(status).end('<html>no</html>'));
    const opened = get(stagedWeb(), `${server.url}/x.mp3?secret=1`);
    await expect(opened).rejects.toThrow(message);
    await expect(opened).rejects.toMatchObject({ passing });
    await expect(opened).rejects.not.toThrow(/secret/);
  });

  it('says that nothing serves there', async () => {
    const server = await serve(() => {});
    await server.close();
    await expect(get(stagedWeb(), server.url)).rejects.toThrow(/refuses connections/);
  });

  it('logs in by what the address says, on its own host only', async () => {
    const other = await serve((_, s) => void s.end('other'));
    const server = await serve((_, s) => void s.writeHead(302, { location: other.url }).end());
    await get(stagedWeb(), server.url.replace('//', '//me:pass%20word@'));
    expect(server.requests[0]!.headers.authorization).toBe(`Basic ${btoa('me:pass word')}`);
    expect(other.requests[0]!.headers.authorization).toBeUndefined();
  });

  it('takes a percent sign in a user part that stands for nothing as it is, also in a redirect', async () => {
    const server = await serve((r, s) => {
      if (r.url === '/a') s.writeHead(302, { location: `http://50%:%ff@${r.headers.host}/b` }).end();
      else s.end('here');
    });
    expect(await bodyOf(await get(stagedWeb(), `${server.url.replace('//', '//100%:%zz@')}/a`))).toBe('here');
    expect(server.requests.map((r) => r.headers.authorization)).toEqual([
      `Basic ${btoa('100%:%zz')}`,
      `Basic ${btoa('50%:%ff')}`,
    ]);
  });

  it.each([
    ['announced and packed', { 'content-encoding': 'gzip' }, gzipSync('some sound')],
    ['announced and not packed', { 'content-encoding': 'gzip' }, Buffer.from('some sound')],
    ['packed and not announced', {}, gzipSync('some sound')],
    ['brotli that is none', { 'content-encoding': 'br' }, Buffer.from('#EXTM3U')],
  ])('unpacks what is packed: %s', async (_, headers, bytes) => {
    const server = await serve((_r, s) => void s.writeHead(200, headers).end(bytes));
    expect(['some sound', '#EXTM3U']).toContain(await bodyOf(await get(stagedWeb(), server.url)));
    expect(server.requests[0]!.headers['accept-encoding']).toBe('identity');
  });

  it('unpacks brotli', async () => {
    const packer = createBrotliCompress();
    packer.end('some sound');
    const bytes = await buffer(packer);
    const server = await serve((_, s) => void s.writeHead(200, { 'content-encoding': 'br' }).end(bytes));
    expect(await bodyOf(await get(stagedWeb(), server.url))).toBe('some sound');
  });

  it('tells a connection that breaks in the middle', async () => {
    const server = await serve((_, s) => {
      s.writeHead(200, { 'content-length': 1000 });
      s.write('half', () => s.socket!.destroy());
    });
    const answer = await get(stagedWeb(), server.url);
    await expect(bodyOf(answer)).rejects.toMatchObject({ passing: true, message: expect.stringMatching(/closed/) });
  });

  it('ends a wait for a server that says nothing', async () => {
    const server = await serve(() => {});
    await expect(get(stagedWeb({ headersMs: 50 }), server.url)).rejects.toThrow(/sent no answer within 0.05 s/);
  });

  it('ends a wait for a server that stops in the middle', async () => {
    const server = await serve((_, s) => void s.writeHead(200).write('half'));
    const answer = await get(stagedWeb({ idleMs: 50 }), server.url);
    await expect(bodyOf(answer)).rejects.toThrow(/stopped sending for 0.05 s/);
  });

  it('stops when it is told to', async () => {
    const server = await serve((_, s) => void s.writeHead(200).write('half'));
    const controller = new AbortController();
    const answer = await stagedWeb().open({ url: new URL(server.url), reach: 'anywhere', signal: controller.signal });
    const reading = bodyOf(answer);
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });

  it('understands the old radio protocol', async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.write('IC');
        setImmediate(() => socket.end('Y 200 OK\r\nicy-name:Grün\r\nicy-metaint:8192\r\n\r\nsound'));
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const answer = await get(stagedWeb(), `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    expect(answer.headers.get('icy-metaint')).toBe('8192');
    expect(answer.headers.get('icy-name')).toBe('Grün');
    expect(await bodyOf(answer)).toBe('sound');
  });
});

describe('what a public address leads to', () => {
  const port = (server: Loopback): string => String(server.port);

  it('may be public, but not private', async () => {
    const inside = await serve((_, s) => void s.end('inside'), '127.0.0.2');
    const web = stagedWeb();
    const outside = await serve((r, s) => {
      if (r.url === '/redirect') s.writeHead(302, { location: `http://127.0.0.2:${port(inside)}/` }).end();
      else if (r.url === '/named') s.writeHead(302, { location: `http://private.example:${port(inside)}/` }).end();
      else s.end('list');
    });
    const { reach } = await get(web, outside.url);
    expect(reach).toBe('public');
    await expect(get(web, `${outside.url}/x`, { reach })).resolves.toBeDefined();
    await expect(get(web, `http://127.0.0.2:${port(inside)}/`, { reach })).rejects.toThrow(/--allow-private/);
    await expect(get(web, `http://private.example:${port(inside)}/`, { reach })).rejects.toThrow(/--allow-private/);
    await expect(get(web, `${outside.url}/redirect`)).rejects.toThrow(/--allow-private/);
    await expect(get(web, `${outside.url}/named`)).rejects.toThrow(/--allow-private/);
    expect(inside.requests).toHaveLength(0);
  });

  it('may be private where that is allowed', async () => {
    const inside = await serve((_, s) => void s.end('inside'), '127.0.0.2');
    const outside = await serve(
      (_, s) => void s.writeHead(302, { location: `http://127.0.0.2:${port(inside)}/` }).end(),
    );
    const answer = await get(stagedWeb({ allowPrivate: true }), outside.url);
    expect(await bodyOf(answer)).toBe('inside');
    expect(answer.reach).toBe('anywhere');
  });

  it('may be anything for a private address that the user named', async () => {
    const inside = await serve((_, s) => void s.end('inside'), '127.0.0.2');
    const { reach } = await get(stagedWeb(), `http://private.example:${port(inside)}/`);
    expect(reach).toBe('anywhere');
  });

  it('is judged by its name behind a proxy, which may be private itself', async () => {
    const proxy = await loopbackProxy();
    onTestFinished(() => proxy.close());
    const server = await serve((_, s) => void s.end('through'));
    const web = stagedWeb({
      env: { HTTP_PROXY: `http://127.0.0.1:${new URL(proxy.url).port}` },
      isPrivate: (a) => a !== '9.9.9.9',
    });
    await expect(get(web, 'http://127.0.0.1:1/', { reach: 'public' })).rejects.toThrow(/--allow-private/);
    expect(await bodyOf(await get(web, server.url))).toBe('through');
  });
});
