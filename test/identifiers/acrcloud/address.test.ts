import { describe, expect, it } from 'vitest';
import { addressOf } from '../../../src/identifiers/acrcloud/address.js';
import { acrcloud } from '../../../src/identifiers/acrcloud/descriptor.js';
import { acrcloudSettings } from '../../../src/identifiers/acrcloud/settings.js';

describe("ACRCloud's address", () => {
  it.each([
    ['identify-eu-west-1.acrcloud.com', 'https://identify-eu-west-1.acrcloud.com'],
    [' identify-eu-west-1.acrcloud.com\n', 'https://identify-eu-west-1.acrcloud.com'],
    ['https://identify-us-west-2.acrcloud.com/', 'https://identify-us-west-2.acrcloud.com'],
    ['identify-us-west-2.acrcloud.com/v1/identify', 'https://identify-us-west-2.acrcloud.com'],
    // As the vendor's older examples have it.
    ['http://identify-eu-west-1.acrcloud.com/v1/identify', 'https://identify-eu-west-1.acrcloud.com'],
    ['eu-west-1.api.acrcloud.com', 'https://eu-west-1.api.acrcloud.com'],
    ['identify-cn-north-1.acrcloud.cn', 'https://identify-cn-north-1.acrcloud.cn'],
    ['http://127.0.0.1:8080/v1/identify', 'http://127.0.0.1:8080'],
    ['proxy.example/acr', 'https://proxy.example/acr'],
  ])('%j is understood', (told, address) => expect(addressOf(told)).toBe(address));

  it.each([
    ['eu-west-1', /must be its host: identify-eu-west-1\.acrcloud\.com/],
    ['identify-eu-west-1', /must be its host: identify-eu-west-1\.acrcloud\.com/],
    ['https://console.acrcloud.com/avr', /isn't where ACRCloud recognises.*console shows/],
    ['api-v2.acrcloud.com', /isn't where ACRCloud recognises/],
    ['http://proxy.example', /by https/],
    ['a b', /no host name/],
  ])('%j is explained', (told, message) => expect(() => addressOf(told)).toThrow(message));
});

describe("ACRCloud's settings", () => {
  it('are trimmed', () => {
    expect(acrcloudSettings.parse({ host: ' h ', accessKey: 'key\n', accessSecret: '\tsecret ' })).toMatchObject({
      host: 'h',
      accessKey: 'key',
      accessSecret: 'secret',
    });
  });

  it.each([
    [{}, false],
    [{ accessKey: 'k', accessSecret: 's' }, true],
    [{ host: 'h' }, true],
  ])('say of %j whether the user has begun', (own, begun) => {
    expect(acrcloud.ready(acrcloudSettings.parse(own))).toMatchObject({ ready: false, begun });
  });
});
