import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { marked } from '../../src/exporters/marks.js';
import { xspf } from '../../src/exporters/xspf.js';
import { exported } from '../support/exporting.js';
import { HOSTILE_TITLES } from '../support/hostile-titles.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const READ = `
import json, sys, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.buffer.read())
at = '{http://xspf.org/ns/0/}'
assert root.tag == at + 'playlist' and root.get('version') == '1'
lists = root.findall(at + 'trackList')
assert len(lists) == 1
print(json.dumps([{child.tag.replace(at, ''): child.text for child in track} for track in lists[0].findall(at + 'track')]))
`;

it('is read by an XML parser as it was meant, with its mark behind', () => {
  const names = [...HOSTILE_TITLES.filter((title) => title.length < 1000), '--', '-', ']]>', '\ufffe\uffff!', '&amp;'];
  const list = tracklistOf([
    ...names.map((title, i) =>
      trackEntry(i, i + 1, '', { track: { title, artists: [title], file: `/music/${i} & #${i}?.mp3` } }),
    ),
    unknownEntry(500, 600),
  ]);
  const { name, text } = exported(xspf, list);
  const input = marked(name, text, ['abc']);
  const tracks = JSON.parse(execFileSync('python3', ['-c', READ], { input, encoding: 'utf8' }));
  expect(tracks).toHaveLength(names.length);
  for (const [i, track] of tracks.entries()) {
    expect(track.location).toBe(`file:///music/${i}%20&%20%23${i}%3F.mp3`);
    expect(track.title).toBe(track.creator);
    expect(track.meta).toBe(String(i));
  }
  expect(tracks.slice(-5).map(({ title }: { title: string }) => title)).toEqual(['--', '-', ']]>', '!', '&amp;']);
});
