import { describe, expect, it } from 'vitest';
import { trackJson, trackTable } from '../../../src/cli/commands/library/track-table.js';
import { displayWidth } from '../../../src/cli/terminal/width.js';
import type { TrackRecord } from '../../../src/library/store/records.js';
import { fakeStream } from '../../support/terminal.js';

const record: TrackRecord = {
  id: '0123456789abcdef0123',
  file: {
    path: '/home/somebody/Music/House/2019/Somebody With A Name - A Title of Middling Length.mp3',
    size: 1,
    mtime: 1,
  },
  addedAt: '2026-01-01T00:00:00Z',
  title: 'A Title of Middling Length',
  version: 'Extended Mix',
  artists: ['Somebody With A Name'],
  album: 'An Album That Is Called Something Rather Long',
  label: 'Small Label Recordings',
  releaseDate: '2019-05-01',
  bpm: 123.98,
  key: '8A',
  duration: 401,
  tagsRead: 1,
};

describe('the table of tracks', () => {
  it.each([80, 100, 140])('shows artist and title whole before anything else gets room, at %i columns', (columns) => {
    const text = trackTable([record], fakeStream({ columns }));
    expect(text).toContain('A Title of Middling Length');
    if (columns > 90) expect(text).toContain('Somebody With A Name');
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  });

  it.each([20, 40, 60])('fits into %i columns', (columns) => {
    for (const line of trackTable([record], fakeStream({ columns })).split('\n'))
      expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  });

  it('has tempo and key where there is room', () => {
    expect(trackTable([record], fakeStream({ columns: 140 }))).toMatch(/2019 {2,}124 {2,}8A /);
  });
});

it('says whose word a name is, where it is not that of the tags', () => {
  const told = { by: 'acoustid', at: '2026-01-01T00:00:00Z', title: record.title };
  const named: TrackRecord = {
    ...record,
    untold: ['title'],
    namedBy: 'acoustid',
    told,
    handedOn: { acoustid: '2026' },
  };
  expect(trackTable([record, named], fakeStream({ columns: 240 }))).toMatch(/Named by.*\n.*\n.*\n.* acoustid +\/home/);
  expect(trackTable([record], fakeStream({ columns: 240 }))).not.toContain('Named by');
  expect(trackJson(named)).toMatchObject({ namedBy: 'acoustid' });
  for (const kept of ['told', 'untold', 'handedOn']) expect(trackJson(named)).not.toHaveProperty(kept);
});

it('keeps from scripts how the library keeps a record', () => {
  const json = trackJson({ ...record, copies: [record.file] });
  expect(json).toMatchObject({ bpm: 123.98, key: '8A', file: record.file.path, copies: [record.file.path] });
  expect(json).not.toHaveProperty('tagsRead');
});
