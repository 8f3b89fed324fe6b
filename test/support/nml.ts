import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tempFolder } from './temp.js';

/** A file of Traktor's in a folder of its own. */
export function nmlFile(text: string | Buffer, name = 'collection.nml'): string {
  const path = join(tempFolder(), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

export const nml = (
  collection: readonly string[],
  playlists = '',
): string => `<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<NML VERSION="19"><HEAD COMPANY="www.native-instruments.com" PROGRAM="Traktor"></HEAD>
<MUSICFOLDERS></MUSICFOLDERS>
<COLLECTION ENTRIES="${collection.length}">${collection.join('\n')}
</COLLECTION>
<SETS ENTRIES="0"></SETS>
<PLAYLISTS><NODE TYPE="FOLDER" NAME="$ROOT"><SUBNODES COUNT="1">${playlists}
</SUBNODES></NODE></PLAYLISTS>
</NML>
`;

export const entry = (volume: string, dir: string, file: string, inside = '', title = ''): string =>
  `<ENTRY MODIFIED_DATE="2019/9/9" AUDIO_ID="AaSv//8="${title && ` TITLE="${title}"`} ARTIST="Ann Orr"><LOCATION DIR="${dir}" FILE="${file}" VOLUME="${volume}" VOLUMEID="id of ${volume}"></LOCATION>
${inside}</ENTRY>`;

export const playlist = (name: string, keys: readonly string[], type = 'LIST'): string =>
  `<NODE TYPE="PLAYLIST" NAME="${name}"><PLAYLIST ENTRIES="${keys.length}" TYPE="${type}" UUID="x">${keys.map((key) => `<ENTRY><PRIMARYKEY TYPE="TRACK" KEY="${key}"></PRIMARYKEY></ENTRY>`).join('\n')}</PLAYLIST></NODE>`;
