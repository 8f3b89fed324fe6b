import type { z } from 'zod';
import { ProtocolError } from '../domain/errors.js';
import { jsonOrUndefined, withoutBetween } from '../domain/text.js';
import type { HttpAnswer } from './client.js';
import type { Redactor } from './redactor.js';

/** An answer's JSON, or undefined when it is none. */
export function jsonOf(answer: Pick<HttpAnswer, 'text'>): unknown {
  return jsonOrUndefined(answer.text().replace(/^\uFEFF/, ''));
}

/** Of a page that came instead of an answer, more than its first sentences say. */
const LOOKED_AT = 16_384;

/** The words of a page's beginning. */
export function readable(page: string): string {
  const head = page.slice(0, LOOKED_AT);
  const text = withoutBetween(head, /<(?:script|style)\b/gi, /<\/(?:script|style)\s{0,9}>/gi, 'dropped');
  return text.replace(/<[^<>]*>/g, ' ');
}

/** Says what came instead of the answer that the protocol promises. */
export function notTheAnswer(provider: string, answer: HttpAnswer, redactor: Redactor): ProtocolError {
  const text = answer.text().trim();
  const what =
    text === ''
      ? 'an empty answer'
      : /^<(!doctype|html|head|body|\?xml)/i.test(text)
        ? `a web page instead of an answer ("${redactor.quote(readable(text), 80)}")`
        : /^[[{]/.test(text) && jsonOf(answer) === undefined
          ? 'an answer that breaks off in the middle'
          : `something that isn't its answer ("${redactor.quote(text, 80)}")`;
  return new ProtocolError(
    provider,
    `${provider} (${answer.url.host}) sent ${what} (HTTP ${answer.status}). ` +
      'If this stays so, something between here and there answers in its place, or the service has changed.',
  );
}

/** The answer by its schema, which takes everything that the service is known to send. */
export function readAnswer<T extends z.ZodType>(
  schema: T,
  provider: string,
  answer: HttpAnswer,
  redactor: Redactor,
): z.infer<T> {
  const parsed = schema.safeParse(jsonOf(answer));
  if (parsed.success) return parsed.data;
  throw notTheAnswer(provider, answer, redactor);
}
