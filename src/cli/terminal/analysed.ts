import { basename } from 'node:path';
import type { Analysed, Analyses } from '../../app/analyse.js';
import { camelotKey, keyName, openKey } from '../../domain/musical-key.js';
import { clock } from '../../domain/time.js';
import { keyAgreement, tempoAgreement } from '../../domain/told-sound.js';
import { trackLabel } from '../../domain/track.js';
import { plural } from './figures.js';
import { renderTable } from './table.js';
import { type OutputStream, plain } from './terminal.js';

const tenths = (value: number | null | undefined): string =>
  value == null ? '' : (Math.round(value * 10) / 10).toFixed(1);
export const bpmText = (bpm: number | undefined): string =>
  bpm === undefined ? '' : (Math.round(bpm * 100) / 100).toFixed(2);
/** Below it a figure is more of a guess, and has a question mark. */
const SURE = 0.5;
const mark = (confidence: number | undefined): string => (confidence !== undefined && confidence < SURE ? ' ?' : '');

/** `97 % sure`, cut, never rounded up to 100; marked as in the table. */
const sureText = (confidence: number): string => `${Math.floor(confidence * 100 + 1e-9)} % sure${mark(confidence)}`;

const keyText = ({ heard: { key } }: Analysed): string =>
  key ? `${camelotKey(key.key)} ${keyName(key.key)}${mark(key.confidence)}` : '';

/** A table, and with `explain` below it what it leaves out. */
export function analysedText(all: readonly Analysed[], out: OutputStream, explain: boolean): string {
  if (all.length === 0) return '';
  const { style } = out;
  const table = renderTable<Analysed>(
    {
      columns: [
        { header: 'Track', cell: (one) => nameOf(one), min: 14, weight: 4 },
        {
          header: 'BPM',
          cell: ({ heard: { tempo } }) => bpmText(tempo?.bpm) + mark(tempo?.confidence),
          align: 'right',
        },
        { header: 'Key', cell: keyText },
        { header: 'Energy', cell: ({ heard }) => tenths(heard.energy), align: 'right', drop: 2 },
        { header: 'LUFS', cell: ({ heard }) => tenths(heard.loudness?.integrated), align: 'right', drop: 1 },
        { header: 'Range', cell: ({ heard }) => tenths(heard.loudness?.range), align: 'right', drop: 4 },
        { header: 'Peak', cell: ({ heard }) => tenths(heard.loudness?.truePeak), align: 'right', drop: 3 },
        { header: 'Length', cell: ({ heard }) => clock(heard.seconds), align: 'right', drop: 5 },
        { header: 'Told', cell: (one) => toldText(one, out.unicode), min: 12, weight: 2, drop: 6 },
      ],
      rows: all,
    },
    out,
  );
  if (!explain) return table;
  const details = all.map((one) => [style.bold(plain(nameOf(one))), ...detailsOf(one, out.unicode)].join('\n  '));
  return `${table}\n${details.join('\n\n')}\n`;
}

const nameOf = ({ file, track }: Analysed): string => (track.title ? trackLabel(track) : basename(file));

/** `tags: 128 ✓, 8A ✗` */
function toldText({ told, heard }: Analysed, unicode: boolean): string {
  const [yes, no] = unicode ? ['\u2713', '\u2717'] : ['yes', 'no'];
  return told
    .map(({ by, bpm, key }) => {
      const tempo = bpm !== undefined && heard.tempo ? tempoAgreement(bpm, heard.tempo.bpm) : null;
      const keys = key !== undefined && heard.key ? keyAgreement(key, heard.key.key) : null;
      const sign = (agreement: string | null): string =>
        agreement === null ? '' : ` ${agreement === 'same' ? yes : agreement === 'other' ? no : agreement}`;
      const said = [
        ...(bpm === undefined ? [] : [`${Math.round(bpm * 100) / 100}${sign(tempo)}`]),
        ...(key === undefined ? [] : [`${key}${sign(keys)}`]),
      ];
      return `${by}: ${said.join(', ')}`;
    })
    .join('; ');
}

