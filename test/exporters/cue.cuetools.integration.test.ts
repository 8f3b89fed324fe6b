import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { cue } from '../../src/exporters/cue.js';
import { exported } from '../support/exporting.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const folder = mkdtempSync(join(tmpdir(), 'tracklistify-cue-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A sheet as cuetools understands it. */
function seen(list: Tracklist): { tracks: string[][]; breakpoints: string[]; complaints: string } {
  const file = join(folder, 'mix.cue');
  writeFileSync(file, exported(cue, list).text);
  const run = (tool: string, ...args: string[]): string =>
    execFileSync(tool, [...args, file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = run('cueprint', '-d', '', '-t', '%n\\t%p\\t%t\\t%i\\n');
  return {
    tracks: printed
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => line.split('\t')),
    breakpoints: run('cuebreakpoints').trimEnd().split('\n'),
    complaints: execFileSync('sh', ['-c', 'cueprint "$1" 2>&1 >/dev/null', 'sh', file], { encoding: 'utf8' }),
  };
}

it('reads names as they are, but for what the format cannot hold', () => {
  const track = (title: string, artist: string, isrc?: string) => ({
    track: { title, artists: [artist], ...(isrc !== undefined && { isrc }) },
  });
  const { tracks, breakpoints, complaints } = seen(
    tracklistOf([
      trackEntry(0, 60, '', track('12" Mix', 'Ends \\', 'GB-AYE-00-00351')),
      unknownEntry(263.48, 400),
      trackEntry(6000, 7000, '', track('夜に駆ける\r\nINDEX 01 00:00:00', "It's AC\\DC")),
      trackEntry(6000.001, 7000, '', track('TRACK 03 AUDIO', 'FILE "x" MP3')),
      trackEntry(60_000.5, 61_000, '', track('REM ; # %', 'Last')),
    ]),
  );
  expect(tracks).toEqual([
    ['1', 'Ends /', "12' Mix", 'GBAYE0000351'],
    ['2', 'ID', 'ID', ''],
    ['3', "It's AC\\DC", '夜に駆ける INDEX 01 00:00:00', ''],
    ['4', "FILE 'x' MP3", 'TRACK 03 AUDIO', ''],
    ['5', 'Last', 'REM ; # %', ''],
  ]);
  expect(breakpoints).toEqual(['4:23.36', '100:00.00', '100:00.01', '1000:00.37']);
  expect(complaints).not.toMatch(/syntax error|bad character/);
});

it('takes a full sheet of 99 tracks', () => {
  const { tracks, breakpoints } = seen(
    tracklistOf(Array.from({ length: 99 }, (_, i) => trackEntry(i * 61, i * 61 + 61, `Track "${i}"`))),
  );
  expect(tracks).toHaveLength(99);
  expect(breakpoints.at(-1)).toBe('99:38.00');
});
