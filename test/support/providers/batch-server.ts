import { readForm } from './form.js';
import { type ModelServerOptions, modelServer } from './model-server.js';
import { json, type Provider, type ProviderRequest, type Reply } from './protocol.js';

export interface BatchServerOptions extends ModelServerOptions {
  /** What a batch is like when it is asked about; `completed` when absent. */
  status?: (batch: string, asked: number) => string;
  /** Requests of a batch that aren't got to before it expires, by their `custom_id`. */
  missed?: readonly string[];
  /** Models that answer, but do no batches. */
  notInBatches?: readonly string[];
  /** Instead of an answer, by path. */
  trouble?: (path: string, method: string) => Reply | undefined;
}

interface Batch {
  id: string;
  input: string;
  asked: number;
  metadata: Record<string, string>;
}

/** OpenAI's files and batches by the protocol sheet; what is in a batch is answered by the strict model server. */
export function batchServer(options: BatchServerOptions = {}) {
  const model = modelServer(options);
  const files = new Map<string, string>();
  const batches: Batch[] = [];
  const asked: string[] = [];
  const error = (status: number, message: string): Reply =>
    json({ error: { message, type: 'invalid_request_error', param: null, code: null } }, status);

  const provider: Provider = async (request) => {
    const path = new URL(request.url, 'http://models').pathname.replace(/^\/v1/, '');
    asked.push(`${request.method} ${path}`);
    const trouble = options.trouble?.(path, request.method);
    if (trouble) return trouble;
    if (!path.startsWith('/files') && !path.startsWith('/batches')) return model.provider(request);
    if (request.headers.authorization !== `Bearer ${options.key ?? 'sk-known-key-0001'}`) return error(401, 'no key');
    if (path === '/files' && request.method === 'POST') return upload(request);
    if (path === '/batches' && request.method === 'POST') return make(JSON.parse(request.body.toString()));
    if (path === '/batches')
      return json({
        object: 'list',
        data: batches.map(({ id, metadata }) => ({ id, status: 'in_progress', metadata })),
      });
    const content = /^\/files\/([^/]+)\/content$/.exec(path)?.[1];
    if (content) return files.has(content) ? { status: 200, body: files.get(content)! } : error(404, 'No such File');
    const batch = batches.find(({ id }) => path === `/batches/${id}`);
    return batch ? show(batch) : error(404, 'No such Batch');
  };

  const upload = (request: ProviderRequest): Reply => {
    const form = readForm(request);
    if (form?.get('purpose')?.content.toString() !== 'batch') return error(400, "'purpose' is required");
    const file = form.get('file');
    if (!file?.fileName?.endsWith('.jsonl')) return error(400, 'Expected a file of the format jsonl');
    const id = `file-${files.size + 1}`;
    files.set(id, file.content.toString());
    return json({ id, object: 'file', purpose: 'batch' });
  };

  const make = (body: Record<string, unknown>): Reply => {
    const { input_file_id: input, endpoint, completion_window: window, metadata } = body;
    if (!files.has(String(input))) return error(400, 'no such input file');
    if (window !== '24h' || !/^\/v1\/(chat\/completions|responses)$/.test(String(endpoint)))
      return error(400, 'endpoint');
    const lines = files
      .get(String(input))!
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const ids = lines.map((line) => line['custom_id']);
    if (new Set(ids).size !== ids.length) return error(400, 'custom_id is not unique');
    if (lines.some((line) => line['method'] !== 'POST' || line['url'] !== endpoint))
      return error(400, 'a line for another endpoint');
    const batch = {
      id: `batch_${batches.length + 1}`,
      input: String(input),
      asked: 0,
      metadata: metadata as Batch['metadata'],
    };
    batches.push(batch);
    return json({ id: batch.id, object: 'batch', status: 'validating', metadata });
  };

  const show = async (batch: Batch): Promise<Reply> => {
    const bodies = files.get(batch.input)!.trim().split('\n');
    const models = bodies.map((line) => (JSON.parse(line) as { body: { model: string } }).body.model);
    const refused = models.find((model) => options.notInBatches?.includes(model));
    const status = refused ? 'failed' : (options.status?.(batch.id, ++batch.asked) ?? 'completed');
    const error = refused
      ? { code: 'model_not_found', message: `The provided model '${refused}' is not supported by the Batch API.` }
      : { code: 'token_limit_exceeded', message: 'Enqueued token limit reached' };
    const errors = status === 'failed' ? { data: [error] } : null;
    const done = ['completed', 'expired', 'cancelled'].includes(status);
    const output = done ? await answer(batch) : {};
    return json({ id: batch.id, object: 'batch', status, errors, metadata: batch.metadata, ...output });
  };

  /** In no order, as the real one has none. */
  const answer = async (batch: Batch) => {
    const lines = files.get(batch.input)!.trim().split('\n').reverse();
    const [good, bad]: [string[], string[]] = [[], []];
    for (const line of lines) {
      const { custom_id, url, body } = JSON.parse(line) as { custom_id: string; url: string; body: object };
      if (options.missed?.includes(custom_id)) {
        bad.push(
          JSON.stringify({ custom_id, response: null, error: { code: 'batch_expired', message: 'not got to' } }),
        );
        continue;
      }
      const headers = {
        authorization: `Bearer ${options.key ?? 'sk-known-key-0001'}`,
        'content-type': 'application/json',
      };
      const reply = await model.provider({ method: 'POST', url, headers, body: Buffer.from(JSON.stringify(body)) });
      const response = {
        status_code: reply.status,
        request_id: 'req',
        body: JSON.parse(String(reply.body)) as unknown,
      };
      (reply.status === 200 ? good : bad).push(JSON.stringify({ id: 'x', custom_id, response, error: null }));
    }
    files.set(`${batch.id}-out`, `${good.join('\n')}\n`);
    files.set(`${batch.id}-err`, `${bad.join('\n')}\n`);
    return {
      output_file_id: good.length > 0 ? `${batch.id}-out` : null,
      error_file_id: bad.length > 0 ? `${batch.id}-err` : null,
    };
  };

  return { provider, batches, calls: model.calls, asked };
}
