import { createHash } from 'node:crypto';
import { withoutMediaExtension } from '../../domain/file-name.js';
import type { DeckCue, DeckTrack } from '../../domain/ports/deck.js';
import type { Exporter } from '../../domain/ports/export.js';
import { oneLine } from '../../domain/text.js';
import type { Tracklist } from '../../domain/tracklist.js';
import { xmlText } from '../../domain/xml.js';
import { placeOf } from '../disks.js';
import { traktorOfKey } from '../keys.js';
import { type MixFile, mixFilesOf } from '../mix-files.js';
import { type MixPoint, mixPointsOf } from '../mix-points.js';
import { keyOf, type Location } from './location.js';

/** What a Mac calls its first disk as long as nobody gives it another name. */
const USUAL_DISK = 'Macintosh HD';
const GUESSED = `What Traktor calls the disk isn't known, so the NML has the usual name. Where Traktor misses the files, add its collection first (tracklistify library add --from collection.nml).`;
/** Seconds. */
const SAME = 0.05;
/** Buttons for cues. */
const BUTTONS = 8;

/**
 * A playlist as Traktor exports and imports one, with the entries of its tracks. Tempo, beat markers and key are only told where
 * Traktor told them itself: it decodes some files with another start than others do, and analyses what has none.
 * Beat markers have their tempo since Traktor 4, whose version says so; a list without any is in the one that older ones write, too.
 * traktor-nml-utils and djbabel read both.
 */
export const playlist: Exporter = {
  asksFiles: true,
  export(tracklist, options) {
    const { plays, warnings } = mixFilesOf(tracklist, options, { deck: 'traktor', format: 'NML' });
    const disks = volumesOf(plays);
    const placed = plays.map((play) => ({ ...play, location: locationOf(play, disks) }));
    const listed = placed.filter(({ location }) => canBeSaid(location));
    const unsaid = placed.length - listed.length;
    const isGuessed = ({ path }: Placed): boolean => {
      const { disk, isWindows } = placeOf(path);
      return !disks.has(disk) && (disk === null || isWindows);
    };
    const points = mixPointsOf(tracklist);
    const entries = [...new Map(listed.map((play) => [keyOf(play.location), play])).values()];
    const [version, program] = entries.some(({ own }) => own?.grid?.length) ? [20, 'Traktor Pro 4'] : [19, 'Traktor'];
    const lines = [
      '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>',
      `<NML VERSION="${version}"><HEAD COMPANY="www.native-instruments.com" PROGRAM="${program}"></HEAD>`,
      `<COLLECTION ENTRIES="${entries.length}">${entries.map((play) => entryOf(play, points.get(play.file) ?? [])).join('\n')}</COLLECTION>`,
      '<SETS ENTRIES="0"></SETS>',
      `<PLAYLISTS><NODE TYPE="FOLDER" NAME="$ROOT"><SUBNODES COUNT="1">${listOf(tracklist, listed)}</SUBNODES></NODE></PLAYLISTS>`,
      '</NML>',
    ];
    return {
      files: [{ name: `${options.baseName}.nml`, content: `${lines.join('\n')}\n` }],
      warnings: [
        ...warnings,
        ...(unsaid > 0 ? [`The NML leaves out ${unsaid} of your files, whose names hold signs that it can't.`] : []),
        ...(listed.some(isGuessed) ? [GUESSED] : []),
      ],
    };
  },
};

type Placed = MixFile & { location: Location };
type Volume = NonNullable<DeckTrack['volume']>;

/** By the disks' names here, what Traktor calls them: each file of its collection says that for its disk. */
function volumesOf(plays: readonly MixFile[]): Map<string | null, Volume> {
  return new Map(plays.flatMap(({ path, own }) => (own?.volume ? [[placeOf(path).disk, own.volume]] : [])));
}

function locationOf({ path, own }: MixFile, disks: ReadonlyMap<string | null, Volume>): Location {
  const { disk, segments } = placeOf(path);
  const { name, id } = own?.volume ?? disks.get(disk) ?? { name: disk ?? USUAL_DISK, id: disk ?? USUAL_DISK };
  return { volume: name, volumeId: id, segments };
}

/** Whether an XML attribute can hold it as it is: blanks other than the usual one are read as that. */
const canBeSaid = (location: Location): boolean => !/[\u0000-\u001f\ufffd-\uffff]|\p{Surrogate}/u.test(keyOf(location));

