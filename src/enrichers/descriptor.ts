import type { z } from 'zod';
import type { ProviderDescriptor } from '../net/provider.js';
import type { Models } from './model.js';

/** An experiment compares with another model of the same provider, so its settings name one. */
type ModelSettings = z.ZodObject<{ model: z.ZodOptional<z.ZodString> | z.ZodDefault<z.ZodString> }>;

/** Each as a part of a sentence. */
export interface BatchOffer {
  /** What is in it for the user. */
  gives: string;
  /** What has to be set for it. */
  needs: string;
}

/** What is known of a provider of models, for text or sound. */
export interface ModelDescriptor<Schema extends ModelSettings = ModelSettings>
  extends ProviderDescriptor<Models, Schema> {
  /** Its model was made to listen: it is asked about sound before those that listen besides. */
  madeForSound?: boolean;
  /** That it takes work that is handed over and done later; absent where it takes none so. */
  batch?: BatchOffer;
}
