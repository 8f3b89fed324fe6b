import { expect, it } from 'vitest';
import { openai } from '../../src/enrichers/openai/descriptor.js';
import { qwen } from '../../src/enrichers/qwen/descriptor.js';
import { pastedKey } from '../../src/net/key.js';

it.each(['sk-abc\n', '  sk-abc', '\tsk-abc\r\n'])('takes %j as the key that was copied', (text) => {
  expect(pastedKey().parse(text)).toBe('sk-abc');
  expect(openai.settings.parse({ apiKey: text }).apiKey).toBe('sk-abc');
  expect(qwen.settings.parse({ apiKey: text }).apiKey).toBe('sk-abc');
});

it.each(['sk-abc\nsk-def', 'sk abc', 'sk-abc…', 'sk\u0000abc', '\n'])('refuses %j, and does not repeat it', (text) => {
  const { error, success } = pastedKey().safeParse(text);
  expect(success).toBe(false);
  expect(JSON.stringify(error?.issues)).not.toContain('abc');
});
