import type { Clock } from '../../../domain/ports/clock.js';
import { systemClock } from '../../../net/clock.js';
import { Pace } from './pace.js';
import type { WebAnswer } from './web.js';

/** Enough for every signature, and for the first lines of a playlist or a page. */
const HEAD_BYTES = 4096;

/** What an address answers with, seen from its headers and first bytes, and not used up: `answer.body` still has all. */
export interface FirstLook {
  answer: WebAnswer;
  head: Uint8Array;
  /** The head as text, without a byte order mark and blank lines before it; bytes that aren't UTF-8 are replaced. */
  text: string;
  /** Without parameters, in lower case: `audio/mpeg`; empty when the server doesn't say. Often wrong. */
  type: string;
}

export async function lookAt(answer: WebAnswer, clock: Clock = systemClock): Promise<FirstLook> {
  const pace = new Pace(answer.url, clock);
  const pieces = answer.body[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const { done, value } = await pieces.next();
    if (done) break;
    pace.took(value.length);
    first.push(value);
    size += value.length;
  }
  const begun = Buffer.concat(first);
  const body = (async function* () {
    try {
      if (begun.length > 0) yield begun;
      for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
    } finally {
      await pieces.return?.();
    }
  })();
  const head = begun.subarray(0, HEAD_BYTES);
  return {
    answer: { ...answer, body },
    head,
    text: head
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trimStart(),
    type: (answer.headers.get('content-type') ?? '').replace(/;.*$/s, '').trim().toLowerCase(),
  };
}
