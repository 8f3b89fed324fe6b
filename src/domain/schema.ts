import * as z from 'zod';
import { cutToBounds } from './bounded.js';
import type { Correction } from './correction.js';
import { SourceError } from './errors.js';
import { asMeant } from './hand-edits.js';
import type { Match } from './match.js';
import { mixedIn, sounds } from './played-schema.js';
import { jsonFault, jsonOrUndefined, oneLine } from './text.js';
import type { Track } from './track.js';
import { LATEST, seconds, trackSchema, words } from './track-schema.js';
import { type Alternative, type Entry, type Evidence, TRACKLIST_SCHEMA, type Tracklist } from './tracklist.js';

/** A week of radio has a tenth of these. */
const MOST_ENTRIES = 20_000;
/** Each is looked for among all entries: a person's hands are slower. */
const MOST_CORRECTIONS = 5_000;
const MOST_HINTS = 20_000;
/** As many as are read of all lists together. */
const MOST_CLAIMS = 5_000;
/** In one text, one a line: more than a command may name. */
const MOST_DOCUMENTS = 20_000;
/** What is measured may lie before the zero point by a hair, where a line is drawn through it. */
const measured = z.number().min(-LATEST).max(LATEST);
const ratio = z.number().positive().max(100);
const share = z.number().min(0).max(1);
const count = z.number().int().min(0);

const evidence = z.object({
  identifier: z.string(),
  mixTime: measured,
  mixDuration: measured,
  trackTime: measured.exactOptional(),
  speed: ratio.exactOptional(),
  pitch: ratio.exactOptional(),
  score: share,
});

/** An identifier's answer as it is kept between runs; its times may count from a sample's beginning. */
export const matchSchema = z.object({
  ...evidence.shape,
  key: z.string(),
  track: trackSchema,
  tracked: z.boolean().exactOptional(),
  owned: share.exactOptional(),
  sameSound: z.literal(true).exactOptional(),
  otherNames: z.array(trackSchema).exactOptional(),
  witness: z.literal(true).exactOptional(),
});

const recurring = z
  .object({ asked: count, lone: count, rejected: count })
  .exactOptional()
  .describe(
    'The name came up in so many (lone) of the other mixes that the service was asked about (asked) with nothing that bears it out, or a person rejected it in so many of them (rejected): likely a phantom',
  );
const alternative = z.object({
  track: trackSchema,
  confidence: share,
  recurring,
  evidence: z.array(evidence).default([]),
  sameSound: z
    .literal(true)
    .exactOptional()
    .describe("Another edit, which the sound can't tell from the entry's own track"),
});
const alsoIn = z
  .array(z.object({ track: trackSchema, start: measured, end: measured, trackTime: measured }))
  .exactOptional()
  .describe('Recordings of mixes in which the same sound is heard, and where in them (trackTime, at start)');
const transition = z.object({ start: measured, end: measured });
const enrichment = z.record(z.string(), z.unknown()).exactOptional();
// Not z.iso.datetime(): validators that don't know the word "format" refuse a schema that has it.
const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/, 'expected a date and time of ISO 8601');
const wallClock = moment.exactOptional().describe("When its start went out, by the broadcaster's clock: ISO 8601, UTC");
const corrected = z.boolean().exactOptional().describe('A person said so');
const number = z
  .number()
  .int()
  .min(1)
  .max(1e9)
  .exactOptional()
  .describe('Of the same unknown in every mix of the archive; of a track, what it was until it got its name');
const start = seconds.describe('When the track takes over: the middle of the transition into it. Seconds of mix time');
const end = seconds.describe("When the track is last heard; past the next entry's start where the two overlap");

/** When a list says that a track begins. */
const claimedAt = seconds.nullable().describe('When it is claimed to begin; null where only the order is said');
const claimedBy = z
  .array(z.object({ by: z.string(), mixTime: claimedAt }))
  .max(MOST_CLAIMS)
  .exactOptional()
  .describe('Lists that claim it: what was heard stands without them');
