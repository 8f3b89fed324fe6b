import * as z from 'zod';
import { reachSettings } from '../settings.js';

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
  ...reachSettings('musicbrainz.org/ws/2', 60),
  callsPerSecond: z
    .number()
    .positive()
    .max(100)
    .default(1)
    .meta({ dotenv: 'lower' })
    .describe('Most calls in a second; musicbrainz.org itself is never asked more than one'),
});

export type MusicbrainzSettings = z.infer<typeof musicbrainzSettings>;
