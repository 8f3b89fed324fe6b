import * as z from 'zod';
import { type Names, nameAnother } from './failure.js';

const DAY = 86_400_000;
/** As far ahead as an end is worth a word in every run. */
const SOON_DAYS = 60;

const modelSchema = z.object({
  shutdown_date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}/)
    .nullish()
    .catch(undefined),
});

/** The day on which a model is switched off, as `GET /models/{id}` tells it: null for none yet, undefined where it tells nothing. */
export function shutdownIn(json: unknown): string | null | undefined {
  const parsed = modelSchema.safeParse(json);
  if (!parsed.success) return undefined;
  return parsed.data.shutdown_date?.slice(0, 10) ?? parsed.data.shutdown_date;
}

/** That a model is soon to be no more, or is no more. */
export interface ShutdownNotice {
  isGone: boolean;
  /** In one sentence. */
  says: string;
  /** What to do about it, in another. */
  mend: string;
}

/** Null while that is far away. */
export function shutdownNotice(names: Names, day: string | null | undefined, now: number): ShutdownNotice | null {
  const days = day === undefined || day === null ? Number.NaN : Math.ceil((Date.parse(day) - now) / DAY);
  if (Number.isNaN(days) || days > SOON_DAYS) return null;
  const when = days > 0 ? `switches "${names.model}" off on ${day}` : `has switched "${names.model}" off on ${day}`;
  return { isGone: false, says: `${names.title} ${when}.`, mend: nameAnother(names) };
}

/** Its service knows no such model. */
export const goneNotice = (names: Names): ShutdownNotice => ({
  isGone: true,
  says: `${names.title} has no model "${names.model}".`,
  mend: nameAnother(names),
});
