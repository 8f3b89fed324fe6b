import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jsonFault, jsonText, oneLine, plain, withoutBetween, withoutEnd } from '../../src/domain/text.js';

it('lets no escape sequence, line break or control character through', () => {
  expect(plain('a\u001b[31mred\u0007\u009b2J\r\nb\u2028c')).toBe('a [31mred 2J b c');
});

it('lets nothing turn the direction of writing round or hide at the start of a file', () => {
  expect(plain('\ufeffexe.\u202egpj\u2066x\u2069\u200e')).toBe('exe.gpjx');
});

it('leaves every script and emoji as it is, but no half of one', () => {
  const title = 'Ænima – 電気グルーヴ – شمس – 👩‍👩‍👧‍👧';
  expect(plain(title)).toBe(title);
  expect(plain('broken \ud83d!')).toBe('broken \ufffd!');
});

it('puts a title on one line without needless blanks', () => {
  expect(oneLine('  Two\n\tWords\u00a0 here ')).toBe('Two Words here');
});

it('makes JSON that a terminal shows as it is and that reads back the same', () => {
  const value = { title: 'é \u009b2J \u202e \u2028 \ufeff' };
  const json = jsonText(value);
  expect(json).toBe('{"title":"é \\u009b2J \\u202e \\u2028 \\ufeff"}\n');
  expect(JSON.parse(json)).toEqual(value);
});

it('says where JSON breaks once', () => {
  const faultOf = (text: string): string => {
    try {
      return JSON.parse(text);
    } catch (error) {
      return jsonFault(error);
    }
  };
  expect(faultOf('x\n')).toBe("Unexpected token 'x'");
  expect(faultOf('{"a": tru')).not.toMatch(/not valid JSON|line \d/);
  expect(faultOf(`{"a": "${'b'.repeat(90)}", c}`)).not.toMatch(/is not valid JSON|b{9}|line \d/);
});

it('is the one way in which commands and formats write JSON', () => {
  const files = ['src/cli', 'src/exporters'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const others = files.filter((file) => file.endsWith('.ts') && /JSON\.stringify/.test(readFileSync(file, 'utf8')));
  // What was written before is kept packed, for the program alone.
  expect(others).toEqual(['src/exporters/results.ts']);
});

it('takes letters off the end, and what stands between two marks out', () => {
  expect(withoutEnd('no. . ', /[.\s]/)).toBe('no');
  expect(withoutEnd('...', /\./)).toBe('');
  const between = (text: string, unclosed: 'kept' | 'dropped') => withoutBetween(text, /<b>/gi, /<\/b>/gi, unclosed);
  expect(between('1<b>2</b>3<B>4</B>5', 'kept')).toBe('135');
  expect(between('1<b>2<b>3</b>4</b>5<b>6', 'kept')).toBe('14</b>5<b>6');
  expect(between('1<b>2</b>3<b>4', 'dropped')).toBe('13');
});
