import { basename } from 'node:path';
import type { Archive } from '../../../src/archive/archive.js';
import { printOf, trackPrintOf } from '../../../src/archive/ids/prints-of.js';
import { hearPrints } from '../../../src/archive/ids/recognise.js';
import type { MixSummary } from '../../../src/archive/summary.js';
import { MemoryIndex, unpackPeaks } from '../../../src/fingerprint/index.js';
import type { Mix } from './mixes.js';

/** Every play of every mix, known or not, as a print and as what is asked: whatever is heard of another track is wrong. */
export async function strangersIn(
  mixes: readonly Mix[],
  all: readonly MixSummary[],
  archive: Archive,
): Promise<{ pairs: number; heard: string[] }> {
  const plays: { name: string; at: string; seconds: number; peaks: Uint8Array }[] = [];
  for (const { plan, path } of mixes) {
    const kept = await archive.get(all.find(({ name }) => name === basename(path, '.mp3'))!.id);
    const sound = kept && (await archive.sound(kept));
    if (!sound) continue;
    const peaks = unpackPeaks(sound.peaks);
    for (const play of plan.plays) {
      const alone = { start: play.start + play.fadeIn, end: play.end - play.fadeOut };
      if (alone.end - alone.start < 30) continue;
      const at = `${play.file.name} in ${basename(path, '.mp3')}`;
      plays.push({ name: play.file.name, at, ...printOf(peaks, alone) });
    }
  }
  const index = new MemoryIndex(plays.map(trackPrintOf));
  const heard = new Set<string>();
  for (const [i, { seconds, peaks, name, at }] of plays.entries()) {
    for (const { track } of await hearPrints(index, unpackPeaks(peaks), [{ start: 0, end: seconds }])) {
      const other = plays[track]!;
      if (track !== i && other.name !== name) heard.add([at, other.at].sort().join(', '));
    }
  }
  let pairs = 0;
  for (const [i, a] of plays.entries()) pairs += plays.slice(i + 1).filter((b) => b.name !== a.name).length;
  return { pairs, heard: [...heard] };
}