function detailsOf(one: Analysed, unicode: boolean): string[] {
  const { heard, damage, isLong, kept } = one;
  const { tempo, key, sections, vocals } = heard;
  const told = toldText(one, unicode);
  return [
    plain(one.file),
    tempo
      ? `tempo ${bpmText(tempo.bpm)} BPM, ${sureText(tempo.confidence)}${tempo.otherBpm ? `, or ${bpmText(tempo.otherBpm)} BPM` : ''}; first beat at ${tempo.firstBeat.toFixed(2)} s, first bar at ${tempo.downbeat.toFixed(2)} s, ${tempo.beatsPerBar} beats a bar`
      : 'no tempo heard',
    ...gridsText(tempo?.grids ?? []),
    key
      ? `key ${camelotKey(key.key)} (${openKey(key.key)}, ${keyName(key.key)}), ${sureText(key.confidence)}; next likely ${camelotKey(key.second)}; tuned ${Math.round(key.tuning)} cents off A = 440 Hz`
      : 'no key heard',
    ...(vocals === null ? [] : [`vocals ${Math.round(vocals * 100)} % likely`]),
    ...sections.map(({ kind, start, end }) => `${kind} ${clock(start)} to ${clock(end)}`),
    ...(told ? [`told: ${plain(told)}`] : []),
    ...(damage === undefined ? [] : [`damaged: ${plain(damage)}`]),
    ...(isLong ? ["So long a recording holds many tracks: 'tracklistify FILE' names them."] : []),
    ...(kept ? ['heard before: --again listens once more'] : []),
  ];
}

/** Of the tempo before, what is nearer than this is the same one, of which the beats were found anew. */
const SAME_TEMPO = 0.001;

function gridsText(grids: ReadonlyArray<{ start: number; bpm: number }>): string[] {
  return grids.map(({ start, bpm }, at) => {
    const before = grids[at - 1]?.bpm;
    const isSame = before !== undefined && Math.abs(bpm / before - 1) < SAME_TEMPO;
    return isSame ? `beats anew from ${clock(start)}` : `tempo ${bpmText(bpm)} BPM from ${clock(start)}`;
  });
}

export function analysedSummary(heard: readonly Analysed[], failed: number, total: number): string {
  const fresh = heard.filter(({ kept }) => !kept).length;
  const phrases = [`${plural(fresh, 'file')} listened to`];
  if (heard.length > fresh) phrases.push(`${heard.length - fresh} heard before`);
  if (failed > 0) phrases.push(`${failed} that can't be read`);
  const open = total - heard.length - failed;
  if (open > 0) phrases.push(`${open} left: the same command goes on from here`);
  const long = heard.filter(({ isLong }) => isLong).length;
  if (long > 0) phrases.push(`${plural(long, 'recording')} so long that 'tracklistify FILE' may name the tracks in it`);
  return `${phrases.join(', ')}\n`;
}

/** What scripts read; `test/e2e` and README hold its shape. */
export function analysedJson(heard: readonly Analysed[], failed: Analyses['failed']): unknown[] {
  return [
    ...heard.map(({ file, track, heard: sound, kept, told, damage, isLong }) => ({
      file,
      title: track.title,
      artists: track.artists,
      heard: { ...sound, key: sound.key && { ...sound.key, ...namesOf(sound.key.key) } },
      told: told.map(({ by, bpm, key }) => ({
        by,
        ...(bpm !== undefined && { bpm, tempo: sound.tempo ? tempoAgreement(bpm, sound.tempo.bpm) : null }),
        ...(key !== undefined && { key, harmony: sound.key ? keyAgreement(key, sound.key.key) : null }),
      })),
      kept,
      isLong,
      ...(damage !== undefined && { damage }),
    })),
    ...failed.map(({ file, error }) => ({ file, error: { code: error.code, message: error.message } })),
  ];
}

const namesOf = (key: number) => ({ name: keyName(key), camelot: camelotKey(key), openKey: openKey(key) });

/** The reason names the file by itself as a rule. */
export const about = (path: string, reason: string): string =>
  plain(reason.includes(path) ? reason : `${path}: ${reason}`);
