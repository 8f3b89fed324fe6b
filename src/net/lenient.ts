import * as z from 'zod';
import { shortName } from '../domain/bounded.js';
import { oneLine } from '../domain/text.js';

/** Fields as services really send them. What can't be understood is left out: one odd field costs no answer. */

/** Text for people: one line, no control characters; undefined when empty. Numbers are taken for their digits. */
export const text = z
  .union([z.string(), z.number()])
  .transform((value) => oneLine(shortName(String(value))) || undefined)
  .optional()
  .catch(undefined);

/** Thirty years of seconds, eleven days of milliseconds: no piece of music and no pause is longer. */
const GREATEST = 1e9;

/** A number, or a string that is one. */
export const number = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/)
      .transform(Number),
  ])
  .refine((value) => Math.abs(value) <= GREATEST)
  .optional()
  .catch(undefined);

/** An identification that goes into addresses and keys: nothing but letters, digits and a few signs. */
export const id = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((value) => /^[A-Za-z0-9._:-]{1,128}$/.test(value))
  .optional()
  .catch(undefined);

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
export const date = z
  .union([z.string(), z.number()])
  .transform((value) => /^\d{4}(-\d{2}(-\d{2})?)?/.exec(String(value).trim())?.[0])
  .optional()
  .catch(undefined);

/** An address of the web. */
export const address = z
  .string()
  .refine((value) => /^https:\/\/[^\s"'<>\\]+$/.test(value) && value.length <= 2048)
  .optional()
  .catch(undefined);

/** Of a list in an answer, more than any service sends; each is looked at by itself, and millions would take a while. */
const MOST = 1_000;

/** One, many or none; those that make no sense are left out. */
export function many<T extends z.ZodType>(item: T, most = MOST) {
  return z
    .unknown()
    .transform((value) =>
      (Array.isArray(value) ? value.slice(0, most) : value === undefined || value === null ? [] : [value]).flatMap(
        (one) => {
          const parsed = item.safeParse(one);
          return parsed.success && parsed.data !== undefined ? [parsed.data as NonNullable<z.infer<T>>] : [];
        },
      ),
    )
    .optional()
    .transform((list) => list ?? []);
}

/** A list that has to be there: from another JSON, which has none, nobody learns that there is nothing. */
export const listOf = <T extends z.ZodType>(item: T) => z.custom<unknown>(Array.isArray).pipe(many(item));
