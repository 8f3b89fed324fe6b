import { expect, it } from 'vitest';
import { isrcOf } from '../../src/domain/isrc.js';

it.each([
  ['GBAYE0000001', 'GBAYE0000001'],
  ['gb-aye-00-00001', 'GBAYE0000001'],
  [' US S1Z 99 00001 ', 'USS1Z9900001'],
  ['GBAYE000001', undefined],
  ['1BAYE0000001', undefined],
  ['', undefined],
  [undefined, undefined],
])('the ISRC in %j is %s', (text, isrc) => expect(isrcOf(text)).toBe(isrc));
