import { describe, expect, it } from 'vitest';
import { proxyFor } from '../../src/net/proxies.js';
import { isSameSite } from '../../src/net/site.js';

const proxy = (url: string, env: Record<string, string>): string | undefined => proxyFor(new URL(url), env)?.host;

describe('the proxy for an address', () => {
  it.each([
    ['https://a.example', { HTTPS_PROXY: 'http://p:1' }, 'p:1'],
    ['https://a.example', { https_proxy: 'p:1', HTTPS_PROXY: 'q:2' }, 'p:1'],
    ['http://a.example', { HTTPS_PROXY: 'http://p:1' }, undefined],
    ['http://a.example', { ALL_PROXY: 'http://p:1' }, 'p:1'],
    ['https://a.example', { HTTPS_PROXY: '' }, undefined],
    ['https://a.example', { HTTPS_PROXY: 'socks5://p:1' }, undefined],
    ['https://a.example', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
    ['https://api.a.example', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'x, .a.example' }, undefined],
    ['https://ba.example', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.example' }, 'p:1'],
    ['https://a.example:8443', { HTTPS_PROXY: 'http://p:1', no_proxy: 'a.example:443' }, 'p:1'],
    ['https://a.example', { HTTPS_PROXY: 'http://p:1', no_proxy: 'a.example:443' }, undefined],
  ])('%s with %j is %s', (url, env, expected) => expect(proxy(url, env as Record<string, string>)).toBe(expected));
});

describe('one site', () => {
  it.each([
    ['api.spotify.com', 'accounts.spotify.com', true],
    ['a.example', 'a.example', true],
    ['shop.co.uk', 'bank.co.uk', false],
    ['a.shop.co.uk', 'shop.co.uk', true],
    ['evil-spotify.com', 'spotify.com', false],
    ['spotify.com.evil.example', 'spotify.com', false],
    ['127.0.0.1', '127.0.0.2', false],
    ['localhost', 'other', false],
  ])('%s and %s: %s', (a, b, same) => expect(isSameSite(new URL(`https://${a}`), new URL(`https://${b}`))).toBe(same));
});
