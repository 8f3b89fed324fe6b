import { ProviderError } from '../domain/errors.js';
import { given } from '../domain/given.js';
import type { Context } from '../domain/ports/context.js';
import type { Namer, Naming } from '../domain/ports/name.js';
import { isMix } from './mixes.js';
import { withTold } from './scan/retag.js';
import { reasonOf } from './scan/walk.js';
import type { Told, TrackRecord } from './store/records.js';

/** What names files by their sound. */
export interface NameTools {
  namer: Namer;
  /** Chromaprint of a file's first two minutes; null where there is too little sound. */
  fingerprint(path: string, signal: AbortSignal): Promise<string | null>;
  /** Files fingerprinted at once. */
  lanes: number;
  /** Seconds after which a sound that nobody knew is asked about again. */
  againAfter: number;
}

export interface NamingReport {
  /** The service's name for people. */
  by: string;
  /** Files without tags that have a name now. */
  named: number;
  /** Those that the service doesn't know, or of which nobody has told it a name. */
  unknown: number;
  /** Those that it knows by another name than what their tags do say. */
  otherwise: number;
  /** Those that it didn't know when it was asked of late. */
  known: number;
  /** Those of which no fingerprint can be made. */
  failed: { path: string; reason: string }[];
  /** Those about which it wasn't asked, since it failed. */
  left: number;
  failure?: ProviderError;
}

/** A recording of the library, and where it lies now. */
export interface ToName {
  record: TrackRecord;
  path: string;
}

/** Of files those that are single tracks: of a mix no service knows the whole. */
export function toName(
  files: readonly { path: string }[],
  byPath: (path: string) => TrackRecord | undefined,
  longest: number,
): ToName[] {
  const found = new Map<string, ToName>();
  for (const { path } of files) {
    const record = byPath(path);
    if (record && !isMix(record, longest) && !found.has(record.id)) found.set(record.id, { record, path });
  }
  return [...found.values()];
}

/** Each publication rewrites the list of changes. What a killed run has been answered is kept beside, and isn't asked again. */
const AT_ONCE = 200;

/**
 * Names recordings whose tags leave out who or what they are. A service that fails ends it without failing: the files stay in the
 * library under their own names, and the same again goes on from here.
 */
export async function nameRecordings(
  all: readonly ToName[],
  tools: NameTools,
  change: (ids: readonly string[], edit: (record: TrackRecord) => TrackRecord) => Promise<number>,
  now: () => number,
  context: Context,
): Promise<NamingReport> {
  const { namer, againAfter } = tools;
  const open = all.filter(({ record }) => (record.untold?.length ?? 0) > 0 && record.namedBy === undefined);
  const waiting = open.filter(({ record: { told } }) => {
    return told?.by !== namer.name || Date.parse(told.at) + againAfter * 1000 <= now();
  });
  const report: NamingReport = {
    by: namer.title,
    named: 0,
    unknown: 0,
    otherwise: 0,
    known: open.length - waiting.length,
    failed: [],
    left: waiting.length,
  };
  const count = (printed: number, label?: string): void =>
    context.emit({
      ...{ type: 'count', stage: 'ask', done: waiting.length - report.left + printed, total: waiting.length },
      ...(label !== undefined && { label }),
    });
  const told = new Map<string, Told>();
  const publish = async (): Promise<void> => {
    const ids = [...told.keys()];
    if (ids.length > 0) await change(ids, (record) => retold(record, told.get(record.id)!));
    told.clear();
  };
  if (waiting.length > 0) count(0);
  try {
    for (let at = 0; at < waiting.length; at += namer.together) {
      const some = waiting.slice(at, at + namer.together);
      const namings = await namingsOf(some, tools, report, count, context);
      for (const [{ record }, naming] of namings) {
        const words = toldOf(namer.name, naming, new Date(now()).toISOString());
        told.set(record.id, words);
        if (retold(record, words).namedBy !== undefined) report.named++;
        else if (words.title === undefined) report.unknown++;
        else report.otherwise++;
      }
      report.left -= some.length;
      if (told.size >= AT_ONCE) await publish();
    }
  } catch (error) {
    if (context.signal.aborted || !(error instanceof ProviderError)) throw error;
    report.failure = error;
  } finally {
    await publish();
  }
  return report;
}

const retold = (record: TrackRecord, told: Told): TrackRecord => ({ ...withTold(record, told), told });

function toldOf(by: string, naming: Naming | null, at: string): Told {
  const { title, version, artists, isrc, ids } = naming ?? {};
  return { by, at, ...given<Omit<Told, 'by' | 'at'>>({ title, version, artists, isrc, ids }) };
}

/** What the service says of each; those that can't be fingerprinted are left out. */
async function namingsOf(
  some: readonly ToName[],
  { namer, fingerprint, lanes }: NameTools,
  report: NamingReport,
  count: (printed: number, label: string) => void,
  context: Context,
): Promise<Map<ToName, Naming | null>> {
  const { signal } = context;
  const found = new Map<ToName, Naming | null>();
  const prints = new Map<ToName, string>();
  const queue = [...some];
  let printed = 0;
  const lane = async (): Promise<void> => {
    for (let one = queue.shift(); one && !signal.aborted; one = queue.shift()) {
      try {
        const print = await fingerprint(one.path, signal);
        if (print === null) found.set(one, null);
        else prints.set(one, print);
      } catch (error) {
        signal.throwIfAborted();
        report.failed.push({ path: one.path, reason: reasonOf(error) });
      }
      count(++printed, one.path);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  signal.throwIfAborted();
  const asked = [...prints.keys()];
  const questions = asked.map((one) => ({ fingerprint: prints.get(one)!, duration: one.record.duration }));
  const namings = await namer.lookUp(questions, context);
  for (const [i, one] of asked.entries()) found.set(one, namings[i] ?? null);
  return found;
}
