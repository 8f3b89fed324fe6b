import * as z from 'zod';
import { ProtocolError, ProviderError } from '../../domain/errors.js';
import type { Context } from '../../domain/ports/context.js';
import { jsonOrUndefined } from '../../domain/text.js';
import type { HttpAnswer } from '../../net/client.js';
import { failureByStatus } from '../../net/failed-answer.js';
import { jsonOf, readAnswer } from '../../net/json.js';
import { multipart } from '../../net/multipart.js';
import type { ProviderTools } from '../../net/provider.js';
import { Service } from '../../net/service.js';
import type { Chat } from '../chat/chat.js';
import { failureOf, type Names, nameAnother, saysGone } from '../chat/failure.js';
import { DialectError, NoModelError } from '../chat/refusals.js';
import { type BatchAnswer, type BatchDoor, BatchFailed, type BatchRequest, type Model } from '../model.js';

export interface BatchSettings {
  names: Omit<Names, 'model'>;
  /** Without a slash at its end. */
  baseUrl: string;
  headers: Record<string, string>;
  /** Of the API that the requests are for: `/chat/completions`. */
  path: string;
  /** Seconds. */
  timeout: number;
  maxWait: number;
}

/** The mark's name in a batch's metadata. */
const MARK = 'tracklistify';
const SHARE = 0.5;
/** A file of answers; far more than any number of tracklists gives. */
const LARGEST = 64 << 20;

const fileSchema = z.object({ id: z.string().min(1) });
const batchSchema = z.object({
  id: z.string().min(1),
  status: z.string(),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
  errors: z
    .object({ data: z.array(z.object({ code: z.string().nullish(), message: z.string().nullish() })).nullish() })
    .nullish()
    .catch(undefined),
  metadata: z.record(z.string(), z.unknown()).nullish().catch(undefined),
});
const batchesSchema = z.object({ data: z.array(batchSchema) });
const lineSchema = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.number(), body: z.unknown() }).nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
});

