import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ProtocolError } from '../../domain/errors.js';
import type { Context } from '../../domain/ports/context.js';
import type { Namer, Naming, WholeRecording } from '../../domain/ports/name.js';
import type { HttpAnswer } from '../../net/client.js';
import { readAnswer } from '../../net/json.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { batchSchema, lookupSchema, namingOf } from './answer.js';
import { AcoustidApi, type Fields, type Told } from './api.js';
import type { AcoustidSettings } from './settings.js';
import { secondsOf, submitting } from './submit.js';
import { NAME, TITLE } from './verdict.js';

/** To be raised when answers are read differently, so that old readings aren't used. */
const READING = 1;
/** Its own limit for one call. */
const TOGETHER = 20;
const META = 'recordings sources isrcs';

const keptSchema = z.object({
  found: z
    .object({
      title: z.string().optional(),
      version: z.string().optional(),
      artists: z.array(z.string()),
      isrc: z.string().optional(),
      ids: z.record(z.string(), z.string()),
    })
    .nullable(),
});

/** A recording with the key that its answer is kept by. */
interface Question {
  key: string;
  fingerprint: string;
  /** Whole seconds, as the service takes them. */
  duration: number;
}

export function createAcoustid(settings: AcoustidSettings, tools: ProviderTools): Made<Namer> {
  const api = new AcoustidApi(settings, tools);
  const lookup = new Lookup(api, tools);
  const { userKey } = settings;
  const provider: Namer = {
    name: NAME,
    title: TITLE,
    together: TOGETHER,
    lookUp: (recordings, context) => lookup.all(recordings, context),
    ...(userKey && { submit: submitting(api, userKey, tools) }),
  };
  return { provider, close: () => api.close() };
}

function questionOf(recording: WholeRecording): Question {
  const { fingerprint } = recording;
  const duration = secondsOf(recording);
  const hash = createHash('sha256').update(fingerprint).digest('hex');
  return { key: `${NAME}/${READING}/${duration}/${hash}`, fingerprint, duration };
}

class Lookup {
  readonly #api: AcoustidApi;
  readonly #tools: ProviderTools;

  constructor(api: AcoustidApi, tools: ProviderTools) {
    this.#api = api;
    this.#tools = tools;
  }

  async all(recordings: readonly WholeRecording[], context: Context): Promise<(Naming | null)[]> {
    const questions = recordings.map(questionOf);
    const known = new Map<string, Naming | null>();
    // One sound may be there twice.
    const waiting = new Map<string, Question>();
    for (const question of questions) {
      const kept = await this.#kept(question.key);
      if (kept === undefined) waiting.set(question.key, question);
      else known.set(question.key, kept);
    }
    const keep = async (key: string, naming: Naming | null): Promise<void> => {
      known.set(key, naming);
      const { keeping } = this.#tools;
      await keeping?.cache.set(key, { found: naming }, naming ? keeping.matchSeconds : keeping.noMatchSeconds);
    };
    const rest = [...waiting.values()];
    for (let at = 0; at < rest.length; at += TOGETHER) await this.#ask(rest.slice(at, at + TOGETHER), keep, context);
    return questions.map(({ key }) => known.get(key) ?? null);
  }

  /** Undefined where nothing is. Anybody may have changed a file of the cache: what isn't an answer is asked for again. */
  async #kept(key: string): Promise<Naming | null | undefined> {
    const { keeping } = this.#tools;
    if (!keeping || keeping.refresh) return undefined;
    const kept = keptSchema.safeParse(await keeping.cache.get(key));
    return kept.success ? (kept.data.found as Naming | null) : undefined;
  }

  /** Asks until each has its answer: what is too much for one call in halves, and what a batch leaves out by itself. */
  async #ask(
    questions: readonly Question[],
    keep: (key: string, naming: Naming | null) => Promise<void>,
    context: Context,
  ): Promise<void> {
    const [first, ...others] = questions;
    if (!first) return;
    const answer = await (others.length === 0 ? this.#one(first, context) : this.#many(questions, context));
    if ('refused' in answer) {
      if (others.length > 0) {
        const half = Math.ceil(questions.length / 2);
        await this.#ask(questions.slice(0, half), keep, context);
        return this.#ask(questions.slice(half), keep, context);
      }
      if (answer.refused === 'tooLarge') {
        throw new ProtocolError(
          TITLE,
          'AcoustID takes one fingerprint for too large a question, so something is wrong there.',
        );
      }
      // It won't take it another time either, and the others needn't wait for that.
      return keep(first.key, null);
    }
    const left: Question[] = [];
    for (const [at, question] of questions.entries()) {
      const naming = answer.told.get(at);
      if (naming === undefined) left.push(question);
      else await keep(question.key, naming);
    }
    if (left.length === questions.length) {
      throw new ProtocolError(TITLE, 'AcoustID answered, but about nothing that it was asked.');
    }
    return this.#ask(left, keep, context);
  }

  #one({ fingerprint, duration }: Question, context: Context): Promise<Told<Map<number, Naming | null>>> {
    const read = (answer: HttpAnswer) => {
      const { results } = readAnswer(lookupSchema, TITLE, answer, this.#tools.redactor);
      return new Map([[0, namingOf(results, duration)]]);
    };
    return this.#look(
      [
        ['fingerprint', fingerprint],
        ['duration', String(duration)],
      ],
      read,
      context,
    );
  }

  #many(questions: readonly Question[], context: Context): Promise<Told<Map<number, Naming | null>>> {
    const fields: Fields = questions.flatMap(({ fingerprint, duration }, at) => [
      [`fingerprint.${at}`, fingerprint] as const,
      [`duration.${at}`, String(duration)] as const,
    ]);
    const read = (answer: HttpAnswer) => {
      const { fingerprints } = readAnswer(batchSchema, TITLE, answer, this.#tools.redactor);
      const found = fingerprints.flatMap(({ index, results }) => {
        const question = questions[index];
        return question ? [[index, namingOf(results, question.duration)] as const] : [];
      });
      return new Map(found);
    };
    return this.#look([['batch', '1'], ...fields], read, context);
  }

  #look(
    fields: Fields,
    read: (answer: HttpAnswer) => Map<number, Naming | null>,
    context: Context,
  ): Promise<Told<Map<number, Naming | null>>> {
    const isMatch = (told: Map<number, Naming | null>): boolean => [...told.values()].some((naming) => naming !== null);
    return this.#api.ask({ path: 'lookup', fields: [['meta', META], ...fields], read, isMatch }, context);
  }
}
