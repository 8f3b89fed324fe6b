import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { chapters } from '../../src/exporters/chapters.js';
import { exported } from '../support/exporting.js';
import { CONTROLS, holds } from '../support/hostile-tracklists.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

/** The tables of the podcast namespace's "JSON Chapters Format", version 1.2; what they don't name is refused here. */
const chapter = {
  type: 'object',
  required: ['startTime'],
  additionalProperties: false,
  properties: {
    startTime: { type: 'number', minimum: 0 },
    endTime: { type: 'number' },
    title: { type: 'string', minLength: 1 },
    img: { type: 'string', pattern: '^https?://' },
    url: { type: 'string', pattern: '^https?://' },
    toc: { type: 'boolean' },
  },
};
const isChapters = new Ajv2020().compile({
  type: 'object',
  required: ['version', 'chapters'],
  additionalProperties: false,
  properties: {
    version: { const: '1.2.0' },
    chapters: { type: 'array', items: chapter },
    author: { type: 'string' },
    title: { type: 'string' },
    podcastName: { type: 'string' },
    description: { type: 'string' },
    fileName: { type: 'string' },
    waypoints: { type: 'boolean' },
  },
});

it('writes chapters with the addresses that are known', () => {
  const track = {
    title: 'Sea',
    artists: ['Ann Orr'],
    urls: { odd: 'javascript:alert(1)', spotify: 'https://open.spotify.com/track/1' },
    artwork: 'https://example.org/a.jpg',
  };
  const list = tracklistOf(
    [
      trackEntry(0, 270, '', { track }),
      unknownEntry(263.48, 400),
      trackEntry(400, 500, 'Two', { track: { title: 'Two', artists: ['Bo'], artwork: 'file:///etc/passwd' } }),
    ],
    { duration: 600, source: { name: 'mix.mp3', kind: 'file', location: '', title: 'Late', artist: 'Somebody' } },
  );
  const { name, text } = exported(chapters, list);
  expect(name).toBe('mix.chapters.json');
  expect(JSON.parse(text)).toEqual({
    version: '1.2.0',
    title: 'Late',
    author: 'Somebody',
    chapters: [
      {
        startTime: 0,
        title: 'Ann Orr - Sea',
        url: 'https://open.spotify.com/track/1',
        img: 'https://example.org/a.jpg',
      },
      { startTime: 263.48, title: 'ID - ID' },
      { startTime: 400, endTime: 600, title: 'Bo - Two' },
    ],
  });
});

it('keeps to the format, ascending, whatever tracks are called', () => {
  holds((list) => {
    const { text } = exported(chapters, list);
    expect(text).not.toMatch(CONTROLS);
    const document = JSON.parse(text);
    expect(isChapters(document), JSON.stringify(isChapters.errors)).toBe(true);
    const starts = document.chapters.map(({ startTime }: { startTime: number }) => startTime);
    for (let i = 1; i < starts.length; i++) expect(starts[i]).toBeGreaterThan(starts[i - 1]);
  }, 100);
});
