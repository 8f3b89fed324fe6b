import * as z from 'zod';
import { isWebAddress } from '../audio/sources/location.js';
import { issueWords } from '../config/issue-words.js';
import { SourceError, UsageError } from '../domain/errors.js';
import { ON_EXIST } from '../domain/on-exist.js';
import { ARCS } from '../domain/suggestion.js';
import { trackSchema } from '../domain/track-schema.js';

const seconds = z.number().min(0).optional();
const positive = z.number().gt(0).optional();

/** As far as a wrong one would break what reads it. */
const claimList = z.looseObject({
  by: z.string(),
  clock: z.enum(['mix', 'world']).nullable(),
  slack: z.number().min(0),
  claims: z.array(z.looseObject({ track: trackSchema, at: z.number().nullable() })),
});

/** Those that can be wrong though the compiler is content. Others pass, whatever they are. */
const OPTIONS = z.object({
  start: seconds,
  end: seconds,
  step: positive,
  duration: positive,
  maxCalls: z.int().min(0).optional(),
  spoolSize: z.number().min(10).optional(),
  onExist: z.enum(ON_EXIST).optional(),
  claims: z.array(z.union([z.string(), claimList])).optional(),
  history: z.array(z.string()).optional(),
  count: z.int().min(1).optional(),
  steps: z.int().min(1).max(1000).optional(),
  set: positive,
  arc: z.enum(ARCS).optional(),
});

/** Throws UsageError for a number that means nothing and for a stretch without length, before anything is opened. */
export function checkOptions(options: object): void {
  const { success, data, error } = OPTIONS.safeParse(options);
  if (!success) {
    const [issue] = error.issues;
    throw new UsageError(`Option "${issue!.path.join('.')}" is not usable: ${issueWords(issue!)}.`);
  }
  const { start = 0, end } = data;
  if (end === undefined || end > start) return;
  throw new UsageError(`Nothing lies between start (${start}) and end (${end}): end must be the later one.`);
}

/** `publicOnly` is for what strangers name, and a stranger's path is none of theirs. */
export function checkPublic(location: string): void {
  if (isWebAddress(location)) return;
  throw new SourceError(
    `"${location}" is no http or https address, and with publicOnly nothing else is opened. Leave publicOnly out for what you name yourself.`,
  );
}
