import * as z from 'zod';

/** It stands in brackets in a header: no blanks, no brackets, no other letters than a header takes. */
const SENDABLE = /^[\x21-\x27\x2a-\x7e]+$/;
const isContact = (text: string): boolean =>
  SENDABLE.test(text) && (/^[^@:/]+@[^@:/]+\.[^@.:/]+$/.test(text) || (/^https?:/.test(text) && URL.canParse(text)));

/** The section `musicbrainz` of the settings. */
export const musicbrainzSettings = z.strictObject({
  contact: z
    .string()
    .trim()
    .max(200)
    .refine(isContact, 'it is a mail address or an address of the web (https://…)')
    .optional()
    .describe('Your mail or web address: MusicBrainz asks programs to name somebody who can be told of trouble'),
  apiUrl: z
    .string()
    .min(1)
    .default('musicbrainz.org/ws/2')
    .meta({ address: true })
    .describe('Where it is asked; a mirror of your own is another place'),
  callsPerSecond: z
    .number()
    .positive()
    .max(100)
    .default(1)
    .meta({ dotenv: 'lower' })
    .describe('Most calls in a second; musicbrainz.org itself is never asked more than one'),
  timeout: z.number().positive().max(300).default(20).describe('Seconds to wait for an answer'),
  maxWait: z
    .number()
    .min(0)
    .max(86_400)
    .default(60)
    .describe('Longest pause, in seconds, to wait for when it asks for one'),
});

export type MusicbrainzSettings = z.infer<typeof musicbrainzSettings>;