/** OpenAI's Batch API: a file of requests goes up, and within a day a file of answers comes down, for half the price. */
export function createBatchDoor(model: Model, chat: Chat, settings: BatchSettings, tools: ProviderTools) {
  const { http, clock, redactor } = tools;
  const { baseUrl, headers, path, timeout, maxWait } = settings;
  const { title } = settings.names;
  const namesNow = (): Names => ({ ...settings.names, model: model.id });
  let isGone = false;
  const gone = (words = ''): NoModelError => {
    isGone = true;
    const quote = words ? ` ("${redactor.quote(words, 140)}")` : '';
    return new NoModelError(
      title,
      `${title} has no model "${model.id}" for a batch${quote}. ${nameAnother(namesNow())}`,
      true,
    );
  };
  const service = new Service({
    title,
    rate: { minGapMs: 0, maxConcurrent: 1 },
    free: true,
    retry: { longestPauseMs: maxWait * 1000, attempts: 3 },
    clock,
    random: tools.random,
  });
  const limits = { headersMs: timeout * 1000, idleMs: timeout * 1000, totalMs: timeout * 4000, maxBytes: LARGEST };
  const call = (
    context: Context,
    request: { path: string; body?: Uint8Array | string; contentType?: string; file?: boolean },
  ): Promise<HttpAnswer> =>
    service.call(context, async (signal) => {
      const answer = await http.send({
        provider: title,
        url: `${baseUrl}${request.path}`,
        headers: { ...headers, ...(request.contentType ? { 'content-type': request.contentType } : {}) },
        ...(request.body === undefined ? {} : { body: request.body }),
        signal,
        limits,
      });
      // A file of answers may begin like an error: its status alone tells.
      const fine = request.file && answer.status === 200;
      const failure = fine ? null : failureOf(answer, namesNow(), clock, redactor);
      // What isn't found here may as well be a file or a batch.
      if (failure instanceof NoModelError && failure.isGone) {
        throw saysGone(jsonOf(answer), model.id)
          ? gone()
          : (failureByStatus(title, answer, clock, redactor) ?? failure);
      }
      if (failure) throw failure;
      return answer;
    });
  const linesOf = async (file: string | null | undefined, context: Context): Promise<BatchAnswer[]> => {
    if (!file) return [];
    const answer = await call(context, { path: `/files/${encodeURIComponent(file)}/content`, file: true });
    const lines = answer
      .text()
      .split('\n')
      .filter((line) => line.trim() !== '');
    return lines.map((line) => answerOf(line, { chat, title, gone }));
  };

  const door: BatchDoor = {
    model,
    share: SHARE,
    get isGone() {
      return isGone || model.isGone;
    },
    async submit(requests, mark, context) {
      await chat.mustBeThere(context);
      const lines = await Promise.all(requests.map((request) => lineOf(request, chat, path)));
      const content = new TextEncoder().encode(lines.join(''));
      const form = multipart({ purpose: 'batch' }, { name: 'file', fileName: 'tracklistify.jsonl', content });
      const upload = await call(context, { path: '/files', body: form.body, contentType: form.contentType });
      const { id: input } = readAnswer(fileSchema, title, upload, redactor);
      const body = JSON.stringify({
        input_file_id: input,
        endpoint: `/v1${path}`,
        completion_window: '24h',
        metadata: { [MARK]: mark },
      });
      const made = await call(context, { path: '/batches', body, contentType: 'application/json' });
      return readAnswer(batchSchema, title, made, redactor).id;
    },
    async find(mark, context) {
      const answer = await call(context, { path: '/batches?limit=100' });
      const { data } = readAnswer(batchesSchema, title, answer, redactor);
      return data.find(({ metadata }) => metadata?.[MARK] === mark)?.id ?? null;
    },
    async collect(id, context) {
      const answer = await call(context, { path: `/batches/${encodeURIComponent(id)}` });
      const batch = readAnswer(batchSchema, title, answer, redactor);
      if (['validating', 'in_progress', 'finalizing', 'cancelling'].includes(batch.status)) return null;
      if (batch.status === 'failed') {
        const [first] = batch.errors?.data ?? [];
        if (saysGone({ error: first }, model.id)) throw gone(first?.message ?? '');
        const quote = first?.message ? ` ("${redactor.quote(first.message)}")` : '';
        const advice = 'Run the same command without --batch, or once more.';
        throw new BatchFailed(title, `${title} turned the batch down${quote}. ${advice}`);
      }
      // Completed, expired or cancelled: what was done by then is there, and paid for.
      return [...(await linesOf(batch.output_file_id, context)), ...(await linesOf(batch.error_file_id, context))];
    },
    mend: async (error) => error instanceof DialectError && (await chat.mend(error)),
  };
  return { door, close: () => service.close() };
}

async function lineOf({ id, request }: BatchRequest, chat: Chat, path: string): Promise<string> {
  const body = await chat.bodyOf(request);
  return `${JSON.stringify({ custom_id: id, method: 'POST', url: `/v1${path}`, body })}\n`;
}

/** Each by itself: one bad line costs no other. */
function answerOf(
  line: string,
  { chat, title, gone }: { chat: Chat; title: string; gone: () => NoModelError },
): BatchAnswer {
  const parsed = lineSchema.safeParse(jsonOrUndefined(line));
  if (!parsed.success) return { id: '', answer: null };
  const { custom_id: id, response, error } = parsed.data;
  const status = response?.status_code ?? 0;
  if (status !== 200 && saysGone(response?.body ?? { error }, chat.model)) return { id, answer: gone() };
  // Not got to in time, or a server in trouble: nothing was paid, and it is worth asking again.
  if (error || !response || status === 429 || status >= 500) return { id, answer: null };
  const failure = status === 200 ? null : chat.failureIn(status, response.body);
  if (failure instanceof NoModelError && failure.isGone) return { id, answer: gone() };
  const refused = new ProtocolError(title, `${title} refuses a request of the batch (HTTP ${status}).`);
  if (status !== 200) return { id, answer: failure ?? refused };
  try {
    return { id, answer: chat.read(response.body) ?? refused };
  } catch (why) {
    if (why instanceof ProviderError) return { id, answer: why };
    throw why;
  }
}
