import { parentPort, workerData } from 'node:worker_threads';
import type { Match } from '../../domain/match.js';
import { Library } from '../../library/library.js';
import { type OpenIndex, together } from '../../library/together.js';
import { ownEngine } from '../../library/workshop/own-engine.js';
import { serve } from '../../threads/serve.js';
import { hearClaims } from './claims/hear-claims.js';
import { Recordings } from './claims/recordings-of.js';
import { hearAgain } from './kept-sound.js';
import type { KeptLibraries, KeptTask } from './thread-kept.js';

// The entry of a worker thread: bundled into a file of its own. It opens the libraries for itself, since nothing of an open index
// can be handed to another thread. Whoever started it has opened them too, and has told what is wrong with them.
const { folders, facts, longestTrack } = workerData as KeptLibraries;
const indexes: OpenIndex[] = [];
for (const folder of folders) {
  const options = { folder, engine: ownEngine(), onWarning: () => {}, now: Date.now, longestTrack };
  const library = await Library.open({ ...options, ...(facts !== undefined && { facts }) });
  if (library.trackCount > 0) indexes.push(await library.index());
}
const [first, ...more] = indexes;
const index = first && together([first, ...more]);

const recordings = index && new Recordings(index);

serve<KeptTask, void, Match[] | Array<Match[] | null>>(parentPort!, {
  hear() {},
  run(task) {
    if (!index || !recordings) return 'claims' in task ? task.claims.map(() => null) : [];
    return 'claims' in task ? hearClaims(index, recordings, longestTrack, task) : hearAgain(index, longestTrack, task);
  },
});
