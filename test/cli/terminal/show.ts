// Shows everything that the terminal room draws, on the real streams: run in tmux by the test beside it, and by hand.
import { createTerminal } from '../../../src/cli/terminal/create.js';
import { renderExplanation } from '../../../src/cli/terminal/explain.js';
import { renderSummary } from '../../../src/cli/terminal/summary.js';
import { renderTracklist } from '../../../src/cli/terminal/tracklist-table.js';
import { hardToShow } from '../../support/tracklists.js';

const { out } = createTerminal(process, {});
const views: Record<string, () => string> = {
  table: () => renderTracklist(hardToShow(), out),
  explain: () => renderExplanation(hardToShow(), out),
  summary: () => renderSummary(hardToShow(), out, { written: ['mix.json', 'mix.m3u8', 'mix.csv'] }),
};
for (const name of process.argv.slice(2)) out.write(`${views[name]!()}\n`);
