import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { oneLine } from '../../src/domain/text.js';
import { ffmetadata } from '../../src/exporters/ffmetadata.js';
import { srt } from '../../src/exporters/srt.js';
import { nameOfStretch, stretchesOf } from '../../src/exporters/stretches.js';
import { vtt } from '../../src/exporters/vtt.js';
import { testFfmpeg } from '../support/audio.js';
import { exported } from '../support/exporting.js';
import { HOSTILE_TITLES } from '../support/hostile-titles.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const folder = mkdtempSync(join(tmpdir(), 'tracklistify-ffmpeg-reads-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TITLES = [
  // It breaks lines of 4096 bytes.
  ...HOSTILE_TITLES.filter((title) => title.length < 1000),
  'Ends \\',
  'Ends \\\\',
  'a=b;c#d\\e',
  ';FFMETADATA1',
  '[CHAPTER]',
  'START=0',
  '#1',
  '=',
  '-->',
  '00:00:01,000 --> 00:00:02,000',
  '夜に駆ける 👩‍🎤',
];
/** Overlapping, two at once, and unknown at the end. */
const list = tracklistOf(
  [
    ...TITLES.map((title, i) => trackEntry(i * 61.237, i * 61.237 + 90, '', { track: { title, artists: ['A=B;'] } })),
    trackEntry(0, 20, 'Over', { layered: true }),
    unknownEntry(360_000.5, 360_100),
  ],
  { duration: 360_120.25, source: { name: 'x', kind: 'file', location: '', title: 'Late; = #1 \\', artist: 'DJ' } },
);
const stretches = stretchesOf(list);

/** As ffmpeg writes down what it has read: a second time in its own hand, which says how it understood the first. */
async function rewritten(exporter: typeof ffmetadata, format: string): Promise<string> {
  const { name, text } = exported(exporter, list);
  const file = join(folder, name);
  writeFileSync(file, text);
  const args = ['-nostdin', '-v', 'error', '-i', file, '-f', format, '-'];
  return execFileSync(await testFfmpeg(), args, { encoding: 'utf8', maxBuffer: 1 << 26 });
}

it('reads every chapter and tag of ffmetadata as it was meant', async () => {
  const text = await rewritten(ffmetadata, 'ffmetadata');
  const [head, ...chapters] = text.split(/^\[CHAPTER\]\n/m);
  const tagOf = (block: string, key: string): string | undefined => {
    const found = new RegExp(`^${key}=((?:\\\\[\\s\\S]|[^\\\\\\n])*)$`, 'm').exec(block)?.[1];
    return found?.replace(/\\([\s\S])/g, '$1').trimEnd();
  };
  expect(tagOf(head!, 'title')).toBe('Late; = #1 \\');
  expect(tagOf(head!, 'artist')).toBe('DJ');
  expect(
    chapters.map((block) => [Number(tagOf(block, 'START')), Number(tagOf(block, 'END')), tagOf(block, 'title')]),
  ).toEqual(stretches.map((stretch) => [stretch.start, stretch.end, nameOfStretch(stretch)]));
});

/** Without what stands for signs that the formats know: ffmpeg writes braces and slashes in its own way. */
const bare = (text: string): string => oneLine(text.replace(/[\\{}()<>‹›]/g, ''));

it.each([
  ['vtt', vtt],
  ['srt', srt],
])('reads every cue of %s at its time', async (_, exporter) => {
  const text = await rewritten(exporter, 'srt');
  const cues = text.trimEnd().split(/\n\n(?=\d+\n)/);
  expect(cues).toHaveLength(stretches.length);
  for (const [i, cue] of cues.entries()) {
    const [number, times, ...lines] = cue.split('\n');
    expect(number).toBe(String(i + 1));
    const [from, to] = times!.split(' --> ').map(milliseconds);
    expect([from, to]).toEqual([stretches[i]!.start, stretches[i]!.end]);
    expect(lines).toHaveLength(1);
    if (!/[\\{}]/.test(nameOfStretch(stretches[i]!))) expect(bare(lines[0]!)).toBe(bare(nameOfStretch(stretches[i]!)));
  }
});

function milliseconds(time: string): number {
  const [h, m, s] = time.replace(',', '.').split(':').map(Number);
  return Math.round((h! * 3600 + m! * 60 + s!) * 1000);
}
