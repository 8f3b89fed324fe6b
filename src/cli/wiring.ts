/**
 * The only place where adapters are made and handed to use cases. Each function imports what it makes when it is called,
 * so that a command loads nothing but what it needs.
 */
import type { Settings } from '../config/schema.js';

export type { Settings };
