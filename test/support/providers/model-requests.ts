import { json, type Reply } from './protocol.js';

/** Whose server it is: what it takes differs. */
export type ServerKind = 'openai' | 'vllm' | 'dashscope' | 'ollama' | 'llamacpp';

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
  /** The name of the function that must be called. */
  tool: string | null;
  /** How hard to think, as told: `off` where thinking was forbidden. */
  effort: string | null;
}

export class Refused extends Error {
  readonly reply: Reply;
  constructor(status: number, message: string, more: object = {}) {
    super(message);
    this.reply = json({ error: { message, type: 'invalid_request_error', param: null, code: null, ...more } }, status);
  }
}

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
  'temperature',
];
/** What some take besides. */
const MORE: Record<string, readonly string[]> = {
  openai: ['tools', 'tool_choice'],
  dashscope: ['enable_thinking', 'thinking_budget', 'reasoning_effort'],
};

/** Other models refuse to be told how hard to think. */
export const thinks = (model: unknown): boolean => /^(o\d|gpt-[5-9])/.test(String(model));
const listens = (model: unknown): boolean => /audio/.test(String(model));

const unsupported = (param: string, words: string): Refused =>
  new Refused(400, words, { param, code: 'unsupported_value' });

/** How hard to think and how freely to speak exclude each other, and the largest can't but think. */
function checkThinking(model: unknown, effort: unknown, temperature: unknown, tools: boolean): void {
  const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
  if (effort !== undefined && !EFFORTS.includes(String(effort))) {
    throw unsupported('reasoning_effort', `Invalid value: '${effort}'.`);
  }
  if (/^(gpt-6\S*-(sol|astra)|o\d)/.test(String(model)) && (effort === 'none' || effort === 'minimal')) {
    throw unsupported(
      'reasoning_effort',
      `Unsupported value: 'reasoning_effort' does not support '${effort}' with this model. Supported values are: 'low', 'medium', and 'high'.`,
    );
  }
  if (temperature !== undefined && !(Number(temperature) >= 0 && Number(temperature) <= 2)) {
    throw unsupported('temperature', 'temperature is out of range');
  }
  if (thinks(model) && temperature !== undefined && temperature !== 1 && effort !== 'none') {
    throw unsupported(
      'temperature',
      `Unsupported value: 'temperature' does not support ${temperature} with this model at this reasoning effort. Only the default (1) value is supported.`,
    );
  }
  if (thinks(model) && tools && effort !== 'none') {
    throw new Refused(
      400,
      `Function tools with reasoning_effort are not supported for ${model} here. Use /v1/responses.`,
      {
        param: 'reasoning_effort',
      },
    );
  }
}

/** The one function, which must be called. */
function toolOf({ tools, tool_choice: choice }: Record<string, unknown>): string | null {
  if (tools === undefined && choice === undefined) return null;
  const [tool, ...others] = tools as Array<{ type: string; function: Record<string, unknown> }>;
  if (!tool || others.length > 0 || tool.type !== 'function') throw new Refused(400, 'this test wants one function');
  only(tool.function, ['name', 'description', 'parameters'], 'tools[0].function.');
  const name = String(tool.function['name']);
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) throw new Refused(400, 'Invalid tools[0].function.name');
  if ((tool.function['parameters'] as { type?: unknown })?.type !== 'object') {
    throw new Refused(400, 'Invalid schema for function: the root must be an object');
  }
  const forced = choice as { type?: string; function?: { name?: string } } | undefined;
  if (forced?.type !== 'function' || forced.function?.name !== name) throw new Refused(400, 'tool_choice: not forced');
  return name;
}

/** A message's text, however it is put. */
const textOf = (content: unknown): string =>
  typeof content === 'string' ? content : (content as Array<{ text?: string }>).map(({ text = '' }) => text).join('');

