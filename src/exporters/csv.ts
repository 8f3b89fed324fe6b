import { enrichmentOf } from '../domain/enrichment/saved.js';
import { UsageError } from '../domain/errors.js';
import { nearest } from '../domain/nearest.js';
import { camelotOf, playedKey } from '../domain/played.js';
import type { Exporter } from '../domain/ports/export.js';
import { lengthOf } from '../domain/span.js';
import { oneLine } from '../domain/text.js';
import { longClock } from '../domain/time.js';
import { playedBpm, trackLabel } from '../domain/track.js';
import { type Cell, csvText } from './csv-text.js';
import { type Row, rowsOf } from './rows.js';

type Column = readonly [header: string, cell: (row: Row, index: number) => Cell];

/** In this order; later versions add columns at the end only. */
const columns: readonly Column[] = [
  ['number', (_, index) => index + 1],
  ['start', (row) => longClock(row.start)],
  ['end', (row) => longClock(row.end)],
  ['start_seconds', (row) => rounded(row.start)],
  ['end_seconds', (row) => rounded(row.end)],
  ['kind', (row) => row.entry.kind],
  ['artist', (row) => row.artist],
  ['title', (row) => row.title],
  ['version', (row) => row.version],
  ['album', (row) => oneLine(row.entry.track?.album ?? '')],
  ['label', (row) => row.label],
  ['release_date', (row) => row.entry.track?.releaseDate],
  ['isrc', (row) => row.entry.track?.isrc],
  ['genres', (row) => row.entry.track?.genres?.map(oneLine).join(', ')],
  ['confidence', (row) => rounded(row.entry.confidence)],
  ['speed', (row) => rounded(row.entry.speed, 4)],
  ['layered', (row) => row.layered],
  ['identifiers', (row) => [...new Set(row.entry.evidence.map((e) => e.identifier))].join(', ')],
  ['file', (row) => row.entry.track?.file],
  ['remixer', (row) => row.entry.track?.remixers?.map(oneLine).join(', ') ?? judged(row)?.remixer],
  ['subgenre', (row) => judged(row)?.subgenre ?? heard(row)?.subgenre],
  ['mood', (row) => (judged(row)?.mood ?? heard(row)?.mood)?.map(oneLine).join(', ')],
  ['energy', (row) => judged(row)?.energy ?? heard(row)?.energy],
  ['bpm', (row) => row.entry.track?.bpm ?? heard(row)?.bpm],
  ['vocal', (row) => heard(row)?.vocal],
  ['language', (row) => heard(row)?.language],
  ['instruments', (row) => heard(row)?.instruments?.map(oneLine).join(', ')],
  ['description', (row) => heard(row)?.description],
  ['validation', (row) => rounded(judged(row)?.score ?? null)],
  ['validation_reason', (row) => judged(row)?.reason],
  ['doubtful', (row) => row.doubtful],
  ['original', (row) => originalOf(row)],
  ['model', (row) => (judged(row) ?? heard(row))?.model],
  ['played_bpm', (row) => playedBpm(row.entry)],
  ['key', (row) => row.entry.track?.key],
  ['catalogue_number', (row) => row.entry.track?.catalogueNumber],
  ['composers', (row) => row.entry.track?.composers?.map(oneLine).join(', ')],
  ['work', (row) => oneLine(row.entry.track?.work ?? '')],
  ['iswc', (row) => row.entry.track?.iswc],
  ['tags', (row) => row.entry.track?.tags?.map(oneLine).join(', ')],
  ['artwork', (row) => row.entry.track?.artwork],
  ['links', (row) => Object.values(row.entry.track?.urls ?? {}).join(' ')],
  ['recording_confidence', ({ entry }) => (entry.kind === 'track' ? entry.recordingConfidence : undefined)],
  // Of the unknown in the user's own archive, as `tracklistify ids` takes it; the number of the row is another thing.
  ['id_number', (row) => row.entry.number],
  ['played_key', ({ entry }) => (entry.kind === 'track' ? playedKey(entry) : undefined)],
  ['camelot', ({ entry }) => (entry.kind === 'track' ? camelotOf(playedKey(entry)) : undefined)],
  ['heard_bpm', (row) => played(row)?.sounds?.bpm],
  ['heard_key', (row) => played(row)?.sounds?.key],
  ['heard_energy', (row) => played(row)?.sounds?.energy],
  ['mixed_seconds', (row) => rounded(row.entry.transition ? lengthOf(row.entry.transition) : null)],
  ['tempo_step', (row) => rounded(played(row)?.mixedIn?.tempo ?? null, 4)],
  ['key_step', (row) => played(row)?.mixedIn?.keys?.steps],
  // As text: "false" in every row says that all keys clash.
  ['key_fits', (row) => played(row)?.mixedIn?.keys?.fits.toString()],
  ['beat_offset_ms', (row) => played(row)?.mixedIn?.beatOffset],
  // In brackets: what begins with a minus would be taken for a formula, and marked as none.
  ['gain_db', (row) => inBrackets(played(row)?.mixedIn?.gain)],
];

const played = ({ entry }: Row) => (entry.kind === 'track' ? entry : undefined);
const judged = ({ entry }: Row) => enrichmentOf(entry).validation;
const heard = ({ entry }: Row) => enrichmentOf(entry).heard;

/** The names as they were before a model split them. */
function originalOf({ entry }: Row): string | undefined {
  const { original } = enrichmentOf(entry);
  return original && trackLabel(original);
}

const inBrackets = (values: readonly number[] | undefined): string | undefined => values && `[${values.join(', ')}]`;

/** There in every file, so that whoever reads them finds them: the others are there when they say something. */
const ALWAYS = ['number', 'start', 'end', 'artist', 'title', 'version', 'confidence'];

/** Words that stand for columns. */
export const COLUMN_SETS = ['filled', 'all'] as const;

/** A header, and a row an entry. */
export const csv: Exporter = {
  check: ({ columns: wanted = [] }) => void wanted.map(known),
  export(tracklist, { baseName, table = {} }) {
    const rows = rowsOf(tracklist);
    const chosen = choose(table.columns ?? [], rows);
    const cells = rows.map((row, index) => chosen.map(([, cell]) => cell(row, index)));
    const content = csvText([chosen.map(([header]) => header), ...cells], table);
    return { files: [{ name: `${baseName}.csv`, content }], warnings: [] };
  },
};

/** Those that were named, in that order; a set of them in the table's own. */
function choose(wanted: readonly string[], rows: readonly Row[]): readonly Column[] {
  const names = new Set(wanted.map(known));
  if (names.has('all')) return columns;
  if (names.size > 0 && !names.has('filled')) {
    return [...names].map((name) => columns.find(([header]) => header === name)!);
  }
  return columns.filter(
    ([header, cell]) => ALWAYS.includes(header) || names.has(header) || rows.some((row, i) => says(cell(row, i))),
  );
}

/** "false" in every row says as little as nothing. */
const says = (cell: Cell): boolean => cell !== undefined && cell !== null && cell !== '' && cell !== false;

/** The name as it is spelt here. */
function known(name: string): string {
  const all = [...COLUMN_SETS, ...columns.map(([header]) => header)];
  const spelt = name.trim().toLowerCase();
  if (all.includes(spelt)) return spelt;
  const hint = nearest(spelt, all);
  throw new UsageError(
    `The CSV has no column "${name}"${hint ? `; did you mean "${hint}"?` : '.'} There are ${all.join(', ')}.`,
  );
}

function rounded(value: number | null, digits = 3): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}
