import * as z from 'zod';
import { fold } from '../../domain/recording.js';
import type { Track } from '../../domain/track.js';
import { many, number, text } from '../../net/lenient.js';

const tag = z.object({ name: text, count: number });

export const topTagsSchema = z.object({
  toptags: z.object({
    // Of one tag it makes an object instead of a list.
    tag: many(tag),
    '@attr': z.object({ artist: text, track: text }).optional().catch(undefined),
  }),
});
/** With any status, 200 among them. */
export const errorSchema = z.object({
  error: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]),
  message: text,
});

/** Weights go from 100, the most used, down to 0. Below this a tag is one listener's whim. */
const LIGHTEST = 10;
const MOST = 10;
/** What people file their own collection by says nothing of the music. */
const OWN_FILING =
  /^(?:seen live|loved?|love it|awesome|amazing|good|great|best|check out|spotify|youtube|albums i own|\d+ of 10 stars)$|^(?:my|songs i|heard on) |\bfav(?:ou?rite)?s?\b/;

/** What listeners call it by, most of them first. */
export function tagsOf(told: z.infer<typeof topTagsSchema>, { title, artists }: Track): string[] {
  const names = new Set([title, ...artists].map(fold));
  const tags = new Map<string, string>();
  for (const { name, count = 0 } of [...told.toptags.tag].sort((a, b) => (b.count ?? 0) - (a.count ?? 0))) {
    const key = fold(name ?? '');
    if (!name || key === '' || count < LIGHTEST || names.has(key) || OWN_FILING.test(key) || tags.has(key)) continue;
    tags.set(key, name);
  }
  return [...tags.values()].slice(0, MOST);
}
