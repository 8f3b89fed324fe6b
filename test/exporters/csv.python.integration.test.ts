import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { csv } from '../../src/exporters/csv.js';
import { exported, readCsv } from '../support/exporting.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const READ = `
import csv, io, json, sys
text = sys.stdin.buffer.read().decode('utf-8')
print(json.dumps(list(csv.reader(io.StringIO(text, newline=''), strict=True))))
`;

it("is read by Python's csv module as it was meant", () => {
  const names = [
    'plain',
    'a "quoted" one',
    'comma, and; more',
    '=1+1',
    '日本 🎧',
    "it's",
    'line\r\nbreak',
    '"',
    '""',
    '',
  ];
  const { text } = exported(
    csv,
    tracklistOf([
      ...names.map((title, i) => trackEntry(i, i + 1, '', { track: { title, artists: [title, 'B'], label: title } })),
      unknownEntry(50, 60),
    ]),
  );
  const rows = JSON.parse(execFileSync('python3', ['-c', READ], { input: text, encoding: 'utf8' })) as string[][];
  const title = rows[0]!.indexOf('title');
  expect(rows.slice(1).map((row) => row[title])).toEqual([
    ...['plain', 'a "quoted" one', 'comma, and; more', "'=1+1", '日本 🎧', "it's", 'line break', '"', '""', 'ID'],
    'ID',
  ]);
  expect(rows).toEqual(readCsv(text));
});
