import { json, type Provider, type ProviderRequest, type Reply } from './protocol.js';

/** What a request asks for, once it has passed every check. */
export interface Asked {
  kind: 'judge' | 'hear' | 'describe';
  /** The instructions' role; everything else must be in the others. */
  system: string;
  /** The user message's text. */
  data: string;
  wav: Buffer | null;
  /** A schema, some JSON, or neither was asked for by the protocol. */
  form: 'schema' | 'json' | 'words';
  repair: boolean;
  stream: boolean;
  maxTokens: number;
}

export interface ModelServerOptions {
  /** OpenAI itself, vLLM with Qwen2-Audio, DashScope's compatible mode, Ollama's or llama.cpp's way. */
  dialect?: 'openai' | 'vllm' | 'dashscope' | 'ollama' | 'llamacpp';
  key?: string;
  models?: readonly string[];
  /** The model's answer, as text; the default knows everything and is valid. */
  answer?: (asked: Asked, call: number) => string | Answer;
  /** Instead of an answer. */
  fault?: (call: number, request: ProviderRequest) => Reply | undefined;
  now?: () => number;
}

/** An answer that isn't simply text. */
export interface Answer {
  text?: string;
  finish?: string;
  refusal?: string;
  /** Of a stream: how it ends. */
  trouble?: Reply['trouble'];
  noUsage?: boolean;
}

export interface ModelCall {
  at: number;
  path: string;
  status: number;
  asked: Asked | null;
  body: Record<string, unknown>;
}

class Refused extends Error {
  readonly reply: Reply;
  constructor(status: number, message: string, more: object = {}) {
    super(message);
    this.reply = json({ error: { message, type: 'invalid_request_error', param: null, code: null, ...more } }, status);
  }
}

/** A language model's HTTP interface by the protocol sheet, which refuses whatever the real one would refuse. */
export function modelServer(options: ModelServerOptions = {}): { provider: Provider; calls: ModelCall[] } {
  const { dialect = 'openai', key = 'sk-known-key-0001', answer = (asked) => knowing(asked) } = options;
  const calls: ModelCall[] = [];
  const provider: Provider = (request) => {
    const path = new URL(request.url, 'http://models').pathname;
    const call: ModelCall = { at: (options.now ?? Date.now)(), path, status: 0, asked: null, body: {} };
    calls.push(call);
    try {
      const reply = options.fault?.(calls.length, request) ?? respond(request, path, call);
      call.status = reply.status;
      return reply;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      call.status = error.reply.status;
      return error.reply;
    }
  };

  const respond = (request: ProviderRequest, path: string, call: ModelCall): Reply => {
    if (key && request.headers.authorization !== `Bearer ${key}`) {
      throw new Refused(401, `Incorrect API key provided: ${request.headers.authorization}`, {
        code: 'invalid_api_key',
      });
    }
    if (request.method !== 'POST') throw new Refused(405, 'Not allowed to GET');
    if (!String(request.headers['content-type']).startsWith('application/json')) throw new Refused(415, 'not JSON');
    call.body = JSON.parse(request.body.toString('utf8')) as Record<string, unknown>;
    if (!path.endsWith('/chat/completions') && !(path.endsWith('/responses') && dialect === 'openai')) {
      return { status: 404, body: '<html>404 page not found</html>' };
    }
    const responses = path.endsWith('/responses');
    const { model } = call.body;
    if (typeof model !== 'string' || (options.models && !options.models.includes(model))) {
      const words =
        dialect === 'ollama'
          ? `model "${model}" not found, try pulling it first`
          : `The model \`${model}\` does not exist`;
      throw new Refused(404, words, { code: 'model_not_found' });
    }
    call.asked = responses ? askedByResponses(call.body) : askedByChat(call.body, dialect);
    const given = answer(call.asked, calls.length);
    const said: Answer = typeof given === 'string' ? { text: given } : given;
    return responses ? sayByResponses(said, model) : sayByChat(said, model, call.asked.stream);
  };
  return { provider, calls };
}

// ── What a request must be like ──────────────────────────────────────────────────────────────────────────────────

function only(object: Record<string, unknown>, known: readonly string[], where: string): void {
  const unknown = Object.keys(object).find((name) => !known.includes(name));
  if (unknown) throw new Refused(400, `Unrecognized request argument supplied: ${where}${unknown}`);
}

