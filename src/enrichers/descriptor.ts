import type { z } from 'zod';
import type { ProviderDescriptor } from '../net/provider.js';
import type { Models } from './model.js';

/** An experiment compares with another model of the same provider, so its settings name one. */
type ModelSettings = z.ZodObject<{ model: z.ZodOptional<z.ZodString> | z.ZodDefault<z.ZodString> }>;

/** What is known of a provider of models, for text or sound. */
export interface ModelDescriptor<Schema extends ModelSettings = ModelSettings>
  extends ProviderDescriptor<Models, Schema> {
  /** Its model was made to listen: it is asked about sound before those that listen besides. */
  madeForSound?: boolean;
  /** What it lacks to take names by batch, as the end of a sentence; absent where it takes none so. */
  batch?: string;
}
