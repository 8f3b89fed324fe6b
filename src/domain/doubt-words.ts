import { clock } from './time.js';
import { fullTitle, trackLabel } from './track.js';
import type { Alternative, TrackEntry } from './tracklist.js';
import { type VersionDoubt, versionDoubts } from './which-recording.js';

/** Less sure than this, a name is more likely wrong than right. */
const LIKELY = 0.5;

/** Why a name is less sure than its own evidence says. */
export function doubtWords({ recurring, confidence }: Pick<Alternative, 'recurring' | 'confidence'>): string[] {
  if (!recurring) return [];
  const { lone, asked, rejected } = recurring;
  const mixes = Math.max(lone, asked);
  return [
    `also named in ${lone} of ${mixes} other ${mixes === 1 ? 'mix' : 'mixes'} by answers that nothing bears out`,
    ...(rejected > 0 ? [`which you rejected in ${rejected}`] : []),
    ...(confidence < LIKELY ? ['likely a phantom: a name that a service gives where something else is played'] : []),
  ];
}

/** Why the work is surer than the recording of it that is named; nothing where the two are one. */
export function versionWords(entry: TrackEntry): string[] {
  const { recordingConfidence } = entry;
  if (recordingConfidence === undefined) return [];
  const percent = `${Math.floor(recordingConfidence * 100 + 1e-9)} %`;
  return [`${percent} that it is this very version`, ...versionDoubts(entry).map(wordsOf)];
}

function wordsOf(doubt: VersionDoubt): string {
  switch (doubt.kind) {
    case 'same sound':
      return `${doubt.tracks.map(fullTitle).join(' and ')} ${doubt.tracks.length === 1 ? 'sounds' : 'sound'} the same there`;
    case 'version':
      return `${trackLabel(doubt.track)} was named there, too`;
    case 'past its end':
      return `heard at ${clock(doubt.trackTime)} of the track, past its end`;
    case 'positions':
      return "the positions that were told don't lie on one line";
  }
}
