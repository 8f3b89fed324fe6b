import { createHash } from 'node:crypto';
import { ProtocolError, ProviderError } from '../../domain/errors.js';
import type { Context } from '../../domain/ports/context.js';
import type { Account } from '../../domain/ports/pace.js';
import type { HttpAnswer } from '../../net/client.js';
import { jsonOf, notTheAnswer } from '../../net/json.js';
import { perSecond } from '../../net/pace.js';
import type { ProviderTools } from '../../net/provider.js';
import { Service } from '../../net/service.js';
import { KnownDialect, otherDialect } from './dialect.js';
import { failureOf, type Names, saysGone } from './failure.js';
import { ContentError, DearerError, DialectError, NoModelError, TruncatedError } from './refusals.js';
import type { ChatAnswer, ChatRequest, Dialect, Fail, SoundForm, Wire } from './request.js';
import { modelsIn, ServedModel } from './served.js';
import { goneNotice, type ShutdownNotice, shutdownIn, shutdownNotice } from './shutdown.js';
import { readStream, StreamedError } from './stream.js';
import { Thoughts } from './thoughts.js';

export interface ChatSettings {
  /** As in evidence and in the cache: `openai`. */
  provider: string;
  names: Omit<Names, 'model'>;
  /** Those that are meant for the work, the best first. */
  models: readonly [string, ...string[]];
  /** Nobody has named one: the server is asked which of them it has, or what else. */
  asksServed: boolean;
  /** Days of which it is known that models are switched off; null where nobody ever tells. */
  shutdowns: Readonly<Record<string, string>> | null;
  /** Without a slash at its end. */
  baseUrl: string;
  headers: Record<string, string>;
  wire: Wire;
  /** How such a model is asked. */
  manner(model: string): Manner;
  callsPerSecond: number;
  concurrency: number;
  /** Seconds. */
  timeout: number;
  maxWait: number;
  retryCharged: boolean;
}

export interface Manner {
  /** What to begin with. */
  dialect: Dialect;
  /** What its thoughts take where it isn't told not to think. */
  thinkingTokens: number;
}

/** What is looked up besides is waited for no longer. */
const LOOK = { headersMs: 5000, idleMs: 5000, totalMs: 10_000 };
/** The stream of a model that thinks may be silent for a while. */
const IDLE_MS = 60_000;

