import { claimedByWords, claimLabel, openClaimWords } from '../../domain/claim-words.js';
import { doubtWords, versionWords } from '../../domain/doubt-words.js';
import { enrichmentOf } from '../../domain/enrichment/saved.js';
import type { CheckedHint } from '../../domain/hint.js';
import { mixedInWords } from '../../domain/mixed-in-words.js';
import { camelotOf, playedKey } from '../../domain/played.js';
import { withoutEnd } from '../../domain/text.js';
import { clock } from '../../domain/time.js';
import { claimsUnheard } from '../../domain/told-claims.js';
import { idLabel, playedBpm, trackLabel, UNKNOWN_LABEL } from '../../domain/track.js';
import type { Alternative, Entry, Evidence, TrackEntry, Tracklist } from '../../domain/tracklist.js';
import { confidenceText, paintConfidence, plural, signs, speedText, versionMark } from './figures.js';
import { fitLine, wrapPhrases } from './line.js';
import type { OutputStream } from './terminal.js';
import { entryPaint } from './time-strip.js';

/** Past this many answers for one track, more of the same says nothing new. */
const EVIDENCE_SHOWN = 12;
/** Of what wasn't heard. */
const CLAIMS_SHOWN = 30;
/** Pitch and speed closer than this are one figure to the ear and to the engine: a tenth of a percent. */
const SAME = 0.001;

/** Why each entry says what it says: who heard what where, and what else it might be. */
export function renderExplanation(tracklist: Tracklist, stream: OutputStream): string {
  const entries = tracklist.entries.map((entry, i) => {
    const end = tracklist.entries[i + 1]?.start ?? entry.end;
    const hints = (tracklist.hints ?? []).filter(({ mixTime }) => mixTime >= entry.start && mixTime < end);
    return [...explainEntry(entry, i, stream), ...hintLines(hints, stream)].join('\n');
  });
  const unheard = unheardLines(tracklist, stream);
  const parts = [...entries, ...(unheard.length > 0 ? [unheard.join('\n')] : [])];
  return parts.length > 0 ? `${parts.join('\n\n')}\n` : '';
}

/** What is claimed and stands beside no entry: another track is known there, or nobody knows where it should be. */
function unheardLines(tracklist: Tracklist, stream: OutputStream): string[] {
  const unheard = claimsUnheard(tracklist);
  const shown = unheard.slice(0, CLAIMS_SHOWN).map((claim) => fitLine([{ text: `    ${claimLabel(claim)}` }], stream));
  const more = unheard.length - shown.length;
  return [
    ...(shown.length > 0 ? ['Claimed, and not heard:'] : []),
    ...shown,
    ...(more > 0 ? [`    and ${plural(more, 'more track')}`] : []),
  ];
}

const unknownLabel = ({ number }: Entry): string => (number === undefined ? UNKNOWN_LABEL : idLabel(number));

function explainEntry(entry: Entry, index: number, stream: OutputStream): string[] {
  const { style } = stream;
  const known = entry.kind === 'track';
  const layered = known && entry.layered;
  const notes: string[] = [];
  if (entry.transition) notes.push(`mixed in ${span(entry.transition.start, entry.transition.end, stream)}`);
  if (known) notes.push(...mixedInWords(entry).map((words) => signs(words, stream)));
  if (layered) notes.push('laid over the track before it, which goes on');
  if (entry.corrected) notes.push('as you corrected it');
  if (known) notes.push(...versionWords(entry), ...doubtWords(entry), ...filePhrases(entry));
  notes.push(...claimedByWords(entry), ...openClaimWords(entry));
  if (!known && entry.alternatives.length === 0) notes.push('nobody could name it');
  const label = known ? trackLabel(entry.track) : unknownLabel(entry);
  return [
    fitLine(
      [
        { text: String(index + 1).padStart(2), paint: known ? entryPaint(index)(style) : style.dim, whole: true },
        { text: `  ${span(entry.start, entry.end, stream)}  `, whole: true },
        { text: `${layered ? 'w/ ' : ''}${label}`, paint: known ? style.bold : style.dim },
        sureness(entry, stream),
      ],
      stream,
    ),
    ...(notes.length > 0 ? wrapPhrases(notes, '    ', stream) : []),
    ...evidenceLines(entry.evidence, '    ', stream),
    ...toldLines(entry, stream),
    ...elsewhereLines(entry, stream),
    ...enrichmentLines(entry, stream),
    ...entry.alternatives.flatMap((alternative) => explainAlternative(alternative, known, stream)),
  ];
}

