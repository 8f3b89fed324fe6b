import type { z } from 'zod';
import type { Namer } from '../domain/ports/name.js';
import type { ProviderDescriptor, Readiness } from '../net/provider.js';

/** What a service that names whole files is known by before it is loaded. */
export interface NamerDescriptor<Schema extends z.ZodObject = z.ZodObject> extends ProviderDescriptor<Namer, Schema> {
  /** Whether recordings can be handed on to it; absent where it takes none. */
  submits?(own: z.infer<Schema>): Readiness;
}
