import { clock } from '../../../domain/time.js';
import type { CollectionReport } from '../../../library/from/bring-in.js';
import type { NamingReport } from '../../../library/naming.js';
import type { AddReport } from '../../../library/scan/add.js';
import { plural, timesText } from '../../terminal/figures.js';
import { wrapPhrases } from '../../terminal/line.js';
import { type OutputStream, plain, type Terminal } from '../../terminal/terminal.js';

/** Each file that couldn't be read or only in part, with the reason, and then what came of adding in one sentence. */
export function sayAdded({ err, verbosity }: Terminal, report: AddReport, seconds: number): void {
  for (const { path, reason } of report.failed) err.write(`${err.style.red('left out:')} ${about(path, reason)}\n`);
  if (verbosity < 0) return;
  for (const { path, reason } of report.partial) err.write(`${err.style.yellow('in part:')} ${about(path, reason)}\n`);
  for (const { path, reason } of report.badTags) err.write(`${err.style.yellow('tags cut:')} ${about(path, reason)}\n`);
  for (const line of wrapPhrases(addedPhrases(report, seconds, err), '', err)) err.write(`${line}\n`);
}

/** So many of the files that aren't there are named. */
const NAMED = 10;

/** What a collection names, with what of it isn't here, and what may be done about that. */
export function sayFrom({ err, verbosity }: Terminal, report: CollectionReport): void {
  const { title, path, tracks, found, streamed, others, leftOut, missing, elsewhere, remembered } = report;
  if (verbosity < 0) return;
  for (const file of missing.first.slice(0, NAMED)) err.write(`${err.style.yellow('missing:')} ${plain(file)}\n`);
  const unnamed = missing.count - Math.min(missing.first.length, NAMED);
  if (unnamed > 0) err.write(`${err.style.yellow('missing:')} ${unnamed} more\n`);
  for (const { folder, count } of elsewhere) {
    const lie = count === 1 ? '1 file lies' : `${count} files lie`;
    err.write(`${lie} in ${plain(folder)} on another system. If that is here too: --map ${mapOf(folder)}\n`);
  }
  if (missing.folder !== null && missing.count > 1) {
    const gone = missing.mapped === null ? plain(missing.folder) : `${plain(missing.mapped)}, where --map leads,`;
    err.write(`${gone} isn't there. If it is somewhere else now: --map ${mapOf(missing.folder)}\n`);
  }
  const phrases = [`${title} names ${plural(tracks, 'track')} in ${plain(path)}`, `${found} of them here`];
  if (missing.count > 0) phrases.push(`${missing.count} missing`);
  const abroad = elsewhere.reduce((sum, { count }) => sum + count, 0);
  if (abroad > 0) phrases.push(`${abroad} on another system`);
  if (remembered > 0) phrases.push(`what is known of ${remembered} of those stays`);
  if (streamed > 0) phrases.push(`${streamed} streamed and without a file`);
  if (others > 0) phrases.push(`${others} no music by their names`);
  if (leftOut > 0) phrases.push(`${leftOut} that you left out`);
  for (const line of wrapPhrases(phrases, '', err)) err.write(`${line}\n`);
}

const mapOf = (folder: string): string => `"${plain(folder)}=/path/here"`;

/** What came of naming by sound: what couldn't be fingerprinted, and then one sentence. */
export function sayNamed({ err, verbosity }: Terminal, report: NamingReport): void {
  const { by, named, unknown, otherwise, known, failed, failure } = report;
  if (verbosity < 0) return;
  for (const { path, reason } of failed) err.write(`${err.style.yellow('not named:')} ${about(path, reason)}\n`);
  const done = named + unknown + otherwise;
  // What went wrong was said before.
  if (failure && done === 0) return;
  const phrases = [`${by} named ${plural(named, 'file')} without tags`];
  if (done + failed.length === 0 && known > 0) {
    err.write(`${by} wasn't asked again about ${plural(known, 'file')} that it didn't know of late\n`);
    return;
  }
  if (done + known + failed.length === 0) phrases[0] = `Every file there has a name, so ${by} wasn't asked`;
  if (otherwise > 0) phrases.push(`${otherwise} ${otherwise === 1 ? 'has a tag' : 'have tags'} that say otherwise`);
  if (unknown > 0)
    phrases.push(`${unknown} that it doesn't know ${unknown === 1 ? 'keeps its' : 'keep their'} own name`);
  if (known > 0)
    phrases.push(`${known} that it didn't know of late ${known === 1 ? "wasn't" : "weren't"} asked about again`);
  for (const line of wrapPhrases(phrases, '', err)) err.write(`${line}\n`);
}

/** What came of adding, as phrases for one sentence. */
function addedPhrases(report: AddReport, seconds: number, { unicode }: OutputStream): string[] {
  const { added, replaced, unchanged, moved, retagged, copies, borrowed, excluded, mixes, failed } = report;
  const phrases = [`${plural(added, 'track')} added`];
  if (replaced > 0) phrases[0] += ` (${replaced} in place of an earlier state)`;
  if (borrowed > 0) phrases.push(`${borrowed} of them taken over from another index`);
  if (mixes > 0) phrases.push(`${mixes === 1 ? 'one of them a mix' : `${mixes} of them mixes`}, which are no answers`);
  if (moved > 0) phrases.push(`${moved} moved`);
  if (retagged > 0) phrases.push(`${retagged} with new tags`);
  if (copies > 0) phrases.push(`${copies} that the library has already`);
  if (unchanged > 0) phrases.push(`${unchanged} unchanged`);
  if (excluded > 0) phrases.push(`${excluded} taken out`);
  if (failed.length > 0) phrases.push(`${failed.length} left out`);
  if (report.seconds > 0 && seconds > 0) {
    phrases.push(
      `${clock(report.seconds)} of music in ${clock(seconds)} (${timesText(report.seconds / seconds, unicode)} real time)`,
    );
  }
  return phrases;
}

/** The reason names the file by itself as a rule. */
function about(path: string, reason: string): string {
  return plain(reason.includes(path) ? reason : `${path}: ${reason}`);
}
