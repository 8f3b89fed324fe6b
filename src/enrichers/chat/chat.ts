import { ProtocolError } from '../../domain/errors.js';
import type { Context } from '../../domain/ports/context.js';
import type { Account } from '../../domain/ports/pace.js';
import type { HttpAnswer } from '../../net/client.js';
import { jsonOf, notTheAnswer } from '../../net/json.js';
import { perSecond } from '../../net/pace.js';
import type { ProviderTools } from '../../net/provider.js';
import { Service } from '../../net/service.js';
import { KnownDialect, otherDialect } from './dialect.js';
import { failureOf, type Names } from './failure.js';
import { ContentError, DialectError, NoModelError, TruncatedError } from './refusals.js';
import type { ChatAnswer, ChatRequest, Dialect, Fail, SoundForm, Wire } from './request.js';
import { readStream, StreamedError } from './stream.js';

export interface ChatSettings {
  /** As in evidence and in the cache: `openai`. */
  provider: string;
  names: Names;
  /** Without a slash at its end. */
  baseUrl: string;
  headers: Record<string, string>;
  wire: Wire;
  /** What to begin with. */
  dialect: Dialect;
  /** For thoughts, besides the answer. */
  thinkingTokens: number;
  callsPerSecond: number;
  concurrency: number;
  /** Seconds. */
  timeout: number;
  maxWait: number;
  retryCharged: boolean;
}

/** The stream of a model that thinks may be silent for a while. */
const IDLE_MS = 60_000;

