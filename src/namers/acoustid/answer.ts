import * as z from 'zod';
import { given } from '../../domain/given.js';
import { isrcOf } from '../../domain/isrc.js';
import { splitVersion } from '../../domain/names/version.js';
import type { Naming } from '../../domain/ports/name.js';
import { oneLine } from '../../domain/text.js';
import { id, many, number, text } from '../../net/lenient.js';

/** Blanks at its ends are what it is for. */
const joinPhrase = z
  .string()
  .max(100)
  .transform((value) => value.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' '))
  .optional()
  .catch(undefined);

const recording = z.object({
  id,
  title: text,
  duration: number,
  artists: many(z.object({ name: text, joinphrase: joinPhrase })),
  isrcs: many(z.string()),
  sources: number,
});

const result = z.object({ id, score: number, recordings: many(recording) });
export type Result = z.infer<typeof result>;

/** A list that has to be there, of which each is looked at by itself. */
const listed = <T extends z.ZodType>(item: T) => z.array(z.unknown()).transform((list) => many(item).parse(list));

/** Of every call; what an answer promises is asked for where it is read. */
export const answerSchema = z.object({
  status: text,
  error: z.object({ code: number, message: text }).optional().catch(undefined),
});
export const lookupSchema = z.object({ results: listed(result) });
/** The number of a place in a batch, which some servers send as text. */
const index = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number),
]);
export const batchSchema = z.object({ fingerprints: listed(z.object({ index, results: many(result) })) });
export const submissionsSchema = z.object({
  submissions: listed(z.object({ id, status: text, index: index.optional().catch(undefined) })),
});

/** Below this the sounds have little in common. */
const LEAST_SCORE = 0.5;
/** Sounds that are as good as equally near: which of their names is right, length and sources tell. */
const AS_NEAR = 0.1;

/**
 * The best of what is known of a sound of this length. Of recordings under sounds that are as near, the one whose length fits and that
 * most people have named so: a sound has often been given a wrong name by somebody.
 */
export function namingOf(results: readonly Result[], duration: number): Naming | null {
  const good = results
    .filter((one): one is Result & { id: string; score: number } => !!one.id && (one.score ?? 0) >= LEAST_SCORE)
    .sort((a, b) => b.score - a.score);
  const [nearest] = good;
  if (!nearest) return null;
  const rated = good
    .filter(({ score }) => score >= nearest.score - AS_NEAR)
    .flatMap(({ id: sound, score, recordings }) =>
      recordings
        .filter(({ title, id }) => title && id)
        .map((one) => ({
          sound,
          one,
          points: 4 * score + closeness(one.duration, duration) + Math.log10(1 + (one.sources ?? 0)),
        })),
    )
    .sort((a, b) => b.points - a.points);
  const [best] = rated;
  if (!best) return { artists: [], ids: { acoustid: nearest.id } };
  const { title, version } = splitVersion(best.one.title!);
  return {
    artists: artistsOf(best.one.artists),
    ids: { acoustid: best.sound, musicbrainz: best.one.id! },
    ...given<Pick<Naming, 'title' | 'version' | 'isrc'>>({
      title,
      version,
      isrc: best.one.isrcs.map(isrcOf).find((isrc) => isrc !== undefined),
    }),
  };
}

/** Seconds by which the length of one recording is told differently, and beyond which it is another one. */
const SAME_LENGTH = 3;
const ANOTHER_LENGTH = 15;

function closeness(told: number | undefined, duration: number): number {
  if (!told) return 0.5;
  const apart = Math.abs(told - duration);
  return apart <= SAME_LENGTH ? 1 : apart <= ANOTHER_LENGTH ? 0.5 : 0;
}

/** What stands between artists who play together on equal terms. */
const AND = /^\s*(?:,|;|\/|&|\+|and|,\s*&)\s*$/i;

/** As they are credited: one by one, unless the words between them say more, as in `A feat. B` or `A vs. B`. */
function artistsOf(credit: Result['recordings'][number]['artists']): string[] {
  const named = credit.filter(({ name }) => name);
  const between = named.slice(0, -1).map(({ joinphrase }) => joinphrase ?? ', ');
  if (between.every((phrase) => AND.test(phrase))) return named.map(({ name }) => name!);
  return [oneLine(named.map(({ name }, i) => `${name}${between[i] ?? ''}`).join(''))];
}
