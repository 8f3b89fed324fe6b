import { expect, it } from 'vitest';
import { jsonIn } from '../../../src/enrichers/chat/extract.js';

it.each<[string, string, unknown]>([
  ['plain', '{"a":1}', { a: 1 }],
  ['in a fence', 'Here:\n```json\n{"a":"}{"}\n```', { a: '}{' }],
  ['after thoughts', '<think>maybe {"a":0}</think>\n{"a":1}', { a: 1 }],
  ['after thoughts whose beginning was cut off', 'maybe {"a":0}</think>{"a":1}', { a: 1 }],
  ['after braces of prose', 'A set {of braces} and {"a":{"b":[1,"\\"}"]}}', { a: { b: [1, '"}'] } }],
  ['the first of two', '{"a":1} {"a":2}', { a: 1 }],
])('finds the JSON %s', (_, answer, expected) => {
  expect(jsonIn(answer)).toEqual(expected);
});

it.each(['', 'no braces', '{"a":', '{not json}', '[1,2]', '{'.repeat(100_000)])('finds none in %j', (answer) => {
  expect(jsonIn(answer)).toBeUndefined();
});
