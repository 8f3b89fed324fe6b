import * as z from 'zod';
import { oneLine } from '../text.js';
import { isEnglish } from './english.js';

/**
 * What language and audio models are asked to answer. One schema serves twice: as the JSON schema that the server is told
 * to keep to, and as the parser of whatever it really sent. A model that doesn't know says null or an empty list.
 */

/** Longer than any name of a track; what is longer is no name. */
const LONGEST_NAME = 200;
/** A sentence or two. */
const LONGEST_TEXT = 400;
/** Addresses, code and markup belong to no artist, genre or mood: a title that was taken for an instruction puts them there. */
const FOREIGN = /:\/\/|\bwww\.|<[/!a-z]/i;

const line = (longest: number) =>
  z
    .string()
    .transform(oneLine)
    .pipe(
      z
        .string()
        .max(longest, 'is too long')
        .refine((text) => !FOREIGN.test(text), 'holds an address or markup'),
    );
const name = line(LONGEST_NAME);
/** Models say "unknown" in many words where they were asked for null. */
const NOTHING = /^(?:|-|n\/?a|none|null|unknown|not known|unclear|undefined)$/i;
const orNothing = <T extends z.ZodType<string>>(text: T) =>
  text.transform((value: string) => (NOTHING.test(value.trim()) ? null : value)).nullable();
const words = z
  .array(line(40))
  .max(12)
  .transform((list) => list.filter((word) => !NOTHING.test(word)));
const sentence = line(LONGEST_TEXT).refine(isEnglish, 'must be written in English');
const energy = z.number().int().min(1).max(10).nullable();
const genre = orNothing(line(60));

/** About one entry: how its names are rightly split, what is known of it, and whether it can be what it says. */
export const judgementSchema = z.strictObject({
  n: z.number().int().describe('the same n as in the question'),
  artists: z.array(name.pipe(z.string().min(1))).max(12),
  title: name.pipe(z.string().min(1)).describe('without artists, version and label'),
  version: orNothing(name).describe('what stands in brackets: Extended Mix, Live, Dub'),
  remixer: orNothing(name),
  label: orNothing(name),
  year: z.number().int().min(1900).max(2100).nullable().describe('of the first release'),
  genre,
  subgenre: genre,
  mood: words.describe('one to three words'),
  energy: energy.describe('1 calm to 10 peak'),
  score: z.number().min(0).max(1).describe('how well the entry holds'),
  reason: sentence.describe('why, in one short English sentence'),
});
export type Judgement = z.output<typeof judgementSchema>;

/** The envelope of a request with many entries. */
export const judgementsSchema = z.strictObject({ entries: z.array(judgementSchema) });

/** About the sound of an entry. */
export const hearingSchema = z.strictObject({
  genre,
  subgenre: genre,
  mood: words.describe('one to three words'),
  energy: energy.describe('1 calm to 10 peak'),
  bpm: z.number().min(40).max(250).nullable().describe('beats a minute'),
  instruments: words,
  vocal: z.enum(['none', 'male', 'female', 'mixed', 'unclear']),
  words: orNothing(line(120)).describe('words that can be understood, as they are sung'),
  language: orNothing(line(40)).describe('of the vocal, in English'),
  description: sentence.pipe(z.string().min(3)).describe('what a DJ would search by, in one English line'),
});
export type Hearing = z.output<typeof hearingSchema>;

/** About the set as a whole. */
export const storySchema = z.strictObject({
  title: name.pipe(z.string().min(1)).describe('for the upload page'),
  genres: words.describe('the most important first'),
  arc: sentence.describe('how the set develops, in one or two English sentences'),
});
export type Story = z.output<typeof storySchema>;

/**
 * The schema as servers take it in strict mode: every key required, nothing else allowed, and none of the keywords (bounds,
 * patterns, formats) that older models and some grammars refuse. The bounds hold here, when the answer is parsed.
 */
export function wireSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>;
  return strict(json) as Record<string, unknown>;
}

const BOUNDS = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'pattern', 'format'];

function strict(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strict);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).flatMap(([key, value]): Array<[string, unknown]> => {
    // A property may be called like a keyword; only properties' own schemas are gone into.
    if (key === 'properties') {
      const inner = Object.entries(value as object).map(([name, schema]) => [name, strict(schema)]);
      return [[key, Object.fromEntries(inner)]];
    }
    return BOUNDS.includes(key) ? [] : [[key, strict(value)]];
  });
  return Object.fromEntries(entries);
}