/** What the track's own file and services say of it: `124 BPM, played at 127.9`, `8A`, `Label CAT 01, 1998`. */
function filePhrases(entry: TrackEntry): string[] {
  const { track } = entry;
  const { bpm, key, label, catalogueNumber, releaseDate, genres, remixers, composers, isrc, iswc } = track;
  const [bpmPlayed, keyPlayed] = [playedBpm(entry), playedKey(entry)];
  const year = releaseDate?.slice(0, 4);
  return [
    bpm ? `${bpm} BPM${bpmPlayed === null ? '' : `, played at ${bpmPlayed}`}` : bpmPlayed ? `${bpmPlayed} BPM` : '',
    key
      ? `in ${keyWords(key)}${keyPlayed === null || keyPlayed === key ? '' : `, played in ${keyWords(keyPlayed)}`}`
      : (keyPlayed ?? '') && `in ${keyWords(keyPlayed!)}`,
    entry.sounds?.energy === undefined ? '' : `energy ${Math.round(entry.sounds.energy)}`,
    [[label, catalogueNumber].filter(Boolean).join(' '), year].filter(Boolean).join(', '),
    composers ? `written by ${composers.join(' & ')}` : '',
    remixers ? `remixed by ${remixers.join(' & ')}` : '',
    genres?.slice(0, 3).join('/') ?? '',
    isrc ? `ISRC ${isrc}` : '',
    iswc ? `ISWC ${iswc}` : '',
  ].filter(Boolean);
}

/** `Am (8A)`; as it stands where it is no key's name, or Camelot's already. */
function keyWords(key: string): string {
  const camelot = camelotOf(key);
  return camelot === null || key.toUpperCase() === camelot ? key : `${key} (${camelot})`;
}

/** Which service told what. */
function toldLines(entry: Entry, stream: OutputStream): string[] {
  const toldBy = entry.kind === 'track' ? Object.entries(entry.toldBy ?? {}) : [];
  const fields = new Map<string, string[]>();
  for (const [field, service] of toldBy) fields.set(service, [...(fields.get(service) ?? []), inWords(field)]);
  return wrapPhrases(
    [...fields].map(([service, told]) => `${told.join(', ')} by ${service}`),
    '    ',
    stream,
  );
}

/** `catalogueNumber` → `catalogue number` */
const inWords = (field: string): string => field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** What else this recording is called, and in which recordings of mixes it is. */
function elsewhereLines(entry: Entry, stream: OutputStream): string[] {
  const named = (entry.kind === 'track' ? (entry.otherNames ?? []) : []).map(
    (track) => `    also named ${trackLabel(track)}${track.file ? `, ${track.file}` : ''}`,
  );
  const played = (entry.alsoIn ?? []).map(
    ({ track, start, end, trackTime }) =>
      `    also in ${trackLabel(track)}, at ${clock(trackTime)} (${span(start, end, stream)} here)`,
  );
  return [...named, ...played].map((text) => fitLine([{ text }], stream));
}

const SAID_BY: Record<CheckedHint['from'], string> = {
  station: 'the station',
  chapter: 'a chapter',
  description: 'the description',
  comment: 'a comment',
};

/** What was said to play there, which names nothing by itself. */
function hintLines(hints: readonly CheckedHint[], stream: OutputStream): string[] {
  return hints.map(({ from, mixTime, text, agrees }) => {
    const verdict = agrees === null ? '' : agrees ? ', which agrees' : ", which isn't what was heard";
    return fitLine([{ text: `    ${SAID_BY[from]} says "${text}" at ${clock(mixTime)}${verdict}` }], stream);
  });
}

const FILLED = { label: 'label', releaseDate: 'year', genres: 'genres' };

