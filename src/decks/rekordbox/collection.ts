import { given } from '../../domain/given.js';
import { classicKey } from '../../domain/musical-key.js';
import type { Context } from '../../domain/ports/context.js';
import type { DeckCue, DeckGrid, DeckTrack } from '../../domain/ports/deck.js';
import { fullTitle } from '../../domain/track.js';
import { MOST_BPM, MOST_SECONDS, names, positive, seconds, text } from '../said.js';
import { dateIn } from '../values.js';
import { readXml, type XmlAttributes } from '../xml.js';
import { placeIn } from './location.js';
import { playlistsIn } from './playlists.js';

const KIND = { root: 'DJ_PLAYLISTS', title: 'collection of rekordbox' };
/** More than any track has. */
const MOST_MARKS = 2000;

/** Every track of a collection that was exported as XML. */
export async function* collection(path: string, context: Context): AsyncGenerator<DeckTrack> {
  // Playlists stand behind the tracks that they name. What is damaged is said when it is read for the second time.
  const lists = await playlistsIn(readXml(path, KIND, { ...context, emit: () => {} }));
  if (lists.isFull) {
    const message = `The playlists of "${path}" name more tracks than anybody's do; which of them the rest are in isn't read.`;
    context.emit({ type: 'warning', message });
  }
  const tracks = new Tracks((track) => lists.of(track));
  for await (const events of readXml(path, KIND, context)) {
    for (const event of events) {
      if (event.kind === 'open') tracks.open(event.name, event.attributes, event.line);
      else if (event.kind === 'close') tracks.close(event.name);
    }
    yield* tracks.take();
  }
  const { nowhere } = tracks;
  if (nowhere.count > 0) {
    const which = nowhere.count === 1 ? 'One track' : `${nowhere.count} tracks`;
    const message = `${which} of "${path}" can't be used for want of a Location, the first one in line ${nowhere.line}.`;
    context.emit({ type: 'warning', message });
  }
}

class Tracks {
  readonly #cratesOf: (track: { id: string; location: string }) => string[] | undefined;
  #isCollection = false;
  #found: DeckTrack[] = [];
  #track: { attributes: XmlAttributes; grid: DeckGrid[]; cues: DeckCue[]; line: number } | null = null;
  readonly nowhere = { count: 0, line: 0 };

  constructor(cratesOf: (track: { id: string; location: string }) => string[] | undefined) {
    this.#cratesOf = cratesOf;
  }

  take(): DeckTrack[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  open(name: string, attributes: XmlAttributes, line: number): void {
    if (name === 'COLLECTION') this.#isCollection = true;
    if (!this.#isCollection) return;
    if (name === 'TRACK') {
      // The one before was never closed, where the file is damaged.
      this.#end();
      this.#track = { attributes, grid: [], cues: [], line };
    } else if (this.#track && name === 'TEMPO') add(this.#track.grid, gridIn(attributes));
    else if (this.#track && name === 'POSITION_MARK') add(this.#track.cues, cueIn(attributes));
  }

  close(name: string): void {
    if (name === 'TRACK' || name === 'COLLECTION') this.#end();
    if (name === 'COLLECTION') this.#isCollection = false;
  }

  #end(): void {
    const track = this.#track;
    this.#track = null;
    if (!track) return;
    const { TrackID: id = '', Location: location = '' } = track.attributes;
    if (location === '') {
      if (this.nowhere.count++ === 0) this.nowhere.line = track.line;
      return;
    }
    const crates = this.#cratesOf({ id, location });
    this.#found.push({ ...trackIn(track), ...(crates && { crates }) });
  }
}

function add<T>(marks: T[], mark: T | null): void {
  if (mark && marks.length < MOST_MARKS) marks.push(mark);
}

function trackIn({ attributes, grid, cues }: { attributes: XmlAttributes; grid: DeckGrid[]; cues: DeckCue[] }) {
  const { Location = '', Name, Mix, Artist, Remixer, Album, Label, Genre, Comments } = attributes;
  const { Year, AverageBpm, Tonality, TotalTime } = attributes;
  const [title, version] = [text(Name), text(Mix)];
  return given<DeckTrack>({
    ...placeIn(Location),
    title: title && fullTitle({ title, version }),
    artists: names(Artist),
    remixers: names(Remixer),
    album: text(Album),
    label: text(Label),
    genre: text(Genre),
    comment: text(Comments),
    releaseDate: dateIn(Year ?? ''),
    bpm: positive(AverageBpm, MOST_BPM),
    key: classicKey(Tonality ?? ''),
    duration: positive(TotalTime, MOST_SECONDS),
    grid: grid.length > 0 ? grid.sort((a, b) => a.start - b.start) : undefined,
    cues: cues.length > 0 ? cues.sort((a, b) => a.start - b.start) : undefined,
  });
}

function gridIn({ Inizio, Bpm, Battito }: XmlAttributes): DeckGrid | null {
  const [start, bpm] = [seconds(Inizio), positive(Bpm, MOST_BPM)];
  if (start === undefined || bpm === undefined) return null;
  return given<DeckGrid>({ start, bpm, beat: /^[1-4]$/.test(Battito ?? '') ? Number(Battito) : undefined });
}

const KINDS = ['cue', 'fade-in', 'fade-out', 'load', 'loop'] as const;

function cueIn({ Type = '', Start, End, Name, Num = '', Red, Green, Blue }: XmlAttributes): DeckCue | null {
  const [kind, start] = [/^[0-4]$/.test(Type) ? KINDS[Number(Type)] : undefined, seconds(Start)];
  if (!kind || start === undefined) return null;
  return given<DeckCue>({
    kind,
    name: text(Name),
    start,
    end: kind === 'loop' ? seconds(End) : undefined,
    hot: /^\d{1,2}$/.test(Num) ? Number(Num) : undefined,
    colour: colourIn([Red, Green, Blue]),
  });
}

function colourIn(parts: ReadonlyArray<string | undefined>): string | undefined {
  const hex = parts.map((part) => (part && /^\d{1,3}$/.test(part) ? Math.min(255, Number(part)).toString(16) : null));
  return hex.includes(null) ? undefined : `#${hex.map((part) => part!.padStart(2, '0')).join('')}`;
}
