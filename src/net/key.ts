import * as z from 'zod';

/**
 * A key as it is pasted: the spaces and line ends around it are none of it. One inside shows that it was pasted wrong, which the
 * service would tell in no words that anybody understands, if it could be sent at all.
 */
export const pastedKey = () =>
  z
    .string()
    .trim()
    .min(1)
    .regex(/^[\x21-\x7e]+$/, {
      error: 'a space, a line end or a sign that no key has stands inside of it; copy it again, whole and alone',
    });