const CHAT = [
  'model',
  'messages',
  'max_completion_tokens',
  'max_tokens',
  'modalities',
  'response_format',
  'stream',
  'stream_options',
];

/** Other models refuse to be told how hard to think. */
const thinks = (model: unknown): boolean => /^(o\d|gpt-5)/.test(String(model));

function askedByChat(body: Record<string, unknown>, dialect: NonNullable<ModelServerOptions['dialect']>): Asked {
  only(body, thinks(body['model']) ? [...CHAT, 'reasoning_effort'] : CHAT, '');
  const messages = body['messages'] as Array<{ role: string; content: unknown }>;
  if (!Array.isArray(messages) || messages[0]?.role !== 'system') throw new Refused(400, 'no system message');
  checkRoles(messages.slice(1));
  const maxTokens = Number(body['max_completion_tokens'] ?? body['max_tokens']);
  if (dialect === 'dashscope' && 'max_completion_tokens' in body) {
    throw new Refused(400, 'unknown parameter max_completion_tokens');
  }
  if (dialect === 'openai' && 'max_tokens' in body) {
    throw new Refused(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.");
  }
  if (!Number.isInteger(maxTokens) || maxTokens < 1) throw new Refused(400, 'no limit of tokens');
  if (dialect === 'dashscope' && body['stream'] !== true) {
    throw new Refused(400, 'This model only support stream mode, please enable the stream parameter.');
  }
  const speaks = dialect === 'openai' || dialect === 'dashscope';
  if ('modalities' in body && !speaks) throw new Refused(400, 'Extra inputs are not permitted: modalities');
  const user = messages[1]!.content;
  const parts = Array.isArray(user) ? (user as Array<Record<string, unknown>>) : [{ type: 'text', text: user }];
  const sounds = parts.filter((part) => part['type'] !== 'text');
  if (sounds.length > 1) throw new Refused(400, 'At most 1 audio(s) may be provided in one request.');
  if (sounds.length === 1 && parts[0] !== sounds[0]) throw new Refused(400, 'audio must come before text');
  const wav = sounds[0] ? wavOfPart(sounds[0], dialect) : null;
  if (wav && dialect === 'ollama') throw new Refused(400, 'invalid message content type: input_audio');
  if (wav && dialect === 'openai' && String(body['modalities']) !== 'text')
    throw new Refused(400, 'audio output needs a voice');
  const form = formOfChat(body['response_format'], dialect, wav !== null);
  const data = parts.find((part) => part['type'] === 'text')?.['text'];
  return {
    kind: kindOf(String(messages[0].content)),
    system: String(messages[0].content),
    data: String(data),
    wav,
    form,
    repair: messages.length > 2,
    stream: body['stream'] === true,
    maxTokens,
  };
}

function checkRoles(messages: ReadonlyArray<{ role: string }>): void {
  for (const [i, { role }] of messages.entries()) {
    if (role !== (i % 2 === 0 ? 'user' : 'assistant')) throw new Refused(400, `unexpected role ${role}`);
  }
}

function formOfChat(format: unknown, dialect: string, sound: boolean): Asked['form'] {
  if (format === undefined) return 'words';
  const { type, json_schema: wrapped } = format as { type: string; json_schema?: Record<string, unknown> };
  if (dialect === 'dashscope' || (dialect === 'openai' && sound)) {
    throw new Refused(400, `'response_format' of type '${type}' is not supported with this model.`, {
      param: 'response_format',
    });
  }
  if (type === 'json_object') return 'json';
  if (dialect === 'llamacpp') throw new Refused(400, 'Cannot use both: either json_schema or grammar may be given');
  if (type !== 'json_schema' || !wrapped) throw new Refused(400, 'Invalid response_format');
  only(wrapped, ['name', 'schema', 'strict'], 'response_format.json_schema.');
  checkSchema(wrapped, 'response_format');
  return 'schema';
}

/** OpenAI's strict subset. */
function checkSchema({ name, schema, strict }: Record<string, unknown>, where: string): void {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(String(name))) throw new Refused(400, `Invalid '${where}.name'`);
  if (strict !== true) throw new Refused(400, `${where}: not strict`);
  if ((schema as { type?: unknown }).type !== 'object') throw new Refused(400, `${where}: the root must be an object`);
  const walk = (node: unknown, depth: number): void => {
    if (depth > 10) throw new Refused(400, `${where}: nested too deeply`);
    if (typeof node !== 'object' || node === null) return;
    const one = node as Record<string, unknown>;
    if (one['type'] === 'object') {
      const properties = one['properties'] as Record<string, unknown>;
      if (one['additionalProperties'] !== false) throw new Refused(400, `${where}: additionalProperties must be false`);
      if (JSON.stringify(one['required']) !== JSON.stringify(Object.keys(properties))) {
        throw new Refused(400, `${where}: 'required' is required to include every key in properties`);
      }
      for (const inner of Object.values(properties)) walk(inner, depth + 1);
    }
    for (const key of ['minimum', 'maximum', 'maxLength', 'pattern', 'format', '$schema', 'default']) {
      if (key in one) throw new Refused(400, `${where}: '${key}' is not permitted`);
    }
    walk(one['items'], depth + 1);
    for (const inner of (one['anyOf'] as unknown[] | undefined) ?? []) walk(inner, depth + 1);
  };
  walk(schema, 0);
}