export function askedByChat(body: Record<string, unknown>, dialect: ServerKind): Asked {
  const { model, reasoning_effort: effort, enable_thinking: thinking } = body;
  const known = [...CHAT, ...(MORE[dialect] ?? [])];
  only(body, dialect === 'openai' && thinks(model) ? [...known, 'reasoning_effort'] : known, '');
  checkThinking(model, effort, body['temperature'], 'tools' in body);
  const all = body['messages'] as Array<{ role: string; content: unknown }>;
  const heads = dialect === 'openai' ? ['system', 'developer'] : ['system'];
  if (dialect !== 'openai' && all[0]?.role === 'developer')
    throw new Refused(400, 'Unexpected message role: developer');
  const hasHead = heads.includes(all[0]?.role ?? '');
  const messages = hasHead ? all : [{ role: 'system', content: '' }, ...all];
  checkRoles(messages.slice(1));
  const maxTokens = Number(body['max_completion_tokens'] ?? body['max_tokens']);
  if (dialect === 'dashscope' && 'max_completion_tokens' in body) {
    throw new Refused(400, 'unknown parameter max_completion_tokens');
  }
  if (dialect === 'openai' && 'max_tokens' in body) {
    throw new Refused(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.");
  }
  if (!Number.isInteger(maxTokens) || maxTokens < 1) throw new Refused(400, 'no limit of tokens');
  const isNew = /^qwen3\.8/.test(String(model));
  if (dialect === 'dashscope' && body['stream'] !== true && !isNew) {
    throw new Refused(400, 'This model only support stream mode, please enable the stream parameter.');
  }
  const speaks = dialect === 'openai' || dialect === 'dashscope';
  if ('modalities' in body && (!speaks || (dialect === 'dashscope' && isNew)))
    throw new Refused(400, 'Extra inputs are not permitted: modalities');
  const user = messages[1]!.content;
  const parts = Array.isArray(user) ? (user as Array<Record<string, unknown>>) : [{ type: 'text', text: user }];
  const sounds = parts.filter((part) => part['type'] !== 'text');
  if (sounds.length > 1) throw new Refused(400, 'At most 1 audio(s) may be provided in one request.');
  if (sounds.length === 1 && parts[0] !== sounds[0]) throw new Refused(400, 'audio must come before text');
  const wav = sounds[0] ? wavOfPart(sounds[0], dialect) : null;
  if (wav && dialect === 'ollama') throw new Refused(400, 'invalid message content type: input_audio');
  if (wav && dialect === 'openai') {
    if (!listens(model))
      throw new Refused(400, `This model does not support audio input: ${model}`, { param: 'model' });
    if (String(body['modalities']) !== 'text') throw new Refused(400, 'audio output needs a voice');
  }
  const form = formOfChat(body['response_format'], dialect, listens(model));
  if (form === 'json' && !/json/i.test(messages.map(({ content }) => textOf(content)).join())) {
    throw new Refused(400, "'messages' must contain the word 'json' in some form", { param: 'messages' });
  }
  const data = parts.find((part) => part['type'] === 'text')?.['text'];
  const system = textOf(messages[0]!.content);
  return {
    kind: kindOf(system),
    system,
    data: String(data),
    wav,
    form,
    repair: messages.length > 2,
    stream: body['stream'] === true,
    maxTokens,
    tool: toolOf(body),
    effort: thinking === false ? 'off' : effort === undefined ? null : String(effort),
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

/** OpenAI's strict subset. It doesn't mind a `$schema`, which its own client sends. */
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
    for (const key of ['minimum', 'maximum', 'maxLength', 'pattern', 'format', 'default']) {
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

export function askedByResponses(body: Record<string, unknown>): Asked {
  const known = ['model', 'instructions', 'input', 'max_output_tokens', 'store', 'text', 'temperature'];
  const { model, input: given } = body;
  only(body, thinks(model) ? [...known, 'reasoning'] : known, '');
  if (body['store'] !== false) throw new Refused(400, 'this test wants nothing stored');
  if (listens(model)) throw new Refused(400, `${model} is not supported in the Responses API`, { param: 'model' });
  const effort = (body['reasoning'] as { effort?: string } | undefined)?.effort;
  checkThinking(model, effort, body['temperature'], false);
  const all =
    typeof given === 'string'
      ? [{ role: 'user', content: given }]
      : (given as Array<{ role: string; content: unknown }>);
  const heads = all.filter(({ role }) => role === 'system' || role === 'developer');
  const input = all.slice(heads.length);
  checkRoles(input);
  const format = (body['text'] as { format?: Record<string, unknown> } | undefined)?.format;
  if (format?.['type'] === 'json_schema') {
    const { type: _, ...rest } = format;
    only(rest, ['name', 'schema', 'strict'], 'text.format.');
    checkSchema(rest, 'text.format');
  }
  const system = [body['instructions'] ?? '', ...heads.map(({ content }) => textOf(content))].join('');
  return {
    kind: kindOf(system),
    system,
    data: textOf(input[0]?.content ?? ''),
    wav: null,
    form: format?.['type'] === 'json_schema' ? 'schema' : format ? 'json' : 'words',
    repair: input.length > 1,
    stream: false,
    maxTokens: Number(body['max_output_tokens'] ?? Number.POSITIVE_INFINITY),
    tool: null,
    effort: effort ?? null,
  };
}

function kindOf(system: string): Asked['kind'] {
  if (system.includes('short recording')) return 'hear';
  return system.includes('upload') ? 'describe' : 'judge';
}
