import { hasNews, type Knowledge, type Looked } from '../../domain/looked.js';
import { lengthOf, type Span, without } from '../../domain/span.js';
import type { RetryWith } from './run.js';

/** What of a stretch is left may be shorter than this: two results of one mix differ about it. */
const HAIR = 1;

/** Whether a mix has to be opened: there is news for it, it isn't any more what was looked at, or a service may know more by now. */
export function isDue(
  kept: string,
  looked: Looked | undefined,
  { knowledge, services, calls, askAgainAfter, now }: Omit<RetryWith, 'ear' | 'libraries'>,
): boolean {
  if (!looked || looked.kept !== kept || hasNews(knowledge, looked)) return true;
  if (calls.left < 1) return false;
  return services.some(({ name }) => {
    const asked = looked.services[name];
    return asked === undefined || now() - Date.parse(asked) >= askAgainAfter;
  });
}

/** Those of its open stretches that weren't compared with what there is now. */
export function toCompare(stretches: readonly Span[], now: Knowledge, looked: Looked | undefined): Span[] {
  if (!looked || hasNews(now, looked)) return [...stretches];
  return stretches.filter((stretch) => without(stretch, looked.spans).some((part) => lengthOf(part) > HAIR));
}
