import type { Entry } from '../../domain/tracklist.js';
import type { OutputStream, Style } from './terminal.js';

/** `+3.2 %`: how much faster or slower a track was played; `0.0 %` without a sign. */
export function speedText(speed: number | null | undefined): string {
  if (speed === null || speed === undefined) return '';
  const percent = (Math.round((speed - 1) * 1000) / 10).toFixed(1);
  if (Number(percent) === 0) return '0.0 %';
  return `${Number(percent) > 0 ? '+' : '-'}${percent.replace('-', '')} %`;
}

/** Words and figures as a terminal can show them, with the hyphen for a minus that all other figures there have. */
export function signs(text: string, { unicode }: Pick<OutputStream, 'unicode'>): string {
  const figures = text.replaceAll('−', '-');
  return unicode ? figures : figures.replaceAll('→', '->').replaceAll('±', '+/-');
}

/** Below the first an entry is doubtful, below the second it is more of a guess. */
const SURE = 0.8;
const LIKELY = 0.5;

/** `97 %`, and question marks where it is doubtful, so that no colour is needed to see it. Cut, never rounded up to 100. */
export function confidenceText(confidence: number | null): string {
  if (confidence === null) return '';
  const percent = `${Math.floor(confidence * 100 + 1e-9)} %`;
  return confidence >= SURE ? percent : `${percent} ${confidence >= LIKELY ? '?' : '??'}`;
}

/** The mark of an entry whose work is surer than the recording of it that is named. */
export const versionMark = (entry: Entry): string =>
  entry.kind === 'track' && entry.recordingConfidence !== undefined ? ' ~' : '';

export function paintConfidence(text: string, confidence: number | null, style: Style): string {
  if (confidence === null) return text;
  return (confidence >= SURE ? style.green : confidence >= LIKELY ? style.yellow : style.red)(text);
}

/** `155 ×` real time, with a letter where the sign can't be shown. */
export function timesText(factor: number, unicode: boolean): string {
  const digits = factor < 10 ? factor.toFixed(1) : String(Math.round(factor));
  return `${digits}${unicode ? ' ×' : 'x'}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `4.2 MB`, in the units of those who sell disks and lines. */
export function bytesText(bytes: number): string {
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  const [size, unit] = bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${size.toFixed(size < 100 ? 1 : 0)} ${unit}`;
}

export function transferText({ bytes, total }: { bytes: number; total: number | null }): string {
  return total === null ? bytesText(bytes) : `${bytesText(bytes)} of ${bytesText(total)}`;
}

/** `12,345` */
export function thousands(count: number): string {
  return count.toLocaleString('en-US');
}

/** `$1.25`, and of small sums the first two figures that count: `$0.0041`. */
export function costText(dollars: number): string {
  if (dollars >= 0.1) return `$${dollars.toFixed(2)}`;
  return dollars === 0 ? 'no cost' : `$${Number(dollars.toPrecision(2))}`;
}

/** `2026-11-28`: the day that it is here at a moment in UTC. */
export function localDay(utc: string): string {
  const at = new Date(utc);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