/** One model on one server. It is asked one question after the other or several at once, within its limits. */
export class Chat {
  readonly #settings: ChatSettings;
  readonly #tools: ProviderTools;
  readonly #service: Service;
  readonly #known: KnownDialect;
  readonly #fail: Fail;
  /** It isn't there: found out once, told to everybody. */
  #missing: NoModelError | null = null;
  #understood = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(settings: ChatSettings, tools: ProviderTools) {
    this.#settings = settings;
    this.#tools = tools;
    const { title } = settings.names;
    this.#service = new Service({
      title,
      rate: perSecond(settings.callsPerSecond, settings.concurrency),
      pace: tools.paceOf?.(accountOf(settings)),
      retry: { repeatCharged: settings.retryCharged, longestPauseMs: settings.maxWait * 1000, attempts: 3 },
      clock: tools.clock,
      random: tools.random,
    });
    const place = `${settings.baseUrl}${settings.wire.path} ${settings.names.model}`;
    this.#known = new KnownDialect(settings.dialect, settings.provider, place, tools.keeping);
    this.#fail = {
      refused: (words, usage) =>
        new ContentError(title, `${title} declines: ${tools.redactor.quote(words, 120)}.`, usage),
      truncated: (usage) => new TruncatedError(title, `The answer of ${title} was cut off at its limit.`, usage),
    };
  }

  /** Until one question has been answered they go one by one: what the server understands is found out once. */
  async ask(request: ChatRequest, context: Context, sending: () => void): Promise<ChatAnswer> {
    if (this.#understood) return this.#askIn(request, context, sending);
    const mine = this.#turn.then(() => this.#askIn(request, context, sending));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  /** Puts the question in the way that the server is known to understand, else in the ways that are left. */
  async #askIn(request: ChatRequest, context: Context, sending: () => void): Promise<ChatAnswer> {
    context.signal.throwIfAborted();
    if (this.#missing) throw this.#missing;
    let dialect = await this.#known.get();
    const sounds: SoundForm[] = [dialect.sound];
    const tried = new Set<string>();
    for (;;) {
      try {
        const using = dialect;
        const answer = await this.#service.call(context, (signal) => {
          sending();
          return this.#send(request, using, signal);
        });
        this.#understood = true;
        await this.#known.learn(using);
        return answer;
      } catch (error) {
        if (error instanceof NoModelError) this.#missing = error;
        const next = error instanceof DialectError ? otherDialect(dialect, error.words, request, { sounds }) : null;
        tried.add(JSON.stringify(dialect));
        if (!next || tried.has(JSON.stringify(next))) throw error;
        if (next.sound !== dialect.sound) sounds.push(next.sound);
        dialect = next;
      }
    }
  }

  /** The answers don't keep to the schema that goes with the request: from now on it is spelled out. */
  async spellOut(): Promise<void> {
    const dialect = await this.#known.get();
    if (dialect.form === 'schema') await this.#known.learn({ ...dialect, form: 'words' });
  }

  /** The body of a question that another way takes there, and the whole of it: never as a stream. */
  async bodyOf(request: ChatRequest): Promise<Record<string, unknown>> {
    const dialect = await this.#known.get();
    const { wire, names } = this.#settings;
    return wire.body(this.#withThoughts(request), { ...dialect, stream: false }, names.model);
  }

  /** The answer in the body that came another way; null when it is none. Throws what the wire throws. */
  read(json: unknown): ChatAnswer | null {
    const read = this.#settings.wire.read(json, this.#fail);
    return read && { ...read, model: read.model || this.#settings.names.model };
  }

  async close(): Promise<void> {
    await this.#service.close();
  }

  async #send(request: ChatRequest, dialect: Dialect, signal: AbortSignal): Promise<ChatAnswer> {
    const { names, baseUrl, headers, wire, timeout } = this.#settings;
    const { http, redactor } = this.#tools;
    const whole = {
      provider: names.title,
      url: `${baseUrl}${wire.path}`,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(wire.body(this.#withThoughts(request), dialect, names.model)),
      signal,
    };
    const waiting = { headersMs: timeout * 1000, idleMs: Math.min(IDLE_MS, timeout * 1000), totalMs: timeout * 2000 };
    if (dialect.stream) return this.#sendStreamed({ ...whole, limits: { ...waiting, maxBytes: 4 << 20 } });
    const answer = await http.send({ ...whole, limits: waiting });
    this.#refuse(answer);
    const read = wire.read(jsonOf(answer), this.#fail);
    if (!read) throw notTheAnswer(names.title, answer, redactor);
    return { ...read, model: read.model || names.model };
  }

  async #sendStreamed(request: Parameters<ProviderTools['http']['open']>[0]): Promise<ChatAnswer> {
    const { names, wire } = this.#settings;
    const { http, redactor } = this.#tools;
    const stream = await http.open(request);
    const type = stream.headers.get('content-type') ?? '';
    if (stream.status === 200 && type.startsWith('text/event-stream')) {
      try {
        const read = await readStream(names.title, stream, this.#fail);
        if (read) return { ...read, model: read.model || names.model };
      } catch (error) {
        if (!(error instanceof StreamedError)) throw error;
        this.#refuse(answerOf(stream, Buffer.from(JSON.stringify(error.json))));
      }
      throw new ProtocolError(names.title, `${names.title} sent a stream without an answer in it.`);
    }
    // Errors come whole, and so do the answers of servers that don't stream.
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream.body) chunks.push(chunk);
    const answer = answerOf(stream, Buffer.concat(chunks));
    this.#refuse(answer);
    const read = wire.read(jsonOf(answer), this.#fail);
    if (!read) throw notTheAnswer(names.title, answer, redactor);
    return { ...read, model: read.model || names.model };
  }

  #withThoughts(request: ChatRequest): ChatRequest {
    return { ...request, maxOutputTokens: request.maxOutputTokens + this.#settings.thinkingTokens };
  }

  #refuse(answer: HttpAnswer): void {
    const failure = failureOf(answer, this.#settings.names, this.#tools.clock, this.#tools.redactor);
    if (failure) throw failure;
  }
}

/** Limits are a model's, of one key. */
const accountOf = ({ provider, baseUrl, headers, names }: ChatSettings): Account => ({
  provider,
  address: baseUrl,
  identity: `${names.model} ${JSON.stringify(headers)}`,
});

const answerOf = (stream: Pick<HttpAnswer, 'status' | 'headers' | 'url'>, body: Buffer): HttpAnswer => ({
  status: stream.status,
  headers: stream.headers,
  url: stream.url,
  body,
  text: () => body.toString('utf8'),
});