const openClaims = z
  .array(z.object({ track: trackSchema, by: z.string(), mixTime: claimedAt }))
  .max(MOST_CLAIMS)
  .exactOptional()
  .describe('What lists claim for this stretch, and nobody has heard');

const trackEntry = z.object({
  start,
  end,
  wallClock,
  alsoIn,
  corrected,
  number,
  kind: z.literal('track'),
  track: trackSchema,
  confidence: share.describe('That it is this work, in whatever version'),
  recordingConfidence: share
    .exactOptional()
    .describe('That it is this very recording, where that is less sure than the work: another edit may be played'),
  recurring,
  speed: ratio.nullable().default(null).describe('1.032 is 3.2 % faster than recorded; null when nobody can tell'),
  playedBpm: z
    .number()
    .positive()
    .exactOptional()
    .describe("Beats a minute as played: the recording's own times the speed, else as the mix sounds"),
  playedKey: z
    .string()
    .exactOptional()
    .describe("The key as played: the recording's own, moved by its pitch, else as the mix sounds"),
  sounds,
  mixedIn,
  evidence: z.array(evidence).default([]),
  alternatives: z.array(alternative).default([]),
  otherNames: z
    .array(trackSchema)
    .exactOptional()
    .describe('What other files, and DJ programs, call this very recording'),
  claimedBy,
  toldBy: words
    .exactOptional()
    .describe('Which service told a field of the track; what is not here, the identifier said'),
  transition: transition.nullable().default(null).describe('Where the track before and this one sound together'),
  layered: z.boolean().exactOptional().describe('Laid over another track that goes on after it'),
  enrichment,
});

const unknownEntry = z.object({
  start,
  end,
  wallClock,
  alsoIn,
  corrected,
  kind: z.literal('unknown'),
  number,
  track: z.null().default(null),
  confidence: z.null().default(null),
  speed: z.null().default(null),
  evidence: z.tuple([]).default([]),
  alternatives: z.array(alternative).default([]),
  claims: openClaims,
  transition: z.null().default(null),
  enrichment,
});

export const entrySchema = z.discriminatedUnion('kind', [trackEntry, unknownEntry]);

const usage = z.object({
  inputTokens: count,
  outputTokens: count,
  thoughtTokens: count.exactOptional().describe('Of the output, what was thought before anything was said'),
  cost: z.number().min(0).exactOptional().describe('US dollars'),
});
const providerStats = z.object({
  calls: count,
  cacheHits: count,
  saved: count,
  errors: count,
  usage: usage.exactOptional().describe('Of language and audio models'),
});
const story = z.object({
  title: z.string(),
  genres: z.array(z.string()).default([]),
  arc: z.string().default(''),
  provider: z.string().default(''),
  model: z.string().default(''),
});
const hint = z.object({
  from: z.enum(['station', 'chapter', 'description', 'comment']),
  mixTime: seconds,
  text: z.string(),
  artist: z.string().exactOptional(),
  title: z.string().exactOptional(),
  agrees: z.boolean().nullable().describe('Whether what was heard there is that track; null when nobody could tell'),
});
const claim = z.object({
  track: trackSchema,
  kind: z.enum(['history', 'cue', 'chapter', 'description', 'comment', 'list']),
  by: z.string().describe('Who says so: Traktor history, chapters, set.txt'),
  mixTime: claimedAt,
  stretch: z
    .object({ start: seconds, end: seconds })
    .nullable()
    .describe('What it speaks of, until the next one of its list; null where nobody knows'),
  heardAt: seconds.nullable().describe('The start of the entry in which it is heard; null where it is not'),
});
const unheard = z.object({ start: seconds, end: seconds, reason: z.string() });

