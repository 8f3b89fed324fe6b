import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../src/web-server/guard.js';

const door = { port: 4242, token: 'secret' };
const ask = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
  refusalOf({ method, url, headers: { host: '127.0.0.1:4242', ...headers } }, door)?.status ?? 200;
const post = (headers: Record<string, string>) => ask('/secret/api/edit', headers, 'POST');

describe('who is answered', () => {
  it('is whoever knows the address, on this machine', () => {
    expect(ask('/secret/')).toBe(200);
    expect(ask('/secret/api/mix', { host: 'LOCALHOST:4242' })).toBe(200);
    for (const url of ['/', '/secret', '/secre/', '/secrets/', '//secret/', '/%73ecret/', '/x/secret/', '']) {
      expect(ask(url)).toBe(404);
    }
  });

  it('is nobody who came by another name: a page of the web may give its own name this address', () => {
    for (const host of [
      'evil.example',
      'evil.example:4242',
      '127.0.0.1',
      '127.0.0.1:4243',
      'localhost',
      '[::1]:4242',
      '',
    ]) {
      expect(ask('/secret/', { host })).toBe(403);
    }
  });

  it('changes something for the page itself alone', () => {
    const own = { 'x-tracklistify': '1' };
    expect(post(own)).toBe(200);
    expect(post({ ...own, origin: 'http://127.0.0.1:4242' })).toBe(200);
    expect(post({ ...own, origin: 'http://localhost:4242' })).toBe(200);
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:4243', 'https://127.0.0.1:4242', '']) {
      expect(post({ ...own, origin })).toBe(403);
    }
    expect(post({})).toBe(403);
    expect(post({ 'x-tracklistify': '0' })).toBe(403);
    expect(ask('/wrong/api/edit', own, 'POST')).toBe(404);
  });

  it('is nobody by any other method', () => {
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']) expect(ask('/secret/', {}, method)).toBe(405);
    expect(ask('/secret/', {}, 'HEAD')).toBe(200);
  });
});
