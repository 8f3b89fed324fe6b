import type { SoughtClaim } from '../../../src/domain/claim.js';
import type { MixSound } from '../../../src/domain/mix-sound.js';
import { PeakList, packPeaks, SECOND, unpackPeaks } from '../../../src/fingerprint/index.js';
import type { MusicFile } from '../music.js';
import { Random } from '../random.js';
import type { Mix } from './mixes.js';
import { type MusicLibrary, soundOf, trackOf } from './music-library.js';

const HOURS = 2;
const CLAIMS = 60;
const A_YEAR = 5000;

/** What claims cost about two hours of these mixes, one after another, in seconds of processor time. */
export async function costOf(
  mixes: readonly Mix[],
  files: readonly MusicFile[],
  library: MusicLibrary,
): Promise<string> {
  const { sound, played } = oneAfterAnother(mixes);
  const strangers = files.filter(({ name }) => !played.includes(name));
  const random = new Random(1);
  const claimsOf = (names: readonly string[]): SoughtClaim[] =>
    names.map((title) => {
      const start = random.between(0, sound.end - 300);
      const file = files.find(({ name }) => name === title)!;
      return { track: trackOf(file), place: { start, end: start + 300 } };
    });
  const cost = async (what: 'open' | 'claims', run: () => Promise<unknown>): Promise<string> => {
    const before = library.spent[what];
    await run();
    return (library.spent[what] - before).toFixed(1);
  };
  const seek = (claims: readonly SoughtClaim[]) => cost('claims', () => library.identifier.hearClaims!(sound, claims));
  const wrong = strangers.slice(0, CLAIMS).map(({ name }) => name);
  const right = [...new Set(played)].slice(0, CLAIMS - 6);
  const all = Array.from({ length: A_YEAR }, (_, i) => files[i % files.length]!.name);
  return [
    `${(sound.end / 3600).toFixed(1)} hours of mix, seconds of processor time:`,
    `  hearing the library in it: ${await cost('open', () => library.identifier.hearAgain!(sound, [sound]))}`,
    `  ${right.length} claims of tracks that are in it and 6 others: ${await seek(claimsOf([...right, ...wrong.slice(0, 6)]))}`,
    `  6 claims of tracks that aren't: ${await seek(claimsOf(wrong.slice(0, 6)))}`,
    `  ${wrong.length} claims of tracks that aren't: ${await seek(claimsOf(wrong))}`,
    `  ${A_YEAR} claims of ${files.length} tracks: ${await seek(claimsOf(all))}`,
  ].join('\n');
}

function oneAfterAnother(mixes: readonly Mix[]): { sound: MixSound; played: string[] } {
  const all = new PeakList();
  const played: string[] = [];
  let at = 0;
  for (const { plan, peaks: packed } of mixes) {
    if (at >= HOURS * 3600) break;
    const peaks = unpackPeaks(packed);
    for (let i = 0; i < peaks.length; i++) {
      all.add(Math.round(peaks.times[i]! + at * SECOND), peaks.bands[i]!, peaks.levels[i]!);
    }
    played.push(...plan.plays.map(({ file }) => file.name));
    at += plan.seconds;
  }
  return { sound: soundOf(packPeaks(all), at), played };
}