const stretch = { start: seconds, end: seconds };
/** The entry that a correction is about: where it stood, and what it was called. */
const about = { ...stretch, was: z.string() };
export const correctionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('name'),
    ...about,
    track: trackSchema.nullable().describe('null for one that nobody knows'),
    number: number.describe('Of the unknown that was named so in every mix'),
  }),
  z.object({ kind: z.literal('times'), ...about, to: z.object(stretch) }),
  z.object({ kind: z.literal('removed'), ...about }),
  z.object({ kind: z.literal('rejected'), ...about }),
  z.object({ kind: z.literal('added'), ...stretch, track: trackSchema.nullable() }),
  z.object({
    kind: z.literal('heading'),
    title: z.string().exactOptional(),
    artist: z.string().exactOptional(),
    date: z.string().exactOptional(),
  }),
]);

const transfer = z.object({
  fetched: count.describe('Bytes that came over the network'),
  total: count.nullable().describe('Bytes of the whole; null when nobody knows'),
});

/**
 * The document as it is read from a file that anybody may have written. What a later minor version adds is passed over;
 * what an earlier one or a person's own hand left out gets the value that says nothing.
 */
export const tracklistSchema = z.object({
  schema: z.literal(TRACKLIST_SCHEMA),
  tool: z.object({ name: z.string(), version: z.string() }).default({ name: 'unknown', version: '0' }),
  source: z.object({
    name: z.string(),
    kind: z.string().default('unknown'),
    location: z.string().default('').describe('A path or an address; empty for standard input'),
    title: z.string().exactOptional(),
    artist: z.string().exactOptional(),
    date: z.string().exactOptional().describe('When it was played, as a person says: YYYY-MM-DD, or less'),
    id: z.string().exactOptional().describe('Tells this source from others of its name'),
  }),
  createdAt: moment.default('1970-01-01T00:00:00Z').describe('ISO 8601, UTC'),
  duration: seconds.describe('Seconds of mix, of all of it'),
  window: z
    .object(stretch)
    .exactOptional()
    .describe('The part of the mix that this is about; absent where that is all of it'),
  identifiers: z.array(z.string()).exactOptional().describe('Who was asked'),
  entries: z.array(entrySchema).max(MOST_ENTRIES),
  numbering: z
    .string()
    .exactOptional()
    .describe('Of the archive that gave the unknowns their numbers, which mean nothing in another one'),
  corrections: z
    .array(correctionSchema)
    .max(MOST_CORRECTIONS)
    .exactOptional()
    .describe('What a person has said of it, in order'),
  hints: z
    .array(hint)
    .max(MOST_HINTS)
    .exactOptional()
    .describe('What a station or a page said is played; it names no track by itself'),
  claims: z
    .array(claim)
    .max(MOST_CLAIMS)
    .exactOptional()
    .describe('What histories, sheets, chapters and other lists say is in it; none is an entry unless it was heard'),
  unheard: z.array(unheard).exactOptional().describe('Stretches of a broadcast that were missed'),
  story: story.exactOptional().describe('What a model says of the set as a whole'),
  stats: z
    .object({ elapsed: z.number(), providers: z.record(z.string(), providerStats), transfer: transfer.exactOptional() })
    .default({ elapsed: 0, providers: {} }),
  warnings: z.array(z.string()).default([]),
  complete: z.boolean().default(true).describe('False when the run was interrupted or a provider failed'),
});

/** True only for types that are the same to the last optional key; a schema that drifts doesn't compile. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
true satisfies Same<z.output<typeof trackSchema>, Track>;
true satisfies Same<z.output<typeof evidence>, Evidence>;
true satisfies Same<z.output<typeof matchSchema>, Match>;
true satisfies Same<z.output<typeof alternative>, Alternative>;
true satisfies Same<z.output<typeof tracklistSchema>['entries'][number], Entry>;
true satisfies Same<z.output<typeof correctionSchema>, Correction>;
true satisfies Same<z.output<typeof tracklistSchema>, Tracklist>;

/** The same as this program has kept it: what the first version kept says so by another name, and is the same but for that. */
export const keptTracklistSchema = z.preprocess((value) => {
  const isFirst = (value as { schema?: unknown } | null)?.schema === 'tracklistify/1';
  return isFirst ? { ...(value as object), schema: TRACKLIST_SCHEMA } : value;
}, tracklistSchema);

