import * as z from 'zod';

/** Settings that every service that is asked by addresses has: where it is, and for how long it is waited for. */
export const reachSettings = (host: string, maxWait: number) => ({
  apiUrl: z.string().min(1).default(host).meta({ address: true }).describe('Where it is asked'),
  timeout: z.number().positive().max(300).default(20).describe('Seconds to wait for an answer'),
  maxWait: z
    .number()
    .min(0)
    .max(86_400)
    .default(maxWait)
    .describe('Longest pause, in seconds, to wait for when it asks for one'),
});
