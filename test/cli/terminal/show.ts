// Shows what the terminal room draws on the real streams: run in tmux by the test beside it, and by hand.
import { once } from 'node:events';
import { startBroadcast } from '../../../src/cli/terminal/broadcast.js';
import { createTerminal } from '../../../src/cli/terminal/create.js';
import { renderExplanation } from '../../../src/cli/terminal/explain.js';
import { startReporter } from '../../../src/cli/terminal/reporter.js';
import { renderSummary } from '../../../src/cli/terminal/summary.js';
import { renderTracklist } from '../../../src/cli/terminal/tracklist-table.js';
import { hardToShow, trackEntry } from '../../support/tracklists.js';

const terminal = createTerminal(process, {});
const { out } = terminal;

const views: Record<string, () => string | Promise<string>> = {
  table: () => renderTracklist(hardToShow(), out),
  explain: () => renderExplanation(hardToShow(), out),
  summary: () => renderSummary(hardToShow(), out, { written: ['mix.json', 'mix.m3u8', 'mix.csv'] }),
  /** What a terminal in use is full of. */
  earlier: () => Array.from({ length: 60 }, () => 'earlier').join('\n'),
  /** A live line until a key is pressed, then the result. */
  live: async () => {
    let now = 1000;
    const { emit, stop } = await startReporter(terminal, { now: () => now });
    emit({ type: 'source', source: { name: '夜のミックス.mp3', kind: 'file', location: '/m.mp3' }, duration: 3725 });
    emit({ type: 'stage', stage: 'listen' });
    for (let mixTime = 0; mixTime <= 1000; mixTime += 100, now++) {
      emit({ type: 'position', mixTime, duration: 3725, found: 3 });
    }
    emit({ type: 'warning', message: 'The sound is damaged at 10:00.' });
    await once(process.stdin, 'data');
    stop();
    process.stdin.unref();
    return 'the result';
  },
  /** A broadcast until a key is pressed: a row that is settled, one that plays, and where it is. */
  broadcast: async () => {
    const { emit, stop } = await startBroadcast(terminal, { rows: true });
    const name = 'A Radio With Quite a Long Name';
    emit({ type: 'source', source: { name, kind: 'radio', location: 'http://r' }, duration: null });
    emit({ type: 'entry', state: 'settled', entry: trackEntry(0, 60, 'The First Song of the Evening, Rather Long') });
    emit({ type: 'entry', state: 'playing', entry: trackEntry(60, 99, 'The Second Song of the Evening, Longer') });
    emit({ type: 'position', mixTime: 99, duration: null, found: 2 });
    await once(process.stdin, 'data');
    stop();
    process.stdin.unref();
    return 'the result';
  },
};

for (const name of process.argv.slice(2)) out.write(`${await views[name]!()}\n`);
out.write('shown\n');