/** Of the document as this version writes it. A reader should expect more keys, which later minor versions may add. */
export function tracklistJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(tracklistSchema, {
    io: 'output',
    override: ({ jsonSchema }) => {
      delete jsonSchema.additionalProperties;
      delete jsonSchema.default;
      // JSON Schema has no empty prefixItems; ajv refuses a schema that has one.
      if (jsonSchema.prefixItems?.length === 0) {
        delete jsonSchema.prefixItems;
        jsonSchema.maxItems = 0;
      }
    },
  });
  return { $schema, $id: 'urn:tracklistify:tracklist:2', title: `Tracklist (${TRACKLIST_SCHEMA})`, ...schema };
}

/** Reads a saved document; `name` is what the user calls it. Throws SourceError with what is wrong, and where. */
export function parseTracklist(text: string, name: string, warn: Warn = () => {}): Tracklist {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new SourceError(`${name} is no saved tracklist, since it is not valid JSON: ${jsonFault(cause)}.`, { cause });
  }
  return checked(value, name, warn);
}

/** The same of a document that somebody may have changed by hand, as it is meant. */
export function parseEdited(text: string, name: string): Tracklist {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new SourceError(`it is not valid JSON: ${jsonFault(cause)}.`, { cause });
  }
  return checked(asMeant(value), name, () => {});
}

/** A saved document that its owner may have changed by hand, as it is meant; `name` is what the user calls it. */
export function parseChanged(text: string, name: string): Tracklist {
  const value = jsonOrUndefined(text.replace(/^\ufeff/, ''));
  return value === undefined ? parseTracklist(text, name) : checked(asMeant(value), name, () => {});
}

/** Told when something was left out that the document held. */
type Warn = (message: string) => void;

/** The same for what may hold several documents, one a line, as `--json` prints them. */
export function parseTracklists(text: string, name: string, warn: Warn = () => {}): Tracklist[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  // Of a document that is spread over lines, no line is one by itself.
  const oneEach = lines.length > 1 && lines.every((line) => /^\s*\{.*\}\s*$/.test(line));
  if (oneEach && lines.length > MOST_DOCUMENTS) {
    throw new SourceError(`${name} holds more than ${MOST_DOCUMENTS} tracklists: split it.`);
  }
  return oneEach
    ? lines.map((line, i) => parseTracklist(line, `${name}, line ${i + 1},`, warn))
    : [parseTracklist(text, name, warn)];
}

function checked(value: unknown, name: string, warn: Warn): Tracklist {
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (typeof schema !== 'string' || !schema.startsWith('tracklistify/')) {
    throw new SourceError(`${name} is not a tracklist: it has no "schema": "${TRACKLIST_SCHEMA}".`);
  }
  const [major] = schema.slice('tracklistify/'.length).split('.');
  // The first version knew fewer corrections; everything else in it is the same.
  if (Number(major) !== 1 && Number(major) !== 2) {
    throw new SourceError(
      `${name} has the schema "${oneLine(schema)}", and this version reads "${TRACKLIST_SCHEMA}". Install the newest tracklistify.`,
    );
  }
  const cut = cutToBounds(value, name);
  if (cut > 0) {
    warn(
      `${name} holds ${cut === 1 ? 'a text' : `${cut} texts`} far longer than any name is; cut to a readable length.`,
    );
  }
  const parsed = tracklistSchema.safeParse({ ...(value as object), schema: TRACKLIST_SCHEMA });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const place = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  throw new SourceError(`${name} is damaged at ${oneLine(place.slice(1))}: ${oneLine(issue.message)}.`);
}
