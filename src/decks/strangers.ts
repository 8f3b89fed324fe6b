import { basename } from 'node:path';
import type { LookedAt } from '../domain/ports/deck.js';

interface Stranger {
  is(name: string, file: LookedAt): boolean;
  /** What follows the file's name in a sentence: what it is, and what to name instead. */
  why: string;
}

const EXPORT_XML = 'In rekordbox, choose File › Export Collection in xml format, and name that file.';

/** What DJ software keeps and nobody here reads. */
const strangers: readonly Stranger[] = [
  {
    is: (name) => /^master(\..*)?\.db$|^exportLibrary\.db$/i.test(name),
    why: `is a database of rekordbox, which encrypts it. ${EXPORT_XML}`,
  },
  {
    is: (name, { isFolder }) => /^export(Ext)?\.pdb$/i.test(name) || (isFolder && name === 'PIONEER'),
    why: `is what rekordbox writes for players on a stick. ${EXPORT_XML}`,
  },
  {
    is: (name) => /\.djayMediaLibrary$|^MediaLibrary\.db$/i.test(name),
    why: 'is the library of djay, whose form is known to djay alone. Add the folder of your music instead.',
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

const asText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
