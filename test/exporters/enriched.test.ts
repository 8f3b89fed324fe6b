import { expect, it } from 'vitest';
import { csv } from '../../src/exporters/csv.js';
import { m3u, m3uOfMix } from '../../src/exporters/m3u.js';
import { text } from '../../src/exporters/text.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const by = { provider: 'openai', model: 'gpt-x-2026', prompt: '1' };
const enriched = tracklistOf([
  trackEntry(0, 100, 'Blue', {
    track: { title: 'Blue', version: 'Cy Remix', artists: ['Ann', 'Bob'], genres: ['House', 'Deep House'] },
    enrichment: {
      original: { artists: ['Ann feat. Bob'], title: 'Blue (Cy Remix)' },
      validation: {
        ...by,
        score: 0.9,
        reason: 'Fits.',
        doubtful: false,
        remixer: 'Cy',
        mood: ['warm', '=dark'],
        energy: 7,
      },
    },
  }),
  trackEntry(100, 200, 'Red', {
    enrichment: { validation: { ...by, score: 0.1, reason: '=cmd|x,\n"no"', doubtful: true } },
  }),
  unknownEntry(200, 300, {
    enrichment: {
      heard: { ...by, start: 240, end: 260, description: 'rolling techno\n#EXTINF:1,x', genre: 'Techno', bpm: 128 },
    },
  }),
]);
const fileOf = (exporter: typeof csv): string =>
  String(
    exporter.export(enriched, { baseName: 'mix', folder: '/music', table: { columns: ['all'] } }).files[0]?.content,
  );

it('carries what models said into the CSV, one cell each', () => {
  const [header, ...rows] = fileOf(csv).trim().split('\r\n');
  const index = (name: string): number => header!.split(',').indexOf(name);
  expect(header).toMatch(
    /,file,remixer,.*,original,model,played_bpm,key,catalogue_number,.*links,recording_confidence,id_number,.*gain_db$/,
  );
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatch(
    /,Cy,,"warm, =dark",7,,,,,,0\.9,Fits\.,false,Ann feat\. Bob - Blue \(Cy Remix\),gpt-x-2026,{22}$/,
  );
  expect(rows[1]).toContain(`,0.1,"'=cmd|x, ""no""",true,`);
  expect(rows[2]!.split(',')[index('description')]).toBe('"rolling techno #EXTINF:1');
  expect(rows[2]).toContain(',128,');
});

it('carries them into the playlist as lines that players pass over', () => {
  const lines = fileOf(m3uOfMix).trim().split('\n');
  expect(lines.slice(1, 5)).toEqual([
    '#EXTINF:100,Ann & Bob - Blue (Cy Remix)',
    '#EXTGENRE:House, Deep House',
    '# warm, =dark, energy 7 of 10, remixed by Cy',
    '#EXTVLCOPT:start-time=0',
  ]);
  expect(lines).toContain('# doubtful: =cmd|x, "no"');
  expect(lines).toContain('# rolling techno #EXTINF:1,x');
  expect(lines.filter((line) => line.startsWith('#EXTINF'))).toHaveLength(3);
});

it('keeps them with the comment of what has no file', () => {
  expect(fileOf(m3u).trim().split('\n')).toEqual([
    '#EXTM3U',
    '# 0:00 Ann & Bob - Blue (Cy Remix)',
    '# warm, =dark, energy 7 of 10, remixed by Cy',
    '# 1:40 Somebody - Red',
    '# doubtful: =cmd|x, "no"',
    '# 3:20 ID - ID',
    '# rolling techno #EXTINF:1,x',
  ]);
});

it('puts a question mark behind what a model doubts', () => {
  expect(fileOf(text)).toMatch(/Red \(\?\)/);
  expect(fileOf(text)).not.toMatch(/Blue.*\(\?\)/);
});