function wavOfPart(part: Record<string, unknown>, dialect: string): Buffer {
  const bare = /^[A-Za-z0-9+/]+={0,2}$/;
  if (part['type'] === 'audio_url' && dialect === 'vllm') {
    const { url } = part['audio_url'] as { url: string };
    const data = /^data:audio\/wav;base64,(.*)$/.exec(url)?.[1];
    if (!data) throw new Refused(400, 'audio_url: no data URL');
    return checkWav(Buffer.from(data, 'base64'));
  }
  if (part['type'] !== 'input_audio') throw new Refused(400, `Invalid content type ${part['type']}`);
  const { data, format } = part['input_audio'] as { data: string; format: string };
  if (format !== 'wav') throw new Refused(400, 'input_audio: format');
  if (dialect === 'dashscope') {
    const inner = /^data:;base64,(.*)$/.exec(data)?.[1];
    if (!inner) throw new Refused(400, 'The provided URL does not appear to be valid: input_audio must be a data URI');
    return checkWav(Buffer.from(inner, 'base64'));
  }
  if (!bare.test(data)) throw new Refused(400, 'input_audio: Invalid base64');
  return checkWav(Buffer.from(data, 'base64'));
}

/** 16 kHz, mono, 16 bits, no longer than the model listens. */
function checkWav(wav: Buffer): Buffer {
  const right =
    wav.toString('latin1', 0, 4) === 'RIFF' && wav.readUInt16LE(22) === 1 && wav.readUInt32LE(24) === 16_000;
  if (!right) throw new Refused(400, 'audio: not a mono WAV of 16 kHz');
  const seconds = (wav.length - 44) / 32_000;
  if (seconds < 9 || seconds > 30.01) throw new Refused(400, `audio: ${seconds} s`);
  return wav;
}

function askedByResponses(body: Record<string, unknown>): Asked {
  const known = ['model', 'instructions', 'input', 'max_output_tokens', 'store', 'text'];
  only(body, thinks(body['model']) ? [...known, 'reasoning'] : known, '');
  if (body['store'] !== false) throw new Refused(400, 'this test wants nothing stored');
  const input = body['input'] as Array<{ role: string; content: string }>;
  checkRoles(input);
  const format = (body['text'] as { format?: Record<string, unknown> } | undefined)?.format;
  if (format?.['type'] === 'json_schema') {
    const { type: _, ...rest } = format;
    only(rest, ['name', 'schema', 'strict'], 'text.format.');
    checkSchema(rest, 'text.format');
  }
  return {
    kind: kindOf(String(body['instructions'])),
    system: String(body['instructions']),
    data: String(input[0]?.content),
    wav: null,
    form: format?.['type'] === 'json_schema' ? 'schema' : format ? 'json' : 'words',
    repair: input.length > 1,
    stream: false,
    maxTokens: Number(body['max_output_tokens']),
  };
}

function kindOf(system: string): Asked['kind'] {
  if (system.includes('short recording')) return 'hear';
  return system.includes('upload') ? 'describe' : 'judge';
}

// ── What comes back ──────────────────────────────────────────────────────────────────────────────────────────────

const usageOf = (text: string) => ({
  prompt_tokens: 1000,
  completion_tokens: Math.ceil(text.length / 4),
  total_tokens: 1,
});

