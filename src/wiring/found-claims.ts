import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isOwnResult } from '../app/claims/own.js';
import type { ClaimList } from '../domain/claim.js';
import { TracklistifyError } from '../domain/errors.js';
import { withoutMediaExtension } from '../domain/file-name.js';
import { textOfList } from '../domain/list-text.js';
import { parseTracklist } from '../domain/schema.js';
import type { Tracklist } from '../domain/tracklist.js';

/** Beside `set.mp3`: `set.cue`, `set.txt`, and what yt-dlp and podcasts put there. */
const ENDINGS = ['.cue', '.txt', '.description', '.info.json', '.chapters.json', '.nml'];
const LARGEST = 64 << 20;
/** Of an order without times. */
const LEAST_LINES = 3;

export interface Finding {
  path: string;
  /** Null where nothing in the file can be a list. */
  ffmpeg: (() => Promise<string>) | null;
  signal: AbortSignal;
  /** Results of ours that are known of this mix. */
  results(): Promise<Tracklist[]>;
  /** A history by the DJ program that owns the file; null where none does. */
  ofDeck(path: string): Promise<ClaimList[] | null>;
}

/** Lists that lie beside a mix or in it. Our own results among them are left out: they would bear themselves out. */
export async function claimsFound(finding: Finding): Promise<ClaimList[]> {
  const lists = [...(await besideMix(finding)), ...(await inMix(finding))];
  if (lists.length === 0) return [];
  const results = await finding.results();
  return lists.filter((list) => !isOwnResult(list, results));
}

async function besideMix({ path, signal, ofDeck }: Finding): Promise<ClaimList[]> {
  const [{ bytesOf, openStream }, { markOf }, { isOwnText }, { listsIn }] = await Promise.all([
    import('../files/open-stream.js'),
    import('../exporters/marks.js'),
    import('../exporters/text.js'),
    import('../claims/read-list.js'),
  ]);
  const base = join(dirname(path), withoutMediaExtension(basename(path)));
  const found: ClaimList[] = [];
  for (const ending of ENDINGS) {
    const beside = `${base}${ending}`;
    if (beside === path) continue;
    try {
      const bytes = (await isFile(beside)) ? await bytesOf(() => openStream(beside), LARGEST, signal) : null;
      const text = bytes?.toString('utf8') ?? '';
      if (!bytes || markOf(beside, text) || (ending === '.txt' && isOwnText(text))) continue;
      const own = await ofDeck(beside);
      const lists = own ?? (ending === '.nml' ? [] : listsIn(bytes, basename(beside)));
      found.push(...lists.filter((list) => list.kind !== 'list' || own || isList(list, bytes)));
    } catch (error) {
      signal.throwIfAborted();
      // There is none, mostly. What nobody named is no error, whatever is wrong with it.
      if (!(error instanceof TracklistifyError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }
  return found;
}

/** A pipe that nobody named would be waited for without an end. */
const isFile = async (path: string): Promise<boolean> => (await stat(path)).isFile();

/** A text beside a mix may be anything: a list has times, or most of its lines are tracks. */
function isList({ clock, claims }: ClaimList, bytes: Buffer): boolean {
  const lines = textOfList(bytes)
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '');
  return clock === 'mix' ? claims.length > 1 : claims.length >= LEAST_LINES && claims.length >= lines.length / 2;
}

/** Chapters, else a sheet in a tag; and lists that stand in texts. */
async function inMix({ path, ffmpeg, signal }: Finding): Promise<ClaimList[]> {
  if (!ffmpeg) return [];
  const [{ saidInFile }, { isTextTag }, { chapterClaims }, { sheetList, listsIn }] = await Promise.all([
    import('../audio/said-in-file.js'),
    import('../audio/lists-in-dump.js'),
    import('../claims/chapters.js'),
    import('../claims/read-list.js'),
  ]);
  const { tags, chapters } = await saidInFile(await ffmpeg(), path, signal);
  // `embed` puts it there with all else that it writes.
  if (tags.has('TRACKLIST')) return [];
  const marks = chapterClaims(chapters);
  if (marks.claims.length > 0) return [marks];
  const sheet = sheetList(tags.get('CUESHEET') ?? '', 'CUE sheet in the file');
  if (sheet.claims.length > 0) return [sheet];
  // Of a text only what has times is a list: a dash alone stands in any sentence.
  const texts = [...tags].flatMap(([name, text]) => (isTextTag(name) ? text : []));
  const said = texts.flatMap((text) => listsIn(Buffer.from(text), 'text in the file'));
  return said.filter(({ clock, claims }) => clock === 'mix' && claims.length > 1).slice(0, 1);
}

/** The result that lies beside a mix, where it is one of ours. */
export async function resultBeside(path: string, signal: AbortSignal): Promise<Tracklist[]> {
  const { openStream, textOf } = await import('../files/open-stream.js');
  const base = join(dirname(path), withoutMediaExtension(basename(path)));
  const result = `${base}.json`;
  try {
    const text = (await isFile(result)) ? await textOf(() => openStream(result), LARGEST, signal) : null;
    return text === null ? [] : [parseTracklist(text, basename(base))];
  } catch {
    signal.throwIfAborted();
    return [];
  }
}
