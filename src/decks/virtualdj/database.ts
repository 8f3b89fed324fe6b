import { given } from '../../domain/given.js';
import { classicKey } from '../../domain/musical-key.js';
import type { Context } from '../../domain/ports/context.js';
import type { DeckCue, DeckGrid, DeckTrack } from '../../domain/ports/deck.js';
import { fullTitle } from '../../domain/track.js';
import { MOST_BPM, MOST_SECONDS, names, positive, seconds, text } from '../said.js';
import { dateIn } from '../values.js';
import { readXml, type XmlAttributes } from '../xml.js';
import { placeIn } from './place.js';

const KIND = { root: 'VirtualDJ_Database', title: 'database of VirtualDJ' };
/** More than any track has. */
const MOST_POINTS = 2000;
const LONGEST_COMMENT = 10_000;

/** The songs of a `database.xml`. */
export async function* songsIn(path: string, context: Context): AsyncGenerator<DeckTrack> {
  const songs = new Songs();
  for await (const events of readXml(path, KIND, context)) {
    for (const event of events) {
      if (event.kind === 'open') songs.open(event.name, event.attributes);
      else if (event.kind === 'close') songs.close(event.name);
      else songs.text(event.text);
    }
    yield* songs.take();
  }
}

interface Song {
  parts: Map<string, XmlAttributes>;
  points: XmlAttributes[];
  comment: string;
}

class Songs {
  #found: DeckTrack[] = [];
  #song: Song | null = null;
  #isComment = false;

  take(): DeckTrack[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'Song') {
      // The one before was never closed, where the file is damaged.
      this.#end();
      this.#song = { parts: new Map([[name, attributes]]), points: [], comment: '' };
    } else if (name === 'Poi') {
      if (this.#song && this.#song.points.length < MOST_POINTS) this.#song.points.push(attributes);
    } else if (name === 'Tags' || name === 'Infos' || name === 'Scan') this.#song?.parts.set(name, attributes);
    this.#isComment = name === 'Comment';
  }

  text(said: string): void {
    const song = this.#song;
    if (song && this.#isComment && song.comment.length < LONGEST_COMMENT) song.comment += said;
  }

  close(name: string): void {
    this.#isComment = false;
    if (name === 'Song') this.#end();
  }

  #end(): void {
    const track = this.#song && trackIn(this.#song);
    this.#song = null;
    if (track) this.#found.push(track);
  }
}

function trackIn({ parts, points, comment }: Song): DeckTrack | null {
  const of = (name: string): XmlAttributes => parts.get(name) ?? {};
  const { FilePath = '' } = of('Song');
  if (FilePath === '') return null;
  const { Author, Title, Remix, Remixer, Album, Label, Genre, Year, Bpm, Key } = of('Tags');
  const scan = of('Scan');
  const { SongLength } = of('Infos');
  const [title, version] = [text(Title), text(Remix)];
  const bpm = bpmIn(scan['Bpm']) ?? bpmIn(Bpm);
  const grid = points.flatMap((point) => gridIn(point, bpm)).sort((a, b) => a.start - b.start);
  const cues = points.flatMap(cueIn).sort((a, b) => a.start - b.start);
  return given<DeckTrack>({
    ...placeIn(FilePath),
    title: title && fullTitle({ title, version }),
    artists: names(Author),
    remixers: names(Remixer),
    album: text(Album),
    label: text(Label),
    genre: text(Genre),
    comment: text(comment),
    releaseDate: dateIn(Year ?? ''),
    bpm,
    // By the sound, while the other is what a tag says.
    key: classicKey(scan['Key'] ?? '') ?? classicKey(Key ?? ''),
    duration: positive(SongLength, MOST_SECONDS),
    grid: grid.length > 0 ? grid : undefined,
    cues: cues.length > 0 ? cues : undefined,
  });
}

/** It says how many seconds a beat takes; what is far too long for one was written by others, and is beats a minute. */
function bpmIn(said: string | undefined): number | undefined {
  const number = positive(said, MOST_BPM);
  if (number === undefined || number >= 20) return number;
  const bpm = Math.round((60 / number) * 1000) / 1000;
  return bpm <= MOST_BPM ? bpm : undefined;
}

function gridIn({ Type, Pos, Bpm }: XmlAttributes, usual: number | undefined): DeckGrid[] {
  const [start, bpm] = [seconds(Pos), bpmIn(Bpm) ?? usual];
  return Type === 'beatgrid' && start !== undefined && bpm !== undefined ? [{ start, bpm }] : [];
}

/** Without a type it is a cue. The others are for its own automatic mixing. */
function cueIn({ Type = 'cue', Pos, Num = '', Name }: XmlAttributes): DeckCue[] {
  const start = seconds(Pos);
  if ((Type !== 'cue' && Type !== 'loop') || start === undefined) return [];
  const hot = /^[1-9]\d?$/.test(Num) ? Number(Num) - 1 : undefined;
  return [given<DeckCue>({ kind: Type, name: text(Name), start, hot })];
}
