import { describe, expect, it } from 'vitest';
import { Redactor } from '../../src/net/redactor.js';

describe('the redactor', () => {
  const redactor = new Redactor(['s3cr3t/+key', undefined, 'abc']);

  it.each(['s3cr3t/+key', 's3cr3t%2F%2Bkey', Buffer.from('s3cr3t/+key').toString('base64'), '{"k":"s3cr3t/+key"}'])(
    'knows its secrets in every form: %s',
    (text) => {
      expect(redactor.redact(`a ${text} b`)).not.toMatch(/s3cr3t|czNjcjN0/);
    },
  );

  it('learns tokens while running, and keeps whole what contains another one', () => {
    const learning = new Redactor(['token-1']);
    learning.learn('token-1-and-more');
    expect(learning.redact('x token-1-and-more y')).toBe('x *** y');
  });

  it.each([
    ['Authorization: Bearer abc.def-ghi.jkl', 'Authorization: Bearer ***'],
    ['?access_key=0123&signature=xyz%3D&other=1', '?access_key=***&signature=***&other=1'],
    ['{"refresh_token":"AQD","x":1}', '{"refresh_token":"***","x":1}'],
    ['https://me:pw@proxy:80/', 'https://***@proxy:80/'],
    ['?X-Amz-Signature=00ff&part=1', '?X-Amz-Signature=***&part=1'],
  ])('sees what looks like one: %s', (text, clean) => expect(redactor.redact(text)).toBe(clean));

  it('leaves harmless words alone', () => {
    const text = 'abc: the signature tune of "Basic Instinct" (Bearer of bad news)';
    expect(redactor.redact(text)).toBe(text);
  });

  it('quotes a server in one short line without control characters', () => {
    expect(redactor.quote('<html>\n\u001b[31mAccess\u0000 denied\u202e s3cr3t/+key')).toBe(
      '<html> [31mAccess denied ***',
    );
    expect(redactor.quote('x'.repeat(1000))).toHaveLength(160);
  });
});
