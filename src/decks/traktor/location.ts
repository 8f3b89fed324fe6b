/** Where Traktor says that a file is: a disk by its name, and what is below it, with `/:` between all parts. */
export interface Location {
  volume: string;
  volumeId: string;
  /** Folders and file. */
  segments: string[];
}

/** `Macintosh HD/:Users/:ann/:sea.mp3`, by which playlists name their tracks: volume, folders and file as they stand. */
export function locationIn(key: string): Location {
  const [volume = '', ...segments] = key.split('/:');
  return { volume, volumeId: '', segments: segments.filter(Boolean) };
}

export const keyOf = ({ volume, segments }: Location): string => [volume, ...segments].join('/:');

/** The same where two spellings of its accents are one. */
export const sameKey = (key: string): string => key.normalize('NFC');

/** Whether the disk is the one that a Mac's system is on; its name alone doesn't say so, but only that one has people's own folders. */
export const isSystemDisk = ({ segments: [first] }: Location): boolean => first === 'Users';

/** As the file's own system writes it; null for what lies on no disk. `systemDisks` are the names of those that are at `/`. */
export function pathOf({ volume, segments }: Location, systemDisks: ReadonlySet<string>): string | null {
  // What is streamed has a name there, and neither disk nor folder.
  if (segments.length < (volume === '' ? 2 : 1)) return null;
  if (/^[A-Za-z]:$/.test(volume)) return [volume, ...segments].join('\\');
  // A share of another machine's.
  if (/^\\\\/.test(volume)) return [volume, ...segments].join('\\');
  const path = `/${segments.join('/')}`;
  return volume === '' || systemDisks.has(volume) || segments[0] === 'Volumes' ? path : `/Volumes/${volume}${path}`;
}
