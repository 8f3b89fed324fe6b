import { expect, it } from 'vitest';
import { sign } from '../../../src/identifiers/acrcloud/sign.js';

const keys = { accessKey: 'testkey0123456789', accessSecret: 'testsecret0123456789ABCDEF' };

it.each([
  ['audio', '1BfEyJ0tHcAIJEMdNgveVCohlt0='],
  ['fingerprint', 'akuhwzaFoacZcv2XN8IteJziD5A='],
])('signs a call with %s', (type, signature) => expect(sign(keys, type, '1700000000')).toBe(signature));
