import { extname } from 'node:path';
import { ProviderError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { Namer, Submission, Submitted } from '../domain/ports/name.js';
import { toTrack } from './catalogue/to-track.js';
import { isMix } from './mixes.js';
import type { NameTools } from './naming.js';
import { reasonOf } from './scan/walk.js';
import type { TrackRecord } from './store/records.js';

/** What takes recordings that their owner has named. */
export interface SubmitTools extends Pick<NameTools, 'fingerprint'> {
  namer: Namer & Required<Pick<Namer, 'submit'>>;
}

export interface Choice {
  /** What can be handed on. */
  fit: TrackRecord[];
  /** What can't, with the reason. */
  unfit: { record: TrackRecord; reason: string }[];
}

/** Shorter ones are jingles and samples, of which nobody knows the name. */
const SHORTEST = 15;

/** Only whole single tracks that their own tags name: others would tell a service what isn't so. */
export function choose(records: readonly TrackRecord[], service: string, longest: number, again: boolean): Choice {
  const choice: Choice = { fit: [], unfit: [] };
  for (const record of records) {
    const reason = unfitness(record, service, longest, again);
    if (reason) choice.unfit.push({ record, reason });
    else choice.fit.push(record);
  }
  return choice;
}

function unfitness(record: TrackRecord, service: string, longest: number, again: boolean): string | null {
  if (isMix(record, longest)) return 'a mix';
  if (record.damage !== undefined) return 'it can only be read in part';
  if ((record.untold?.length ?? 0) > 0) return "its tags don't say who and what it is";
  if (record.duration < SHORTEST) return `shorter than ${SHORTEST} s`;
  const before = record.handedOn?.[service];
  return before !== undefined && !again ? `handed on before, on ${before.slice(0, 10)}` : null;
}

export interface HandedOn {
  submitted: (Submitted & { path: string })[];
  /** What the service passed over, or of which there is no fingerprint. */
  passedOver: { path: string; reason: string }[];
  left: number;
  failure?: ProviderError;
}

/** Hands recordings on, as many at a time as the service takes; what it has taken is noted before anything else is sent. */
export async function handOn(
  records: readonly TrackRecord[],
  { namer, fingerprint }: SubmitTools,
  note: (ids: readonly string[]) => Promise<unknown>,
  context: Context,
): Promise<HandedOn> {
  const report: HandedOn = { submitted: [], passedOver: [], left: records.length };
  try {
    for (let at = 0; at < records.length; at += namer.together) {
      const some = records.slice(at, at + namer.together);
      const ready: { record: TrackRecord; submission: Submission }[] = [];
      for (const [i, record] of some.entries()) {
        const { path } = record.file;
        context.emit({ type: 'count', stage: 'ask', done: at + i, total: records.length, label: path });
        try {
          const print = await fingerprint(path, context.signal);
          if (print === null) report.passedOver.push({ path, reason: 'too little sound' });
          else ready.push({ record, submission: submissionOf(record, print) });
        } catch (error) {
          context.signal.throwIfAborted();
          report.passedOver.push({ path, reason: reasonOf(error) });
        }
      }
      if (ready.length > 0) {
        const answers = await namer.submit(
          ready.map(({ submission }) => submission),
          context,
        );
        await note(ready.filter((_, i) => answers[i]).map(({ record }) => record.id));
        for (const [i, { record }] of ready.entries()) {
          const { path } = record.file;
          const answer = answers[i];
          if (answer) report.submitted.push({ ...answer, path });
          else report.passedOver.push({ path, reason: `${namer.title} passed it over` });
        }
      }
      report.left -= some.length;
    }
  } catch (error) {
    if (context.signal.aborted || !(error instanceof ProviderError)) throw error;
    report.failure = error;
  }
  return report;
}

function submissionOf(record: TrackRecord, fingerprint: string): Submission {
  const format = extname(record.file.path).slice(1).toLowerCase();
  return { fingerprint, duration: record.duration, track: toTrack(record), ...(format && { format }) };
}
