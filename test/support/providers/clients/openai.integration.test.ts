import OpenAI, { toFile } from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { wavOf } from '../../../../src/domain/wav.js';
import { type BatchServerOptions, batchServer } from '../batch-server.js';
import { serve } from '../protocol.js';

// The vendor's own client must be taken by our server, or ours is strict about the wrong things.

const KEY = 'sk-known-key-0001';
const closing: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function client(options: BatchServerOptions = {}, apiKey = KEY): Promise<OpenAI> {
  const server = await serve(batchServer({ key: KEY, answer: () => '{"word":"yes"}', ...options }).provider);
  closing.push(server.close);
  return new OpenAI({ apiKey, baseURL: `${server.url}/v1`, organization: null, project: null, maxRetries: 0 });
}
const say = (content: string) => ({ role: 'user' as const, content });
const LUNA = { model: 'gpt-6-luna', max_completion_tokens: 100, messages: [say('Is it so?')] };
/** So few tokens leave no room for thoughts. */
const brief = { reasoning_effort: 'none' as const };

describe('chat completions', () => {
  it.each(['developer', 'system'] as const)('take instructions of a %s', async (role) => {
    const { chat } = await client();
    const answer = await chat.completions.create({
      ...LUNA,
      ...brief,
      temperature: 0.2,
      messages: [{ role, content: 'Be brief.' }, say('Is it so?')],
    });
    expect(answer.choices[0]?.message.content).toBe('{"word":"yes"}');
    expect(answer.usage?.completion_tokens_details?.reasoning_tokens).toBe(0);
  });

  it.each([
    ['a temperature where the model thinks', { temperature: 0.2, reasoning_effort: 'low' }, 'temperature'],
    ['a temperature where nothing is said of thinking', { temperature: 0.2 }, 'temperature'],
    ['no thoughts where the model must think', { model: 'gpt-6.2-sol', reasoning_effort: 'none' }, 'reasoning_effort'],
    ['a thought of no known kind', { reasoning_effort: 'some' as 'low' }, 'reasoning_effort'],
  ] as const)('refuse %s', async (_, body, param) => {
    const { chat } = await client();
    const refused = chat.completions.create({ ...LUNA, ...body });
    await expect(refused).rejects.toMatchObject({ status: 400, param, code: 'unsupported_value' });
  });

  it('stream, with the tokens at the end', async () => {
    const { chat } = await client();
    const stream = await chat.completions.create({
      ...LUNA,
      ...brief,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('{"word":"yes"}');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 1000 } });
  });

  it('keep to a schema', async () => {
    const { chat } = await client();
    const response_format = zodResponseFormat(z.object({ word: z.string() }), 'answer');
    const answer = await chat.completions.parse({ ...LUNA, ...brief, response_format });
    expect(answer.choices[0]?.message.parsed).toEqual({ word: 'yes' });
  });

  it('listen, and call the function that they must call, but keep to no schema', async () => {
    const { chat } = await client();
    const data = Buffer.from(wavOf(new Int16Array(16_000 * 10), 16_000)).toString('base64');
    const heard = {
      model: 'gpt-audio-1.5',
      modalities: ['text' as const],
      max_completion_tokens: 100,
      messages: [
        {
          role: 'user' as const,
          content: [
            { type: 'input_audio' as const, input_audio: { data, format: 'wav' as const } },
            { type: 'text' as const, text: 'What is it?' },
          ],
        },
      ],
    };
    const parameters = { type: 'object', properties: { word: { type: 'string' } } };
    const answer = await chat.completions.create({
      ...heard,
      tools: [{ type: 'function', function: { name: 'tell', parameters } }],
      tool_choice: { type: 'function', function: { name: 'tell' } },
    });
    expect(answer.choices[0]?.message.tool_calls).toMatchObject([
      { function: { name: 'tell', arguments: '{"word":"yes"}' } },
    ]);
    const response_format = { type: 'json_object' as const };
    await expect(chat.completions.create({ ...heard, response_format })).rejects.toMatchObject({
      param: 'response_format',
    });
    await expect(chat.completions.create({ ...heard, model: 'gpt-6-luna' })).rejects.toMatchObject({ param: 'model' });
  });
});

describe('responses', () => {
  const asked = { model: 'gpt-6-luna', max_output_tokens: 100, store: false, reasoning: { effort: 'none' as const } };

  it.each([
    ['plain text', 'Is it so?'],
    ['messages', [say('Is it so?')]],
    ['messages with instructions', [{ role: 'developer' as const, content: 'Be brief.' }, say('Is it so?')]],
  ])('take %s', async (_, input) => {
    const { responses } = await client();
    const answer = await responses.create({ ...asked, input, temperature: 0 });
    expect(answer.output_text).toBe('{"word":"yes"}');
  });

  it('keep to a schema', async () => {
    const { responses } = await client();
    const format = zodTextFormat(z.object({ word: z.string() }), 'answer');
    const answer = await responses.parse({ ...asked, input: 'Is it so?', text: { format } });
    expect(answer.output_parsed).toEqual({ word: 'yes' });
  });
});

it('models tell when they end, and one that is gone is not found', async () => {
  const { models, chat } = await client({ models: ['gpt-6-luna'], shutdowns: { 'gpt-6-luna': '2027-02-01' } });
  const listed = [];
  for await (const model of models.list()) listed.push(model.id);
  expect(listed).toEqual(['gpt-6-luna']);
  expect(await models.retrieve('gpt-6-luna')).toMatchObject({ shutdown_date: '2027-02-01' });
  const gone = { status: 404, code: 'model_not_found' };
  await expect(models.retrieve('gpt-4.1-mini')).rejects.toMatchObject(gone);
  await expect(chat.completions.create({ ...LUNA, model: 'gpt-4.1-mini' })).rejects.toMatchObject(gone);
});

it('a wrong key is refused', async () => {
  const { chat } = await client({}, 'sk-another');
  await expect(chat.completions.create(LUNA)).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
});

it('a batch goes up, is found by its mark, and comes down', async () => {
  const { files, batches } = await client({ status: (_, asked) => (asked < 2 ? 'in_progress' : 'completed') });
  const url = '/v1/chat/completions';
  const lines = [LUNA, { ...LUNA, temperature: 9 }].map((body, i) =>
    JSON.stringify({ custom_id: `r${i}`, method: 'POST', url, body }),
  );
  const file = await toFile(Buffer.from(lines.join('\n')), 'requests.jsonl');
  const { id: input_file_id } = await files.create({ file, purpose: 'batch' });
  const made = await batches.create({
    input_file_id,
    endpoint: url,
    completion_window: '24h',
    metadata: { mark: 'mine' },
  });
  const seen = [];
  for await (const { id, metadata } of batches.list({ limit: 100 })) seen.push([id, metadata]);
  expect(seen).toEqual([[made.id, { mark: 'mine' }]]);
  expect((await batches.retrieve(made.id)).status).toBe('in_progress');
  const { output_file_id, error_file_id } = await batches.retrieve(made.id);
  const [good, bad] = await Promise.all(
    [output_file_id, error_file_id].map(async (id) => JSON.parse(await (await files.content(id!)).text())),
  );
  expect(good).toMatchObject({ custom_id: 'r0', response: { status_code: 200, body: { object: 'chat.completion' } } });
  expect(bad).toMatchObject({ custom_id: 'r1', response: { status_code: 400 } });
});
