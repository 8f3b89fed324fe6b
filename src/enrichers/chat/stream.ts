import { jsonOrUndefined } from '../../domain/text.js';
import type { HttpStream } from '../../net/client.js';
import { TransientError } from '../../net/failures.js';
import { answerOf, chunkSchema } from './completions.js';
import type { ChatAnswer, Fail } from './request.js';

/** An error that came in the middle of a stream, as the server put it. */
export class StreamedError extends Error {
  readonly json: unknown;
  constructor(json: unknown) {
    super('an error in the stream');
    this.json = json;
  }
}

/**
 * Puts a streamed answer together (server-sent events, each `data:` line one JSON chunk, `[DONE]` at the end). Null when what
 * came is no such stream. One that breaks off is no answer, however much of it came.
 */
export async function readStream(title: string, stream: HttpStream, fail: Fail): Promise<ChatAnswer | null> {
  const told = { text: '', refusal: '', finish: '', model: '', usage: undefined as undefined | null | object };
  let chunks = 0;
  let done = false;
  for await (const data of dataLines(stream.body)) {
    if (data === '[DONE]') {
      done = true;
      continue;
    }
    const json = jsonOrUndefined(data);
    if (json && typeof json === 'object' && 'error' in json) throw new StreamedError(json);
    const parsed = chunkSchema.safeParse(json);
    if (!parsed.success) continue;
    chunks++;
    told.model ||= parsed.data.model ?? '';
    told.usage = parsed.data.usage ?? told.usage;
    const [choice] = parsed.data.choices;
    told.text += choice?.delta?.content ?? '';
    told.refusal += choice?.delta?.refusal ?? '';
    told.finish ||= choice?.finish_reason ?? '';
  }
  if (chunks === 0) return null;
  if (!done && told.finish === '') {
    throw new TransientError(title, `${title} broke off in the middle of its answer.`, { charged: true });
  }
  return answerOf(told as Parameters<typeof answerOf>[0], fail);
}

/** Each letter is looked at once: a line may come in thousands of pieces. */
async function* dataLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let begun: string[] = [];
  for await (const piece of body) {
    const [first = '', ...more] = decoder.decode(piece, { stream: true }).split('\n');
    begun.push(first);
    for (const line of more) {
      const data = dataOf(begun.join(''));
      if (data !== null) yield data;
      begun = [line];
    }
  }
  const last = dataOf(begun.join(''));
  if (last !== null) yield last;
}

const dataOf = (line: string): string | null => (line.startsWith('data:') ? line.slice(5).trim() : null);