/** One model on one server. It is asked one question after the other or several at once, within its limits. */
export class Chat {
  readonly #settings: ChatSettings;
  readonly #tools: ProviderTools;
  readonly #service: Service;
  readonly #served: ServedModel;
  readonly #thoughts = new Thoughts();
  readonly #fail: Fail;
  #dialects: { model: string; known: KnownDialect } | null = null;
  /** It isn't there: found out once, told to everybody. */
  #missing: NoModelError | null = null;
  #understood = false;
  #hasLookedForEnd = false;
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
    const list = createHash('sha256')
      .update(JSON.stringify([settings.baseUrl, settings.models]))
      .digest('hex');
    this.#served = new ServedModel(settings.models, `${settings.provider}/served/1/${list}`, tools.keeping);
    this.#fail = {
      refused: (words, usage) =>
        new ContentError(title, `${title} declines: ${tools.redactor.quote(words, 120)}.`, usage),
      truncated: (usage) => new TruncatedError(title, `The answer of ${title} was cut off at its limit.`, usage),
    };
  }

  get model(): string {
    return this.#served.name;
  }

  /** It was asked, and is no more. */
  get isGone(): boolean {
    return this.#missing?.isGone ?? false;
  }

  /** For work of a day, which shouldn't come back undone: throws NoModelError where the model is known to be no more. */
  async mustBeThere(context: Context): Promise<void> {
    const end = await this.#tellEnd(context);
    if (end?.isGone) this.#missing ??= new NoModelError(this.#settings.names.title, `${end.says} ${end.mend}`, true);
    if (this.#missing) throw this.#missing;
  }

  /** Room for thoughts besides the answer, as far as is known. */
  get thinkingTokens(): number {
    return this.#room(this.#known.current);
  }

  /** Finds out what is asked and how; with no context, asks nobody, and goes by what is remembered. */
  async settle(context: Context | null): Promise<void> {
    if (this.#settings.asksServed) {
      const look = async () => context && modelsIn(fine(await this.#look('/models', context.signal)));
      await this.#served.settle(context && look);
    }
    await this.#known.get();
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
    await this.settle(context);
    if (this.#missing) throw this.#missing;
    let dialect = await this.#known.get();
    await this.#tellEnd(context);
    const sounds: SoundForm[] = [dialect.sound];
    const tried = new Set<string>();
    for (;;) {
      try {
        const using = dialect;
        this.#mustFit(request, using);
        const answer = await this.#service.call(context, (signal) => {
          sending();
          return this.#send(request, using, signal);
        });
        this.#understood = true;
        const room = request.thoughtTokens ?? this.#room(using);
        if (answer.usage) this.#thoughts.learn(answer.usage, { room, limit: request.maxOutputTokens + room });
        await this.#known.learn(using);
        return answer;
      } catch (error) {
        if (error instanceof NoModelError) this.#missing = error;
        if (error instanceof TruncatedError && error.usage) this.#thoughts.learnCutOff(error.usage);
        const next = error instanceof DialectError ? otherDialect(dialect, error.complaint, request, { sounds }) : null;
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
    if (dialect.form === 'schema' || dialect.form === 'tool') await this.#known.learn({ ...dialect, form: 'words' });
  }

  /** The body of a question that another way takes there, and the whole of it: never as a stream. */
  async bodyOf(request: ChatRequest): Promise<Record<string, unknown>> {
    const dialect = await this.#known.get();
    const { wire } = this.#settings;
    return wire.body(this.#withThoughts(request, dialect), { ...dialect, stream: false }, this.model);
  }

  /** The answer in the body that came another way; null when it is none. Throws what the wire throws. */
  read(json: unknown): ChatAnswer | null {
    const read = this.#settings.wire.read(json, this.#fail);
    return read && { ...read, model: read.model || this.model };
  }

  /** Why an answer that came another way is none; null when it may be one. */
  failureIn(status: number, json: unknown): ProviderError | null {
    const { baseUrl, wire } = this.#settings;
    const frame = { status, headers: { get: () => null }, url: new URL(`${baseUrl}${wire.path}`) };
    const answer = answerOf(frame, Buffer.from(JSON.stringify(json ?? null)));
    return failureOf(answer, this.#names, this.#tools.clock, this.#tools.redactor);
  }

  /** Puts questions another way from now on, by what the server said against one; false where that tells no other way. */
  async mend(error: DialectError): Promise<boolean> {
    const next = otherDialect(await this.#known.get(), error.complaint, {}, { sounds: [] });
    if (next) await this.#known.learn(next);
    return next !== null;
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
      body: JSON.stringify(wire.body(this.#withThoughts(request, dialect), dialect, this.model)),
      signal,
    };
    const waiting = { headersMs: timeout * 1000, idleMs: Math.min(IDLE_MS, timeout * 1000), totalMs: timeout * 2000 };
    if (dialect.stream) return this.#sendStreamed({ ...whole, limits: { ...waiting, maxBytes: 4 << 20 } });
    const answer = await http.send({ ...whole, limits: waiting });
    this.#refuse(answer);
    const read = wire.read(jsonOf(answer), this.#fail);
    if (!read) throw notTheAnswer(names.title, answer, redactor);
    return { ...read, model: read.model || this.model };
  }

  async #sendStreamed(request: Parameters<ProviderTools['http']['open']>[0]): Promise<ChatAnswer> {
    const { names, wire } = this.#settings;
    const { http, redactor } = this.#tools;
    const stream = await http.open(request);
    const type = stream.headers.get('content-type') ?? '';
    if (stream.status === 200 && type.startsWith('text/event-stream')) {
      try {
        const read = await readStream(names.title, stream, this.#fail);
        if (read) return { ...read, model: read.model || this.model };
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
    return { ...read, model: read.model || this.model };
  }

  /** What this model understands there. */
  get #known(): KnownDialect {
    const { settings, model } = { settings: this.#settings, model: this.model };
    if (this.#dialects?.model !== model) {
      const place = `${settings.baseUrl}${settings.wire.path} ${model}`;
      const { dialect } = settings.manner(model);
      const known = new KnownDialect(dialect, settings.provider, place, this.#tools.keeping);
      this.#dialects = { model, known };
    }
    return this.#dialects.known;
  }

  get #names(): Names {
    const { names, models } = this.#settings;
    const { served } = this.#served;
    return { ...names, model: this.model, others: served.length > 0 ? served : (names.others ?? models) };
  }

  #room(dialect: Dialect): number {
    return this.#thoughts.room(dialect, this.#settings.manner(this.model).thinkingTokens);
  }

  /** Nobody asks for more than was reckoned with: whoever asks reckons anew. */
  #mustFit({ thoughtTokens }: ChatRequest, dialect: Dialect): void {
    if (thoughtTokens === undefined || this.#room(dialect) <= thoughtTokens) return;
    this.#known.use(dialect);
    const { title } = this.#settings.names;
    throw new DearerError(title, `${title} takes ${this.model} to think before it answers.`);
  }

  #withThoughts(request: ChatRequest, dialect: Dialect): ChatRequest {
    const room = request.thoughtTokens ?? this.#room(dialect);
    return { ...request, maxOutputTokens: request.maxOutputTokens + room };
  }

  /** Once a run, before the first question: whether the model is soon to be no more. That it is no more, the question will show. */
  async #tellEnd(context: Context): Promise<ShutdownNotice | null> {
    const { shutdowns } = this.#settings;
    if (!shutdowns || this.#hasLookedForEnd) return null;
    this.#hasLookedForEnd = true;
    const notice = await this.ending(context.signal);
    if (notice && !notice.isGone) context.emit({ type: 'warning', message: `${notice.says} ${notice.mend}` });
    return notice;
  }

  /** That the model is no more or soon won't be; without a signal by what is known of it here, and nobody is asked. */
  async ending(signal: AbortSignal | null): Promise<ShutdownNotice | null> {
    const path = `/models/${encodeURIComponent(this.model)}`;
    const answer = signal && this.#settings.shutdowns ? await this.#look(path, signal) : null;
    if (answer?.status === 404 && saysGone(jsonOf(answer), this.model)) return goneNotice(this.#names);
    const told = shutdownIn(fine(answer));
    const known = this.#settings.shutdowns?.[this.model];
    return shutdownNotice(this.#names, told === undefined ? known : told, this.#tools.clock.now());
  }

  /** What can be looked up for nothing. It helps where it can be had, and is missed nowhere. */
  async #look(path: string, signal: AbortSignal): Promise<HttpAnswer | null> {
    const { names, baseUrl, headers } = this.#settings;
    try {
      const url = `${baseUrl}${path}`;
      return await this.#tools.http.send({ provider: names.title, url, headers, signal, limits: LOOK });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ProviderError)) throw error;
      return null;
    }
  }

  #refuse(answer: HttpAnswer): void {
    const failure = failureOf(answer, this.#names, this.#tools.clock, this.#tools.redactor);
    if (failure) throw failure;
  }
}

/** What an answer that is one says. */
const fine = (answer: HttpAnswer | null): unknown => (answer?.status === 200 ? jsonOf(answer) : null);

/** Limits are a model's, of one key. */
const accountOf = ({ provider, baseUrl, headers, models }: ChatSettings): Account => ({
  provider,
  address: baseUrl,
  identity: `${models[0]} ${JSON.stringify(headers)}`,
});

const answerOf = (stream: Pick<HttpAnswer, 'status' | 'headers' | 'url'>, body: Buffer): HttpAnswer => ({
  status: stream.status,
  headers: stream.headers,
  url: stream.url,
  body,
  text: () => body.toString('utf8'),
});