/** A path as it is: what makes other text safe to show would lead to another file. */
const exactly = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign]!);
const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function entryOf({ location, title, artist, entry, own }: Placed, points: readonly MixPoint[]): string {
  const { volume, volumeId, segments } = location;
  const folder = segments.slice(0, -1).map((name) => `${name}/:`);
  const duration = own?.duration ?? entry.track.duration;
  const album = own?.album ?? entry.track.album;
  const [key, bpm] = [own?.key === undefined ? undefined : traktorOfKey(own.key), own?.bpm];
  return [
    `<ENTRY TITLE="${xmlText(own?.title ?? title)}" ARTIST="${xmlText(own?.artists?.join(' & ') ?? artist)}"><LOCATION DIR="${exactly(`/:${folder.join('')}`)}" FILE="${exactly(segments.at(-1) ?? '')}" VOLUME="${exactly(volume)}" VOLUMEID="${exactly(volumeId)}"></LOCATION>`,
    ...(album ? [`<ALBUM TITLE="${xmlText(oneLine(album))}"></ALBUM>`] : []),
    ...(duration ? [`<INFO PLAYTIME="${Math.round(duration)}" PLAYTIME_FLOAT="${duration.toFixed(6)}"></INFO>`] : []),
    ...(bpm ? [`<TEMPO BPM="${bpm.toFixed(6)}" BPM_QUALITY="100.000000"></TEMPO>`] : []),
    ...(key === undefined ? [] : [`<MUSICAL_KEY VALUE="${key}"></MUSICAL_KEY>`]),
    ...gridOf(own),
    ...cuesOf(own?.cues ?? [], points),
    '</ENTRY>',
  ].join('\n');
}

const gridOf = (own: DeckTrack | undefined): string[] =>
  (own?.grid ?? []).map(({ start, bpm }) =>
    cueOf({ name: 'AutoGrid', type: 4, start, length: 0, hot: -1 }, `<GRID BPM="${bpm.toFixed(6)}"></GRID>\n`),
  );

const TYPES: Readonly<Record<DeckCue['kind'], number>> = { cue: 0, 'fade-in': 1, 'fade-out': 2, load: 3, loop: 5 };

/** The user's own too, lest they be lost where Traktor takes this entry for its own, and those of the mix on free buttons. */
function cuesOf(own: readonly DeckCue[], points: readonly MixPoint[]): string[] {
  // An earlier list of this mix may be in Traktor's collection by now.
  const fresh = points.filter(
    ({ name, start }) => !own.some((cue) => cue.name === name && Math.abs(cue.start - start) < SAME),
  );
  const taken = new Set(own.map(({ hot }) => hot));
  const free = Array.from({ length: BUTTONS }, (_, button) => button).filter((button) => !taken.has(button));
  return [
    ...own.map(({ kind, name = 'n.n.', start, end = start, hot = -1 }) =>
      cueOf({ name, type: TYPES[kind], start, length: end - start, hot }),
    ),
    ...fresh.map(({ name, start }, i) => cueOf({ name, type: 0, start, length: 0, hot: free[i] ?? -1 })),
  ];
}

interface Marker {
  name: string;
  type: number;
  start: number;
  length: number;
  hot: number;
}

const cueOf = ({ name, type, start, length, hot }: Marker, inside = ''): string =>
  `<CUE_V2 NAME="${xmlText(oneLine(name))}" DISPL_ORDER="0" TYPE="${type}" START="${(start * 1000).toFixed(6)}" LEN="${(length * 1000).toFixed(6)}" REPEATS="-1" HOTCUE="${hot}">${inside}</CUE_V2>`;

function listOf({ source }: Tracklist, plays: readonly Placed[]): string {
  const name = oneLine(source.title ?? '') || withoutMediaExtension(oneLine(source.name)) || 'Mix';
  // The same mix is the same playlist, however often it is written.
  const id = createHash('sha256')
    .update(JSON.stringify([source.kind, source.location, source.name]))
    .digest('hex')
    .slice(0, 32);
  const entries = plays.map(
    ({ location }) => `<ENTRY><PRIMARYKEY TYPE="TRACK" KEY="${exactly(keyOf(location))}"></PRIMARYKEY></ENTRY>`,
  );
  return `<NODE TYPE="PLAYLIST" NAME="${xmlText(name)}"><PLAYLIST ENTRIES="${entries.length}" TYPE="LIST" UUID="${id}">${entries.join('\n')}</PLAYLIST></NODE>`;
}
