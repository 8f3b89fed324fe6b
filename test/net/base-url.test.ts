import { expect, it } from 'vitest';
import { UsageError } from '../../src/domain/errors.js';
import { baseUrl, isOwnServer } from '../../src/net/base-url.js';

it.each([
  ['api.example.com', 'https://api.example.com'],
  ['https://api.example.com/v1/', 'https://api.example.com/v1'],
  ['http://localhost:8000/v1', 'http://localhost:8000/v1'],
  ['http://[::1]:8000', 'http://[::1]:8000'],
])('takes %s', (host, expected) => {
  expect(baseUrl(host, 'THE_SETTING')).toBe(expected);
});

it.each([
  'http://api.example.com',
  'http://192.168.1.5:8000',
  'ftp://localhost',
  'https://me:secret@example.com',
  'https://',
  'not a host',
])('refuses %s', (host) => {
  expect(() => baseUrl(host, 'THE_SETTING')).toThrow(UsageError);
});

it.each(['10.0.0.7', '192.168.1.5:8000', '172.16.0.1', '172.31.255.1', '[fd00::1]', 'studio.local'])(
  'lets %s do without encryption where people run servers themselves',
  (host) => {
    expect(() => baseUrl(`http://${host}/v1`, 'THE_SETTING', { localNetwork: true })).not.toThrow();
    expect(isOwnServer(`http://${host}/v1`)).toBe(true);
  },
);

it.each(['172.32.0.1', '11.0.0.1', '192.169.1.1', 'example.com', 'local.example.com', '10.0.0.1.example.com'])(
  'lets %s not',
  (host) => {
    expect(() => baseUrl(`http://${host}`, 'THE_SETTING', { localNetwork: true })).toThrow(/https/);
    expect(isOwnServer(`https://${host}`)).toBe(false);
  },
);
