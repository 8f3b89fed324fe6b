import * as z from 'zod';

/** Thirty years: far past any mix or stream, and small enough for every sum that is made with times. */
export const LATEST = 1e9;
export const seconds = z.number().min(0).max(LATEST);
export const words = z.record(z.string(), z.string());

/** A track as documents, answers that are kept and programs say it. */
export const trackSchema = z.object({
  title: z.string(),
  version: z.string().exactOptional(),
  artists: z.array(z.string()).default([]),
  album: z.string().exactOptional(),
  label: z.string().exactOptional(),
  releaseDate: z.string().exactOptional().describe('YYYY, YYYY-MM or YYYY-MM-DD'),
  isrc: z.string().exactOptional(),
  duration: seconds.exactOptional(),
  genres: z.array(z.string()).exactOptional(),
  tags: z.array(z.string()).exactOptional().describe('What listeners call it by'),
  bpm: z.number().positive().max(1000).exactOptional().describe('Beats a minute of the recording itself'),
  key: z.string().exactOptional().describe('As its file says: Am, F#m, 8A'),
  remixers: z.array(z.string()).exactOptional(),
  composers: z.array(z.string()).exactOptional(),
  work: z.string().exactOptional().describe('Title of the work that is recorded'),
  iswc: z.string().exactOptional().describe("The work's number: T-010.140.236-1"),
  catalogueNumber: z.string().exactOptional(),
  ids: words
    .exactOptional()
    .describe('By the name of the service that gave it: spotify, musicbrainz, acrid, shazam, library'),
  urls: words.exactOptional(),
  artwork: z.string().exactOptional().describe('Address of a cover picture'),
  file: z.string().exactOptional().describe("The library's own file"),
});
