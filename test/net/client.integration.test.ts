import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { NetworkError, ProtocolError } from '../../src/domain/errors.js';
import type { HttpRequest } from '../../src/net/client.js';
import { systemClock } from '../../src/net/clock.js';
import { failureByStatus } from '../../src/net/failed-answer.js';
import { TransientError } from '../../src/net/failures.js';
import { notTheAnswer } from '../../src/net/json.js';
import { fileUpload, multipartUpload } from '../../src/net/multipart.js';
import { Redactor } from '../../src/net/redactor.js';
import { type Answer, type Loopback, loopback, loopbackProxy } from '../support/loopback.js';
import { deferred, realClient, tls } from '../support/network.js';
import { tempFolder } from '../support/temp.js';

const closing: Array<() => unknown> = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(answer: Answer, secure?: typeof tls): Promise<Loopback> {
  const server = await loopback(answer, secure);
  closing.push(server.close);
  return server;
}
function client(options: Parameters<typeof realClient>[0] = {}) {
  const made = realClient(options);
  closing.push(made.close);
  return made;
}
const to = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  provider: 'Quiz',
  url,
  signal: new AbortController().signal,
  ...more,
});
const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => Promise.reject(new Error('was expected to fail')),
    (error: Error) => error,
  );

describe('the HTTP client', () => {
  it('sends a body and hands back status, headers and text', async () => {
    const server = await serve((_, response) => void response.writeHead(201, { date: 'now' }).end('grüezi'));
    const answer = await client().send(to(server.url, { body: 'hello', headers: { 'content-type': 'text/plain' } }));
    expect([answer.status, answer.headers.get('date'), answer.text()]).toEqual([201, 'now', 'grüezi']);
    expect(server.requests[0]).toMatchObject({ method: 'POST', headers: { 'user-agent': 'tracklistify/test' } });
    expect(server.requests[0]!.body.toString()).toBe('hello');
  });

  it('sends a file as it reads it, with its length, and from its beginning after a redirect', async () => {
    const path = join(tempFolder(), 'sound');
    const content = Buffer.alloc(3_000_000, 'sound');
    await writeFile(path, content);
    const server = await serve(({ url }, response) => {
      if (url === '/first') response.writeHead(307, { location: '/second' });
      response.end('ok');
    });
    const { body, contentType } = multipartUpload(
      { token: 'a' },
      { name: 'file', fileName: 'mix.mp3', path, bytes: content.length },
    );
    const headers = { 'content-type': contentType };
    const answer = await client().send(to(`${server.url}/first`, { method: 'POST', body, headers }));
    expect(answer.text()).toBe('ok');
    const [, second] = server.requests;
    expect(second!.headers['content-length']).toBe(String(second!.body.length));
    expect(second!.body.toString()).toContain('name="file"; filename="mix.mp3"\r\n');
    expect(second!.body.includes(content)).toBe(true);
    const put = fileUpload({ path, bytes: content.length });
    await client().send(to(`${server.url}/put`, { method: 'PUT', body: put }));
    expect(server.requests[2]!.body.equals(content)).toBe(true);
  });

  it('keeps the connection for the next call', async () => {
    const server = await serve((_, response) => void response.end('ok'));
    const http = client();
    for (let i = 0; i < 3; i++) await http.send(to(server.url));
    expect(server.connections()).toBe(1);
  });

  it('says that nobody is there, and that nothing was charged', async () => {
    const server = await loopback(() => {});
    await server.close();
    const error = await failure(client().send(to(server.url, { body: 'x' })));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ charged: false, message: expect.stringContaining(`Can't reach Quiz at 127.0.0.1`) });
  });

  it('says that a connection broke in the middle, and that the call may have been charged', async () => {
    const server = await serve((_, response) => void response.socket?.destroy());
    const error = await failure(client().send(to(server.url, { body: 'x' })));
    expect(error).toMatchObject({ charged: true, message: expect.stringContaining('broke') });
  });

  it('notices an answer that is cut off', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"half":');
      setImmediate(() => response.socket?.destroy());
    });
    expect(await failure(client().send(to(server.url)))).toBeInstanceOf(TransientError);
  });

  it('stops reading an answer that is far too long, packed or not', async () => {
    const packed = gzipSync(Buffer.alloc(100 << 20));
    let sent = 0;
    const server = await serve((_, response, count) => {
      if (count === 1) return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
      const more = (): void => {
        while (!response.destroyed && sent < 100 << 20) {
          sent += 1 << 16;
          if (!response.write(Buffer.alloc(1 << 16))) return void response.once('drain', more);
        }
      };
      more();
    });
    const http = client();
    for (let i = 0; i < 2; i++) {
      const error = await failure(http.send(to(server.url, { limits: { maxBytes: 1 << 20 } })));
      expect(error).toBeInstanceOf(ProtocolError);
      expect(error.message).toContain('more than 1024 KB');
    }
    expect(sent).toBeLessThan(30 << 20);
  });

  it('reads no more than the beginning of what is said of a failure, which is explained at once', async () => {
    for (const sign of ['<', '<a', '://', 'x-amz-', '?key', 'a.', ' ', '</script', '"api_key":']) {
      const packed = gzipSync(sign.repeat(2 ** 20 / sign.length));
      const server = await serve(
        (_, response) => void response.writeHead(500, { 'content-encoding': 'gzip' }).end(packed),
      );
      const answer = await client().send(to(server.url));
      expect(packed.length).toBeLessThan(10_000);
      expect(answer.body.length).toBe(32 * 1024);
      const error = failureByStatus('Quiz', answer, systemClock, new Redactor());
      expect(error!.message).toMatch(/^Quiz is in trouble \(HTTP 500\)/);
      expect(error!.message.length).toBeLessThan(300);
      expect(notTheAnswer('Quiz', answer, new Redactor()).message.length).toBeLessThan(400);
    }
  });

  it('gives up on a server that accepts and says nothing', async () => {
    const asked = deferred<undefined>();
    const server = await serve(() => asked.resolve(undefined));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const sent = failure(client().send(to(server.url, { body: 'x', limits: { headersMs: 20_000 } })));
    await asked.promise;
    vi.advanceTimersByTime(20_000);
    expect(await sent).toMatchObject({ charged: true, message: 'Quiz sent no answer in time.' });
  });

  it('gives up on a server that lets its answer drip', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200);
      response.write('drip');
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stream = await client().open(to(server.url, { limits: { idleMs: 10_000, totalMs: 40_000 } }));
    const reading = failure(
      (async () => {
        for await (const _ of stream.body) vi.advanceTimersByTime(40_000);
      })(),
    );
    expect((await reading).message).toBe('Quiz took too long to answer in time.');
  });

  it('gives up on an answer that stops in the middle', async () => {
    const server = await serve((_, response) => void response.write('first'));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stream = await client().open(to(server.url, { limits: { idleMs: 10_000 } }));
    const pieces = stream.body[Symbol.asyncIterator]();
    await pieces.next();
    const next = failure(pieces.next() as Promise<unknown>);
    vi.advanceTimersByTime(10_000);
    expect((await next).message).toContain('stopped in the middle');
  });

  it('ends with the reason of the signal when it is interrupted, wherever it is', async () => {
    const reason = new Error('Ctrl-C');
    const before = AbortSignal.abort(reason);
    const server = await serve((_, response, count) => {
      if (count === 1) controller.abort(reason);
      else response.write('x');
    });
    const controller = new AbortController();
    const http = client();
    expect(await failure(http.send(to(server.url, { signal: before })))).toBe(reason);
    expect(await failure(http.send(to(server.url, { signal: controller.signal })))).toBe(reason);
    const late = new AbortController();
    const stream = await http.open(to(server.url, { signal: late.signal }));
    const reading = failure(
      (async () => {
        for await (const _ of stream.body) late.abort(reason);
      })(),
    );
    expect(await reading).toBe(reason);
  });

  it('follows redirects on the same host and refuses to be sent elsewhere', async () => {
    const elsewhere = await serve((_, response) => void response.end('login page'));
    const server = await serve((request, response) => {
      if (request.url === '/end') return void response.end('here');
      const location = request.url === '/near' ? '/end' : elsewhere.url.replace('127.0.0.1', 'localhost');
      response.writeHead(302, { location }).end();
    });
    const http = client();
    const near = await http.send(to(`${server.url}/near`, { body: 'x' }));
    expect([near.text(), near.url.pathname, server.requests[1]!.method]).toEqual(['here', '/end', 'GET']);
    const error = await failure(http.send(to(`${server.url}/far`)));
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error.message).toContain('sends us elsewhere (localhost');
    expect(elsewhere.requests).toEqual([]);
  });

  it('takes no password along to another host, and no path in circles', async () => {
    const other = await serve((_, response) => void response.end('fine'));
    const server = await serve((request, response) => {
      const location = request.url === '/circle' ? '/circle' : other.url.replace('127.0.0.1', 'localhost');
      response.writeHead(307, { location }).end();
    });
    const http = client();
    const headers = { Authorization: 'Bearer abcdefgh', accept: 'a' };
    await http.send(to(server.url, { headers, redirects: 'anywhere' }));
    expect(other.requests[0]!.headers).toMatchObject({ accept: 'a' });
    expect(other.requests[0]!.headers.authorization).toBeUndefined();
    expect((await failure(http.send(to(`${server.url}/circle`)))).message).toContain('circle');
  });

  it('speaks TLS, and refuses a certificate that nobody vouches for', async () => {
    const server = await serve((_, response) => void response.end('safe'), tls);
    expect((await client({ ca: tls.cert }).send(to(server.url))).text()).toBe('safe');
    expect(await failure(client().send(to(server.url)))).toMatchObject({
      charged: false,
      message: expect.stringMatching(/self-signed certificate/),
    });
  });

  it("takes a percent sign in the proxy's password that stands for nothing as it is", async () => {
    const proxy = await loopbackProxy('me:100%');
    const plain = await serve((_, response) => void response.end('here'));
    closing.push(proxy.close);
    const http = client({ env: { http_proxy: proxy.url.replace('//', '//me:100%@') } });
    expect((await http.send(to(plain.url))).text()).toBe('here');
  });

  it('goes through the proxy that the environment names, except where NO_PROXY says otherwise', async () => {
    const server = await serve((_, response) => void response.end('safe'), tls);
    const plain = await serve((_, response) => void response.end('plain'));
    const proxy = await loopbackProxy('me:pass word');
    closing.push(proxy.close);
    const env = {
      HTTPS_PROXY: `http://me:pass%20word@127.0.0.1:${proxy.port}`,
      http_proxy: proxy.url.replace('//', '//me:pass%20word@'),
    };
    const http = client({ env, ca: tls.cert });
    for (let i = 0; i < 2; i++) expect((await http.send(to(server.url))).text()).toBe('safe');
    expect(proxy.tunnels).toEqual([`127.0.0.1:${server.port}`]);
    expect((await http.send(to(`${plain.url}/a?b=c`))).text()).toBe('plain');
    expect(proxy.requests.map((r) => r.url)).toEqual([`${plain.url}/a?b=c`]);

    const bypassing = client({ env: { ...env, NO_PROXY: 'example.org, 127.0.0.1' }, ca: tls.cert });
    await bypassing.send(to(server.url));
    expect(proxy.tunnels).toHaveLength(1);

    const refused = client({ env: { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }, ca: tls.cert });
    expect((await failure(refused.send(to(server.url)))).message).toContain('refused with HTTP 407');
  });
});
