import { type Answer, sayByChat, sayByResponses, thoughtOver, usualThoughts } from './model-answers.js';
import { type Asked, askedByChat, askedByResponses, Refused, type ServerKind } from './model-requests.js';
import { json, type Provider, type ProviderRequest, type Reply } from './protocol.js';

export type { Asked } from './model-requests.js';

export interface ModelServerOptions {
  /** OpenAI itself, vLLM with Qwen2-Audio, DashScope's compatible mode, Ollama's or llama.cpp's way. */
  dialect?: ServerKind;
  key?: string;
  /** What it serves; any model when absent. */
  models?: readonly string[];
  /** Days on which models are switched off, as `GET /models` tells them. */
  shutdowns?: Record<string, string | null>;
  /** Tokens that the model thinks before it answers; by its family and effort when absent. */
  thoughts?: (asked: Asked) => number;
  /** The model's answer, as text; the default knows everything and is valid. */
  answer?: (asked: Asked, call: number) => string | Answer;
  /** Instead of an answer. */
  fault?: (call: number, request: ProviderRequest) => Reply | undefined;
  now?: () => number;
}

export interface ModelCall {
  at: number;
  path: string;
  status: number;
  asked: Asked | null;
  body: Record<string, unknown>;
}

/** A language model's HTTP interface by the protocol sheet, which refuses whatever the real one would refuse. */
export function modelServer(options: ModelServerOptions = {}): {
  provider: Provider;
  calls: ModelCall[];
  looks: string[];
} {
  const { dialect = 'openai', key = 'sk-known-key-0001', answer = (asked) => knowing(asked) } = options;
  const calls: ModelCall[] = [];
  // Of what is only looked up, and costs nothing: the paths.
  const looks: string[] = [];
  const provider: Provider = (request) => {
    const path = new URL(request.url, 'http://models').pathname;
    if (request.method === 'GET' && /\/models(\/|$)/.test(path)) {
      looks.push(path);
      return look(request, path, options, dialect, key);
    }
    const call: ModelCall = { at: (options.now ?? Date.now)(), path, status: 0, asked: null, body: {} };
    calls.push(call);
    if (isJson(request)) call.body = JSON.parse(request.body.toString('utf8')) as Record<string, unknown>;
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
    if (!isJson(request)) throw new Refused(415, 'not JSON');
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
    const { asked } = Object.assign(call, {
      asked: responses ? askedByResponses(call.body) : askedByChat(call.body, dialect),
    });
    const given = answer(asked, calls.length);
    const said = thoughtOver(typeof given === 'string' ? { text: given } : given, asked, {
      thoughts: options.thoughts?.(asked) ?? usualThoughts(model, asked.effort, dialect),
      // There the limit of tokens is the answer's alone.
      capped: dialect !== 'dashscope',
    });
    return responses ? sayByResponses(said, model) : sayByChat(said, model, asked);
  };
  return { provider, calls, looks };
}

const isJson = ({ headers }: ProviderRequest): boolean =>
  String(headers['content-type']).startsWith('application/json');

/** The models' list, and one of them. */
function look(
  request: ProviderRequest,
  path: string,
  { models, shutdowns = {} }: ModelServerOptions,
  dialect: string,
  key: string,
): Reply {
  if (key && request.headers.authorization !== `Bearer ${key}`) {
    return json({ error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } }, 401);
  }
  const served = models ?? (dialect === 'vllm' ? ['Qwen/Qwen2-Audio-7B-Instruct'] : Object.keys(shutdowns));
  const told = (id: string): object => ({
    id,
    object: 'model',
    created: 1,
    owned_by: 'system',
    ...(id in shutdowns ? { shutdown_date: shutdowns[id] } : {}),
  });
  if (path.endsWith('/models')) return json({ object: 'list', data: served.map(told) });
  const id = decodeURIComponent(path.slice(path.indexOf('/models/') + '/models/'.length));
  if (!models || served.includes(id)) return json(told(id));
  return json({ error: { message: `The model '${id}' does not exist`, param: 'model', code: 'model_not_found' } }, 404);
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
