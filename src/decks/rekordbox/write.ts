import { extname } from 'node:path';
import { withoutMediaExtension } from '../../domain/file-name.js';
import { classicKey } from '../../domain/musical-key.js';
import type { DeckCue, DeckTrack } from '../../domain/ports/deck.js';
import type { Exporter } from '../../domain/ports/export.js';
import { oneLine } from '../../domain/text.js';
import type { Tracklist } from '../../domain/tracklist.js';
import { xmlText } from '../../domain/xml.js';
import { type MixFile, mixFilesOf } from '../mix-files.js';
import { type MixPoint, mixPointsOf } from '../mix-points.js';
import { locationOf } from './location.js';

/** rekordbox refuses longer paths. */
const LONGEST_PATH = 255;
/** A mark of the mix that the user's own collection has from the last time. */
const SAME_PLACE = 0.05;

/**
 * The mix's playlist and its tracks as XML, which rekordbox shows beside its own collection. Beat grids are only told where
 * rekordbox told them itself: it decodes some files with another start than others do.
 */
export const rekordboxXml: Exporter = {
  asksFiles: true,
  export(tracklist, options) {
    const { plays, warnings } = mixFilesOf(tracklist, options, { deck: 'rekordbox', format: 'XML' });
    const listed = plays.filter(({ path }) => path.length <= LONGEST_PATH && isText(path));
    const points = mixPointsOf(tracklist);
    const paths = [...new Set(listed.map(({ path }) => path))];
    const ids = new Map(paths.map((path, index) => [path, index + 1]));
    const tracks = paths.map((path) => listed.find((play) => play.path === path)!);
    const lines = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<DJ_PLAYLISTS Version="1.0.0">',
      // Of this form; readers want numbers, which a version of the program may not be.
      '  <PRODUCT Name="tracklistify" Version="1.0" Company=""/>',
      `  <COLLECTION Entries="${tracks.length}">`,
      ...tracks.flatMap((play) => trackOf(ids.get(play.path)!, play, points.get(play.file) ?? [])),
      '  </COLLECTION>',
      '  <PLAYLISTS>',
      '    <NODE Type="0" Name="ROOT" Count="1">',
      `      <NODE Name="${xmlText(nameOf(tracklist))}" Type="1" KeyType="0" Entries="${listed.length}">`,
      ...listed.map(({ path }) => `        <TRACK Key="${ids.get(path)}"/>`),
      '      </NODE>',
      '    </NODE>',
      '  </PLAYLISTS>',
      '</DJ_PLAYLISTS>',
    ];
    return {
      files: [{ name: `${options.baseName}.rekordbox.xml`, content: `${lines.join('\n')}\n` }],
      warnings: [...warnings, ...leftOut(plays)],
    };
  },
};

function leftOut(plays: readonly MixFile[]): string[] {
  const long = new Set(plays.map(({ path }) => path).filter((path) => path.length > LONGEST_PATH));
  const unsaid = new Set(plays.map(({ path }) => path).filter((path) => !long.has(path) && !isText(path)));
  return [
    ...[...long].map(
      (path) => `The XML leaves out "${oneLine(path)}": rekordbox takes no path of more than ${LONGEST_PATH} letters.`,
    ),
    ...[...unsaid].map((path) => `The XML leaves out "${oneLine(path)}", whose name holds bytes that are no text.`),
  ];
}

const isText = (path: string): boolean => !/\ufffd|\p{Surrogate}/u.test(path);

const nameOf = ({ source }: Tracklist): string =>
  oneLine(source.title ?? '') || withoutMediaExtension(oneLine(source.name)) || 'Mix';

function trackOf(
  id: number,
  { path, title, artist, entry, known, own }: MixFile,
  points: readonly MixPoint[],
): string[] {
  const { track } = entry;
  const duration = own?.duration ?? track.duration;
  const bpm = own?.bpm ?? track.bpm;
  const said = attributes({
    TrackID: id,
    Name: own?.title ?? title,
    Artist: own?.artists?.join(', ') ?? artist,
    Album: own?.album ?? track.album,
    Genre: own?.genre ?? track.genres?.join(', '),
    Kind: KINDS[extname(path).toLowerCase()],
    Size: known.bytes,
    // Without it, a track isn't taken.
    TotalTime: Math.round(duration ?? 0),
    Year: (own?.releaseDate ?? track.releaseDate)?.slice(0, 4),
    AverageBpm: bpm?.toFixed(2),
    Comments: own?.comment,
    Location: locationOf(path),
    Remixer: (own?.remixers ?? track.remixers)?.join(', '),
    Tonality: classicKey(own?.key ?? track.key ?? ''),
    Label: own?.label ?? track.label,
  });
  const marks = [...gridOf(own), ...cuesOf(own?.cues ?? [], points)];
  if (marks.length === 0) return [`    <TRACK ${said}/>`];
  return [`    <TRACK ${said}>`, ...marks.map((mark) => `      ${mark}`), '    </TRACK>'];
}

/** In words that rekordbox itself uses. */
const KINDS: Readonly<Record<string, string>> = {
  '.mp3': 'MP3 File',
  '.m4a': 'M4A File',
  '.mp4': 'MP4 File',
  '.flac': 'FLAC File',
  '.wav': 'WAV File',
  '.aif': 'AIFF File',
  '.aiff': 'AIFF File',
};

const gridOf = (own: DeckTrack | undefined): string[] =>
  (own?.grid ?? []).map(
    ({ start, bpm, beat = 1 }) =>
      `<TEMPO ${attributes({ Inizio: start.toFixed(3), Bpm: bpm.toFixed(2), Metro: '4/4', Battito: beat })}/>`,
  );

const TYPES: Readonly<Record<DeckCue['kind'], number>> = { cue: 0, 'fade-in': 1, 'fade-out': 2, load: 3, loop: 4 };

/** The user's own too, lest they be lost where this takes the place of what rekordbox has; those of the mix on no button. */
function cuesOf(own: readonly DeckCue[], points: readonly MixPoint[]): string[] {
  const marks: DeckCue[] = [...own, ...points.filter((point) => !own.some((cue) => isSame(cue, point))).map(memoryCue)];
  return marks
    .sort((a, b) => a.start - b.start)
    .map(({ kind, name, start, end, hot, colour }) => {
      const [, red, green, blue] = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour ?? '') ?? [];
      const said = attributes({
        Name: name ?? '',
        Type: TYPES[kind],
        Start: start.toFixed(3),
        End: end?.toFixed(3),
        Num: hot ?? -1,
        ...(red && green && blue && { Red: parseInt(red, 16), Green: parseInt(green, 16), Blue: parseInt(blue, 16) }),
      });
      return `<POSITION_MARK ${said}/>`;
    });
}

const memoryCue = ({ name, start }: MixPoint): DeckCue => ({ kind: 'cue', name, start });

const isSame = (cue: DeckCue, { name, start }: MixPoint): boolean =>
  cue.name === name && Math.abs(cue.start - start) < SAME_PLACE;

const attributes = (said: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(said)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${xmlText(oneLine(String(value)))}"`]))
    .join(' ');
