import * as z from 'zod';
import { ON_EXIST } from '../domain/on-exist.js';

/**
 * What commands write the shapes of their arguments and options with. Loaded when a command runs: help, version and completion
 * do without zod.
 */
export { custom, enum as oneOf, strictObject as object, tuple } from 'zod';

/** An argument that must be there. Commander has read it: text, and several as a list. */
export const word = z.string();
export const words = z.array(z.string());

/** A number with a default. */
export const count = z.number();

/** Options, which are absent where nobody gave them. */
export const flag = z.boolean().exactOptional();
export const text = z.string().exactOptional();
export const number = z.number().exactOptional();
export const list = words.exactOptional();

/** Of every command that writes results. */
export const output = { output: text, format: list, columns: list, csvBom: flag, sender: text, shazamLines: flag };
export const standing = { onExist: z.enum(ON_EXIST).exactOptional(), force: flag };
export type OutputOptions = z.output<z.ZodObject<typeof output & typeof standing>>;
/** What the mix is called. */
export const said = { title: text, artist: text };
/** Of every command that asks services. */
export const answers = { cache: flag, refresh: flag };
