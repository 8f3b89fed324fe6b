import type { From } from './from/bring-all.js';
import type { CollectionReport } from './from/bring-in.js';
import type { NameTools, NamingReport } from './naming.js';
import type { AddReport, OpenAudio, Scan } from './scan/add.js';
import type { TagReader } from './tags/reader.js';
import type { Workshop } from './workshop/workshop.js';

/** What adding and repairing need besides. */
export interface AddTools {
  openAudio: OpenAudio;
  workshop: Workshop;
  /** In this thread when absent, which is for files that somebody trusts. */
  tags?: TagReader;
  /** Whether new tracks are listened to as well. */
  listens?: boolean;
  /** Other libraries, which may have fingerprinted the same files: asked for when a file is new. */
  lenders?: Scan['lenders'];
  /** Names what its tags don't name; nobody is asked when it is absent. */
  naming?: NameTools;
}

export interface AddOptions {
  excluded?: readonly string[];
  included?: readonly string[];
  from?: From;
}

export interface Added extends AddReport {
  naming?: NamingReport;
  /** What came of each collection. */
  from?: CollectionReport[];
}
