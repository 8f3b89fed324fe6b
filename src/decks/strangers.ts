import { basename } from 'node:path';
import type { LookedAt, Machine } from '../domain/ports/deck.js';

interface Stranger {
  is(name: string, file: LookedAt): boolean;
  /** What follows the file's name in a sentence: what it is, and what to name instead. */
  why: string;
  /** Where on a machine it shows that its program is used there. */
  places?(machine: Machine): string[];
}

const EXPORT_XML = 'In rekordbox, choose File › Export Collection in xml format, and name that file.';

/** What DJ software keeps and nobody here reads. */
const strangers: readonly Stranger[] = [
  {
    is: (name) => /^master(\..*)?\.db$|^exportLibrary\.db$/i.test(name),
    why: `is a database of rekordbox, which encrypts it. ${EXPORT_XML}`,
    places({ platform, home, env }) {
      if (platform === 'darwin') return [`${home}/Library/Pioneer/rekordbox/master.db`];
      return platform === 'win32' && env['APPDATA'] ? [`${env['APPDATA']}\\Pioneer\\rekordbox\\master.db`] : [];
    },
  },
  {
    is: (name, { isFolder }) => /^export(Ext)?\.pdb$/i.test(name) || (isFolder && name === 'PIONEER'),
    why: `is what rekordbox writes for players on a stick. ${EXPORT_XML}`,
    places: ({ platform, volumes }) =>
      volumes.map((volume) => {
        const slash = platform === 'win32' ? '\\' : '/';
        return [volume.replace(/[\\/]$/, ''), 'PIONEER', 'rekordbox', 'export.pdb'].join(slash);
      }),
  },
  {
    is: (name) => /\.djayMediaLibrary$|^MediaLibrary\.db$/i.test(name),
    why: 'is the library of djay, whose form is known to djay alone. Add the folder of your music instead.',
    places({ platform, home }) {
      const slash = platform === 'win32' ? '\\' : '/';
      return [[home, 'Music', 'djay', 'djay Media Library.djayMediaLibrary'].join(slash)];
    },
  },
  {
    is: (name) => /^p\.db$/i.test(name),
    why: 'is a part of an Engine library. Name the m.db beside it.',
  },
  {
    is: (_name, { head }) => /<!DOCTYPE plist/.test(asText(head)),
    why: "is a library of Apple's Music or iTunes, which is no DJ program. Add the folder of your music instead.",
  },
];

/** Why it isn't read, as a whole sentence; null for what isn't known at all. */
export function strangerIn(file: LookedAt): string | null {
  const name = basename(file.path);
  const known = strangers.find(({ is }) => is(name, file));
  return known ? `"${file.path}" ${known.why}` : null;
}

/** Where to look for them. */
export const strangerPlaces = (machine: Machine): string[] =>
  strangers.flatMap(({ places }) => places?.(machine) ?? []);

const asText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
