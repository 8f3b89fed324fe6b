import { acoustid } from './acoustid/descriptor.js';
import type { NamerDescriptor } from './descriptor.js';

/** What names whole files of the library. A new one is a folder beside this file and a line here. */
export const namers: readonly NamerDescriptor[] = [acoustid];
