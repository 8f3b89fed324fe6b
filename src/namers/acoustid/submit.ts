import type { Context } from '../../domain/ports/context.js';
import type { Namer, Submission, Submitted, WholeRecording } from '../../domain/ports/name.js';
import { fullTitle } from '../../domain/track.js';
import type { HttpAnswer } from '../../net/client.js';
import { readAnswer } from '../../net/json.js';
import type { ProviderTools } from '../../net/provider.js';
import { submissionsSchema } from './answer.js';
import type { AcoustidApi, Fields } from './api.js';
import { TITLE } from './verdict.js';

/** Whole seconds, of which there must be one. */
export const secondsOf = ({ duration }: Pick<WholeRecording, 'duration'>): number => Math.max(1, Math.round(duration));

type Submissions = ReturnType<typeof submissionsSchema.parse>['submissions'];

/** Hands recordings on, and asks once what has become of them: being taken in may last minutes, which nobody waits for. */
export function submitting(
  api: AcoustidApi,
  userKey: string,
  { redactor }: Pick<ProviderTools, 'redactor'>,
): NonNullable<Namer['submit']> {
  const read = (answer: HttpAnswer): Submissions => readAnswer(submissionsSchema, TITLE, answer, redactor).submissions;
  const isMatch = (told: Submissions): boolean => told.length > 0;
  return async (recordings, context) => {
    const submitted = await give(recordings, context);
    const pending = submitted.flatMap((one) => (one && !one.imported ? [one.id] : []));
    const imported = await importedOf(pending, context);
    return submitted.map((one) => one && { ...one, imported: one.imported || imported.has(one.id) });
  };

  /** What is too much at once, or has one among it that is refused, in halves. */
  async function give(recordings: readonly Submission[], context: Context): Promise<(Submitted | null)[]> {
    if (recordings.length === 0) return [];
    const fields: Fields = [['user', userKey], ...recordings.flatMap(fieldsOf)];
    const given = await api.give({ path: 'submit', fields, read, isMatch }, context);
    if ('told' in given) {
      return recordings.map((_, at) => {
        // Of a single one it may leave the number out.
        const own = given.told.find(({ index }) => index === at || (index === undefined && recordings.length === 1));
        return own?.id ? { id: own.id, imported: own.status === 'imported' } : null;
      });
    }
    if (recordings.length === 1) return [null];
    const half = Math.ceil(recordings.length / 2);
    return [...(await give(recordings.slice(0, half), context)), ...(await give(recordings.slice(half), context))];
  }

  /** That this can't be told is no failure: the recordings are there. */
  async function importedOf(ids: readonly string[], context: Context): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const fields: Fields = ids.map((id) => ['id', id]);
    const asking = api.ask({ path: 'submission_status', fields, inAddress: true, read, isMatch }, context);
    const answer = await asking.catch((error: unknown) => {
      if (context.signal.aborted) throw error;
      return { told: [] };
    });
    const told = 'told' in answer ? answer.told : [];
    return new Set(told.flatMap(({ id, status }) => (id && status === 'imported' ? [id] : [])));
  }
}

function fieldsOf({ fingerprint, duration, track, format }: Submission, at: number): Fields {
  const fields: Record<string, string | undefined> = {
    fingerprint,
    duration: String(secondsOf({ duration })),
    fileformat: format?.toUpperCase(),
    mbid: track.ids?.['musicbrainz'],
    track: fullTitle(track),
    artist: track.artists.join(' & '),
    album: track.album,
    year: track.releaseDate?.slice(0, 4),
  };
  return Object.entries(fields).flatMap(([name, value]) => (value ? [[`${name}.${at}`, value] as const] : []));
}
