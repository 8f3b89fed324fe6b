import { pathToFileURL } from 'node:url';
import { recordingIdOf, recordingUri } from '../domain/mbid.js';
import type { Exporter } from '../domain/ports/export.js';
import { oneLine } from '../domain/text.js';
import { clock } from '../domain/time.js';
import { xmlText } from '../domain/xml.js';
import { partOf } from './part.js';
import { fileOf, mixTitle, nameOf, type Row, rowsOf, titleOf } from './rows.js';

/** Where in the mix a track begins, in seconds: the format itself has no place for that. */
const START = 'urn:tracklistify:start';

/** XSPF, version 1 (xspf.org). What nobody has named is a comment with its time: a player would look for a track called "ID". */
export const xspf: Exporter = {
  export(tracklist, { baseName }) {
    const rows = rowsOf(tracklist);
    const lines = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<playlist version="1" xmlns="http://xspf.org/ns/0/">',
      ...element(1, 'title', mixTitle(tracklist)),
      ...element(1, 'creator', oneLine(tracklist.source.artist ?? '')),
      ...element(1, 'annotation', partOf(tracklist)),
      ...element(1, 'date', tracklist.createdAt),
      '  <trackList>',
      ...rows.flatMap((row) => (row.entry.kind === 'track' ? trackOf(row) : [comment(row)])),
      '  </trackList>',
      '</playlist>',
    ];
    return { files: [{ name: `${baseName}.xspf`, content: `${lines.join('\n')}\n` }], warnings: [] };
  },
};

function trackOf(row: Row): string[] {
  const { track } = row.entry;
  const [id, file] = [track ? recordingIdOf(track) : undefined, fileOf(row)];
  return [
    '    <track>',
    ...element(3, 'location', file && pathToFileURL(file).href),
    ...element(3, 'identifier', id && recordingUri(id)),
    ...element(3, 'title', titleOf(row)),
    ...element(3, 'creator', row.artist),
    ...element(3, 'annotation', `${clock(row.start)} of the mix`),
    ...element(3, 'album', oneLine(track?.album ?? '')),
    ...element(3, 'duration', track?.duration && String(Math.round(track.duration * 1000))),
    `      <meta rel="${START}">${Number(row.start.toFixed(3))}</meta>`,
    '    </track>',
  ];
}

/** Nothing where there is nothing to say: an empty element says that the name is empty. */
const element = (depth: number, name: string, text: string | number | undefined): string[] =>
  text ? [`${'  '.repeat(depth)}<${name}>${xmlText(String(text))}</${name}>`] : [];

/** No two dashes may stand together in one. */
const comment = (row: Row): string =>
  `    <!-- ${clock(row.start)} ${xmlText(nameOf(row)).replace(/-(?=-)/g, '- ')} -->`;
