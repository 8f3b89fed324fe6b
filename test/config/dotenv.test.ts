import { expect, it } from 'vitest';
import { parseDotenv } from '../../src/config/dotenv.js';

it('reads the usual forms of a .env line', () => {
  const text = [
    '# a comment',
    'PLAIN=value',
    'SPACED = value with spaces   # and a comment',
    'export EXPORTED=yes',
    `SINGLE='as $it is \\n'`,
    'DOUBLE="two\\nlines \\"quoted\\""',
    'HASH=a#b',
    'EMPTY=',
    'EQUALS=a=b',
    'not a line',
  ].join('\r\n');
  expect(parseDotenv(`\uFEFF${text}`)).toEqual({
    PLAIN: 'value',
    SPACED: 'value with spaces',
    EXPORTED: 'yes',
    SINGLE: 'as $it is \\n',
    DOUBLE: 'two\nlines "quoted"',
    HASH: 'a#b',
    EMPTY: '',
    EQUALS: 'a=b',
  });
});
