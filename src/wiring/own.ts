import * as z from 'zod';
import { issueWords } from '../config/issue-words.js';
import { ValidationError } from '../domain/errors.js';
import type {
  FileIdentifier,
  Identifier,
  MixIdentifier,
  MixListener,
  SampleIdentifier,
} from '../domain/ports/identify.js';
import type { Resolver } from '../domain/ports/resolve.js';
import { matchSchema } from '../domain/schema.js';
import { trackSchema } from '../domain/track-schema.js';

/** What a program brings of its own is checked as an answer from outside is: what is wrong with it is said by its name. */

const name = z.string().min(1);
const amount = z.number().min(0);
const rate = z.int().min(1000).max(384_000);
const act = z.custom<unknown>((value) => typeof value === 'function', 'it must be a function');
const maybe = act.optional();
const IDENTIFIER = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sample'),
    name,
    rate,
    seconds: z.number().min(1).max(600),
    gap: amount.optional(),
    identify: act,
    recall: maybe,
  }),
  z.object({ kind: z.literal('mix'), name, rate, listen: act }),
  z.object({ kind: z.literal('file'), name, scan: act, reckon: act }),
]);
const LISTENER = z.object({ hear: act, soFar: act, finish: act, breakOff: act });
const RESOLVER = z.object({ name, after: z.array(z.string()).optional(), resolve: act, recall: maybe });

const named = { title: z.string().regex(/\S/, 'it must not be empty') };
const MATCHES = z.array(
  matchSchema.extend({
    mixDuration: matchSchema.shape.mixDuration.min(0),
    track: trackSchema.extend(named),
    otherNames: z.array(trackSchema.extend(named)).exactOptional(),
  }),
);
const COST = z.object({
  calls: amount,
  expected: amount,
  seconds: amount,
  bills: z.object({ amount, unit: z.string() }).exactOptional(),
});
const RESOLUTION = z.object({
  // Not the schema's own: a list that is left out says nothing, and mustn't become an empty one.
  track: trackSchema.extend({ title: named.title.exactOptional(), artists: z.array(z.string()).exactOptional() }),
  agreement: z.number().min(0).max(1).nullable(),
});

export function ownIdentifier(given: Identifier): Identifier {
  refuseOther('identifier', given, IDENTIFIER);
  switch (given.kind) {
    case 'sample':
      return ownSample(given);
    case 'mix':
      return ownMix(given);
    case 'file':
      return ownFile(given);
  }
}

export function ownResolver(given: Resolver): Resolver {
  refuseOther('resolver', given, RESOLVER);
  const read = reading('resolver', given.name, RESOLUTION.nullable());
  return {
    name: given.name,
    ...(given.after && { after: given.after }),
    resolve: async (...asked) => read('resolve', await given.resolve(...asked)),
    ...(given.recall && { recall: async (...asked) => read('recall', await given.recall!(...asked)) }),
  };
}

function ownSample(given: SampleIdentifier): SampleIdentifier {
  const read = reading('identifier', given.name, MATCHES);
  const readKept = reading('identifier', given.name, MATCHES.nullable());
  const { kind, name, rate, seconds, gap, dispensable } = given;
  return {
    ...{ kind, name, rate, seconds },
    ...(gap !== undefined && { gap }),
    ...(dispensable !== undefined && { dispensable }),
    identify: async (...asked) => read('identify', await given.identify(...asked)),
    ...(given.recall && { recall: async (...asked) => readKept('recall', await given.recall!(...asked)) }),
  };
}

function ownMix(given: MixIdentifier): MixIdentifier {
  const read = reading('identifier', given.name, MATCHES);
  const { kind, name, rate } = given;
  return {
    ...{ kind, name, rate },
    listen(...asked): MixListener {
      const listener = given.listen(...asked);
      reading('identifier', name, LISTENER)('listen', listener);
      return {
        hear: async (pcm) => listener.hear(pcm),
        soFar: () => read('soFar', listener.soFar()),
        finish: async () => read('finish', await listener.finish()),
        breakOff: async () => read('breakOff', await listener.breakOff()),
      };
    },
  };
}

function ownFile(given: FileIdentifier): FileIdentifier {
  const read = reading('identifier', given.name, MATCHES);
  const readCost = reading('identifier', given.name, COST);
  return {
    kind: 'file',
    name: given.name,
    async *scan(...asked) {
      for await (const found of given.scan(...asked)) yield read('scan', found);
    },
    reckon: async (...asked) => readCost('reckon', await given.reckon(...asked)),
  };
}

function refuseOther(what: 'identifier' | 'resolver', given: unknown, schema: z.ZodType): void {
  const parsed = schema.safeParse(given);
  if (parsed.success) return;
  const { name } = Object(given) as { name?: unknown };
  const which =
    typeof name === 'string' && name !== ''
      ? `The ${what} "${name}"`
      : what === 'identifier'
        ? 'An identifier'
        : 'A resolver';
  throw new ValidationError(`${which} of your own is not usable: ${issueIn(parsed.error)}.`);
}

/** Reads what its functions give. */
function reading<T>(what: string, name: string, schema: z.ZodType<T>): (from: string, value: unknown) => T {
  return (from, value) => {
    const parsed = schema.safeParse(withoutUndefined(value));
    if (parsed.success) return parsed.data;
    throw new ValidationError(`The ${what} "${name}" gave by ${from}() what is no answer: ${issueIn(parsed.error)}.`);
  };
}

function issueIn({ issues: [issue] }: z.ZodError): string {
  const { path, ...rest } = issue!;
  const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${place === '' ? '' : `${place.replace(/^\./, '')}: `}${issueWords({ ...rest, path } as z.core.$ZodIssue)}`;
}

/** Levels of a list of matches, down to the words in a track's lists. */
const DEEPEST = 6;

/** Programs write `album: undefined` for what isn't there. */
function withoutUndefined(value: unknown, depth = DEEPEST): unknown {
  if (depth === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Array.from(value, (one) => withoutUndefined(one, depth - 1));
  const kept = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutUndefined(one, depth - 1)]));
}