function sayByChat(
  { text, finish = 'stop', refusal, trouble, noUsage }: Answer,
  model: string,
  stream: boolean,
): Reply {
  const usage = noUsage ? {} : { usage: usageOf(text ?? '') };
  if (!stream) {
    const message = { role: 'assistant', content: text ?? null, refusal: refusal ?? null };
    const reply = json(
      {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        model: `${model}-2026-01-01`,
        choices: [{ index: 0, message, finish_reason: finish }],
        ...usage,
      },
      200,
      { 'x-request-id': 'req_1' },
    );
    return trouble ? { ...reply, trouble } : reply;
  }
  const chunk = (delta: object, finish_reason: string | null): string =>
    `data: ${JSON.stringify({ object: 'chat.completion.chunk', model, choices: [{ index: 0, delta, finish_reason }], usage: null })}\n\n`;
  const pieces = (text ?? '').match(/[\s\S]{1,40}/g) ?? [];
  const said = pieces.map((content) => chunk({ content }, null));
  const head = chunk({ role: 'assistant', content: '', reasoning_content: 'Let me {think}' }, null);
  const tail = `${chunk({ refusal: refusal ?? null }, finish)}data: ${JSON.stringify({ model, choices: [], ...usage })}\n\ndata: [DONE]\n\n`;
  const headers = { 'content-type': 'text/event-stream; charset=utf-8' };
  if (trouble) return { status: 200, headers, body: head + said.slice(0, 3).join(''), trouble };
  // `finish: ''` is a stream that ends too early, in order.
  return { status: 200, headers, body: finish === '' ? head + said.slice(0, 3).join('') : head + said.join('') + tail };
}

function sayByResponses({ text, finish = 'stop', refusal, trouble }: Answer, model: string): Reply {
  const content = refusal
    ? [{ type: 'refusal', refusal }]
    : [{ type: 'output_text', text: text ?? '', annotations: [] }];
  const REASONS: Record<string, string> = { length: 'max_output_tokens', content_filter: 'content_filter' };
  const reason = REASONS[finish];
  const { prompt_tokens: input_tokens, completion_tokens: output_tokens } = usageOf(text ?? '');
  const reply = json({
    id: 'resp_1',
    object: 'response',
    status: reason ? 'incomplete' : 'completed',
    incomplete_details: reason ? { reason } : null,
    model: `${model}-2026-01-01`,
    output: [
      { type: 'reasoning', id: 'rs_1', summary: [] },
      { type: 'message', role: 'assistant', content },
    ],
    usage: { input_tokens, output_tokens },
  });
  return trouble ? { ...reply, trouble } : reply;
}

// ── A model that knows everything ────────────────────────────────────────────────────────────────────────────────

export interface AskedEntry {
  n: number;
  artists: string[];
  title: string;
  version?: string;
  before?: string;
  after?: string;
}

export const entriesOf = ({ data }: Asked): AskedEntry[] => (JSON.parse(data) as { entries: AskedEntry[] }).entries;

/** A right answer about one entry: joined artists split, the version out of the title. */
export function judged({ n, artists, title, version }: AskedEntry, more: object = {}): Record<string, unknown> {
  const bracket = /^(.*?)\s*\(([^)]*)\)$/.exec(title);
  return {
    n,
    artists: artists.flatMap((artist) => artist.split(/ feat\. | & | x | vs\. /)),
    title: bracket?.[1] || title,
    version: version ?? bracket?.[2] ?? null,
    remixer: /(.*) Remix/.exec(bracket?.[2] ?? '')?.[1] ?? null,
    label: 'Known Label',
    year: 2014,
    genre: 'House',
    subgenre: 'Deep House',
    mood: ['warm'],
    energy: 6,
    score: 0.9,
    reason: 'The artist has this title.',
    ...more,
  };
}

export const HEARD = {
  genre: 'Techno',
  subgenre: null,
  mood: ['rolling'],
  energy: 8,
  bpm: 128,
  instruments: ['drums', 'synthesizer'],
  vocal: 'female',
  words: 'higher',
  language: 'English',
  description: "rolling techno, female vocal 'higher', about 128 BPM",
};

export const STORY = { title: 'Late Night House', genres: ['House'], arc: 'It begins warm and ends at the peak.' };

export function knowing(asked: Asked): string {
  if (asked.kind === 'hear') return JSON.stringify(HEARD);
  if (asked.kind === 'describe') return JSON.stringify(STORY);
  return JSON.stringify({ entries: entriesOf(asked).map((entry) => judged(entry)) });
}
