import { afterEach, describe, expect, it } from 'vitest';
import type { Model } from '../../src/enrichers/model.js';
import { createQwen } from '../../src/enrichers/qwen/models.js';
import { judgeRequest } from '../../src/enrichers/tasks/judge.js';
import { recorder } from '../support/fakes.js';
import { type Loopback, loopback } from '../support/loopback.js';
import { tools } from '../support/network.js';

/** Over real sockets: what goes wrong between the bytes. */
const SETTINGS = {
  entriesPerRequest: 20,
  contextTokens: 16_000,
  callsPerSecond: 100,
  concurrency: 1,
  timeout: 300,
  region: 'singapore' as const,
  maxWait: 1,
  retryCharged: false,
  // One that answers by stream only, where it is asked at Model Studio.
  model: 'qwen3-omni-flash',
};
const question = judgeRequest([{ index: 0, about: { artists: ['A'], title: 'B' }, before: null, after: null }]);
const chunk = (content: string): string => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
const END = `data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`;

/** How long is waited for a server that is dead. */
const NOT_FOR_LONG = 0.3;

let server: Loopback;
const closing: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function modelAt(
  answer: Parameters<typeof loopback>[0],
  kind: 'vllm' | 'dashscope',
  timeout = SETTINGS.timeout,
): Promise<Model> {
  server = await loopback(answer);
  const made = createQwen({ ...SETTINGS, timeout, endpoint: `${server.url}/v1`, server: kind }, tools());
  closing.push(made.close, server.close);
  return made.provider.text[0]!;
}

describe('a stream', () => {
  const stream = { 'content-type': 'text/event-stream' };

  it('is put together whatever pieces it comes in', async () => {
    const whole = Buffer.from(`: a comment\r\n\r\n${chunk('{"entries"')}${chunk(':["é夜"]}')}${END}`);
    const model = await modelAt(async (_, response) => {
      response.writeHead(200, stream);
      // One byte at a time: signs and lines are torn apart.
      for (const byte of whole) {
        response.write(Buffer.from([byte]));
        await new Promise(setImmediate);
      }
      response.end();
    }, 'dashscope');
    expect((await model.ask(question, recorder(), () => {})).text).toBe('{"entries":["é夜"]}');
  });

  it.each<[string, Parameters<typeof loopback>[0]]>([
    ['stalls in the middle', (_, response) => void response.writeHead(200, stream).write(chunk('{"en'))],
    [
      'is torn off in the middle',
      (_, response) => void response.writeHead(200, stream).write(chunk('{"en'), () => response.socket?.destroy()),
    ],
    ['ends in the middle', (_, response) => void response.writeHead(200, stream).end(chunk('{"en'))],
    ['never begins', () => {}],
  ])('that %s is no answer, and is not asked for again', async (_, answer) => {
    const model = await modelAt(answer, 'dashscope', NOT_FOR_LONG);
    await expect(model.ask(question, recorder(), () => {})).rejects.toMatchObject({ code: 'network' });
    // None where the machine is so busy that it was given up before it arrived.
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  it('that is none is told from one', async () => {
    const model = await modelAt(
      (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Login'),
      'dashscope',
    );
    await expect(model.ask(question, recorder(), () => {})).rejects.toThrow(/a web page instead of an answer/);
    const empty = await modelAt(
      (_, response) => void response.writeHead(200, stream).end('data: nonsense\n\n'),
      'dashscope',
    );
    await expect(empty.ask(question, recorder(), () => {})).rejects.toThrow(/a stream without an answer/);
  });
});

it('gives up a server that lets its answer drip', async () => {
  const drip: Parameters<typeof loopback>[0] = (_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 20);
    response.once('close', () => clearInterval(timer));
  };
  const model = await modelAt(drip, 'vllm', NOT_FOR_LONG);
  await expect(model.ask(question, recorder(), () => {})).rejects.toMatchObject({ code: 'network' });
});

it('ends a call when it is interrupted', async () => {
  const stop = new AbortController();
  const model = await modelAt(() => stop.abort(new DOMException('stop', 'AbortError')), 'vllm');
  await expect(model.ask(question, recorder(stop.signal), () => {})).rejects.toThrow();
});