/** What models made of it. */
function enrichmentLines(entry: Entry, stream: OutputStream): string[] {
  const { validation, heard, original, filled = [] } = enrichmentOf(entry);
  const lines: string[] = [];
  if (original) lines.push(...wrapPhrases([`written as ${trackLabel(original)}`], '    ', stream));
  if (validation) {
    const { provider, score, doubtful, reason, otherwise, remixer, energy, mood = [] } = validation;
    const phrases = [
      `${provider} ${doubtful ? 'doubts it' : 'finds it'} ${score.toFixed(2)}: ${withoutEnd(reason, /[.\s]/)}`,
    ];
    if (remixer) phrases.push(`remixed by ${remixer}`);
    if (mood.length > 0) phrases.push(mood.join(', '));
    if (energy !== undefined) phrases.push(`energy ${energy} of 10`);
    if (filled.length > 0) phrases.push(`${filled.map((field) => FILLED[field]).join(' and ')} by its knowledge`);
    if (otherwise) phrases.push(`would call it ${otherwise}`);
    lines.push(...wrapPhrases(phrases, '    ', stream));
  }
  if (heard) {
    const { provider, start, end, description, instruments = [] } = heard;
    const phrases = [`${provider} listened to ${span(start, end, stream)}: ${description}`, ...instruments];
    lines.push(...wrapPhrases(phrases, '    ', stream));
  }
  return lines;
}

function explainAlternative(alternative: Alternative, known: boolean, stream: OutputStream): string[] {
  const head = fitLine(
    [
      { text: `    ${known ? 'or' : 'perhaps'} ${trackLabel(alternative.track)}` },
      confidence(alternative.confidence, stream),
    ],
    stream,
  );
  const doubt = wrapPhrases(doubtWords(alternative), '      ', stream);
  if (alternative.sameSound) {
    return [head, ...wrapPhrases(['another edit, which sounds the same there'], '      ', stream)];
  }
  return [
    head,
    ...doubt,
    ...evidenceLines(alternative.evidence, '      ', stream).map((line) => stream.style.dim(line)),
  ];
}

const sureness = (entry: Entry, stream: OutputStream) => {
  const part = confidence(entry.confidence, stream);
  return { ...part, text: `${part.text}${versionMark(entry)}` };
};

function confidence(value: number | null, { style }: OutputStream) {
  return {
    text: value === null ? '' : `  ${confidenceText(value)}`,
    paint: (text: string) => paintConfidence(text, value, style),
    whole: true,
  };
}

function evidenceLines(evidence: readonly Evidence[], indent: string, stream: OutputStream): string[] {
  const shown = evidence.slice(0, EVIDENCE_SHOWN);
  const lines = shown.flatMap((e) => wrapPhrases(evidencePhrases(e, stream), indent, stream));
  const more = evidence.length - shown.length;
  return more > 0 ? [...lines, `${indent}and ${plural(more, 'more answer')}`] : lines;
}

/** `library heard 0:12-1:40`, `from 0:31 of the track`, `+3.2 % with key-lock`, `score 0.97` */
function evidencePhrases(evidence: Evidence, stream: OutputStream): string[] {
  const { identifier, mixTime, mixDuration, trackTime, score } = evidence;
  const phrases = [`${identifier} heard ${span(mixTime, mixTime + mixDuration, stream)}`];
  if (trackTime !== undefined)
    phrases.push(`from ${trackTime < 0 ? '-' : ''}${clock(Math.abs(trackTime))} of the track`);
  const speed = speedPhrase(evidence);
  if (speed) phrases.push(speed);
  phrases.push(`score ${score.toFixed(2)}`);
  return phrases;
}

function speedPhrase({ speed, pitch }: Evidence): string | null {
  if (speed === undefined) return pitch === undefined ? null : `pitch ${speedText(pitch)}`;
  if (pitch === undefined || Math.abs(speed - 1) < SAME) {
    const shifted = pitch !== undefined && Math.abs(pitch - 1) >= SAME;
    return shifted ? `speed ${speedText(speed)}, pitch ${speedText(pitch)}` : `speed ${speedText(speed)}`;
  }
  if (Math.abs(pitch - 1) < SAME) return `speed ${speedText(speed)} with key-lock`;
  if (Math.abs(pitch - speed) < SAME) return `speed ${speedText(speed)} with its pitch`;
  return `speed ${speedText(speed)}, pitch ${speedText(pitch)}`;
}

function span(start: number, end: number, stream: OutputStream): string {
  return `${clock(start)}${stream.unicode ? '–' : '-'}${clock(end)}`;
}
