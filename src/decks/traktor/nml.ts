import { shortName } from '../../domain/bounded.js';
import { classicKey } from '../../domain/musical-key.js';
import type { Context } from '../../domain/ports/context.js';
import type { DeckCue, DeckGrid, DeckTrack } from '../../domain/ports/deck.js';
import { fullTitle } from '../../domain/track.js';
import { keyOfTraktor } from '../keys.js';
import { readXml } from '../xml.js';
import { type Location, locationIn } from './location.js';

/** All that a collection says of a track but where the file is, which depends on the others. */
export interface NmlTrack {
  kind: 'track';
  location: Location;
  about: Omit<DeckTrack, 'file'>;
}

/** A line of a playlist, or a play of a history. */
export interface NmlListed {
  kind: 'listed';
  list: NmlList;
  /** What names the track: `Macintosh HD/:Users/:ann/:sea.mp3`. */
  key: string;
  played?: NmlAttributes;
}

export interface NmlList {
  /** With its folders: `Peak time/Techno`. */
  name: string;
  /** `LIST`, or `PROTOCOL` for a history. */
  type: string;
}

type Read =
  | 'ARTIST'
  | 'BPM'
  | 'COMMENT'
  | 'DIR'
  | 'DURATION'
  | 'FILE'
  | 'GENRE'
  | 'HOTCUE'
  | 'KEY'
  | 'LABEL'
  | 'LEN'
  | 'MIX'
  | 'NAME'
  | 'PLAYEDPUBLIC'
  | 'PLAYTIME'
  | 'PLAYTIME_FLOAT'
  | 'RELEASE_DATE'
  | 'REMIXER'
  | 'START'
  | 'STARTDATE'
  | 'STARTTIME'
  | 'TITLE'
  | 'TYPE'
  | 'VALUE'
  | 'VOLUME'
  | 'VOLUMEID';
/** Those of an element's attributes that are read. */
export type NmlAttributes = { readonly [Name in Read]?: string | undefined };

/** Elements of an entry that are read, but for its cues. */
const PARTS = new Set(['LOCATION', 'ALBUM', 'INFO', 'TEMPO', 'MUSICAL_KEY', 'PRIMARYKEY', 'EXTENDEDDATA']);
/** More than buttons and beat markers of any track. */
const MOST_CUES = 2000;

/** What a file of Traktor's holds, in its order, some hundred things at a time. */
export async function* readNml(path: string, context: Context): AsyncGenerator<Array<NmlTrack | NmlListed>> {
  const reader = new Reader();
  for await (const events of readXml(path, { root: 'NML', title: 'NML file of Traktor' }, context)) {
    for (const event of events) {
      if (event.kind === 'open') reader.open(event.name, event.attributes);
      else if (event.kind === 'close') reader.close(event.name);
    }
    yield reader.take();
  }
}

interface Cue extends NmlAttributes {
  /** Of a beat marker, in files of Traktor 4. */
  gridBpm?: string | undefined;
}

class Reader {
  #items: Array<NmlTrack | NmlListed> = [];
  #isCollection = false;
  /** Names of the folders and of the list that is being read. */
  #nodes: string[] = [];
  #list: NmlList | null = null;
  /** Elements inside of the entry that is being read, by their names. */
  #entry: Map<string, NmlAttributes> | null = null;
  #cues: Cue[] = [];

  take(): Array<NmlTrack | NmlListed> {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  open(name: string, attributes: NmlAttributes): void {
    if (name === 'COLLECTION') this.#isCollection = true;
    else if (name === 'NODE') this.#nodes.push(shortName(attributes.NAME ?? ''));
    else if (name === 'PLAYLIST') {
      const folders = this.#nodes.filter((node) => node !== '' && node !== '$ROOT');
      this.#list = { name: shortName(folders.join('/')), type: attributes.TYPE ?? '' };
    } else if (name === 'ENTRY') {
      this.#entry = new Map([[name, attributes]]);
      this.#cues = [];
    } else if (name === 'CUE_V2') {
      if (this.#cues.length < MOST_CUES) this.#cues.push({ ...attributes });
    } else if (name === 'GRID') {
      const marker = this.#cues.at(-1);
      if (marker) marker.gridBpm = attributes.BPM;
    } else if (PARTS.has(name)) this.#entry?.set(name, attributes);
  }

  close(name: string): void {
    if (name === 'COLLECTION') this.#isCollection = false;
    else if (name === 'NODE') this.#nodes.pop();
    else if (name === 'PLAYLIST') this.#list = null;
    else if (name === 'ENTRY' && this.#entry) {
      this.#items.push(...(this.#isCollection ? trackIn(this.#entry, this.#cues) : listedIn(this.#entry, this.#list)));
      this.#entry = null;
    }
  }
}

function listedIn(entry: ReadonlyMap<string, NmlAttributes>, list: NmlList | null): NmlListed[] {
  const [key, played] = [entry.get('PRIMARYKEY')?.KEY, entry.get('EXTENDEDDATA')];
  return list && key ? [{ kind: 'listed', list, key, ...(played && { played }) }] : [];
}

function trackIn(entry: ReadonlyMap<string, NmlAttributes>, cues: readonly Cue[]): NmlTrack[] {
  const of = (element: string): NmlAttributes => entry.get(element) ?? {};
  const [{ TITLE, ARTIST }, place, info] = [of('ENTRY'), of('LOCATION'), of('INFO')];
  if (!place.FILE) return [];
  const { segments } = locationIn(place.DIR ?? '');
  const location = { volume: place.VOLUME ?? '', volumeId: place.VOLUMEID ?? '', segments: [...segments, place.FILE] };
  const bpm = within(of('TEMPO').BPM, 1000);
  const duration = within(info.PLAYTIME_FLOAT ?? info.PLAYTIME, 1e6);
  // By the sound, while the other is what a tag says.
  const key = keyOfTraktor(Number(of('MUSICAL_KEY').VALUE ?? Number.NaN)) ?? classicKey(info.KEY ?? '');
  const grid = gridIn(cues, bpm);
  const others = cues.flatMap((cue) => cueIn(cue) ?? []);
  const about: NmlTrack['about'] = {
    ...text('title', TITLE && fullTitle({ title: TITLE, version: info.MIX })),
    ...(ARTIST && { artists: [ARTIST] }),
    ...(info.REMIXER && { remixers: [info.REMIXER] }),
    ...text('album', of('ALBUM').TITLE),
    ...text('label', info.LABEL),
    ...text('genre', info.GENRE),
    ...text('comment', info.COMMENT),
    ...text('releaseDate', dateIn(info.RELEASE_DATE)),
    ...(bpm && { bpm }),
    ...text('key', key),
    ...(duration && { duration }),
    ...(grid.length > 0 && { grid }),
    ...(others.length > 0 && { cues: others }),
    ...(location.volume && { volume: { name: location.volume, id: location.volumeId } }),
  };
  return [{ kind: 'track', location, about }];
}

const text = <Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> =>
  value ? ({ [name]: value } as Record<Name, string>) : {};

/** Above zero, and no more than that. */
function within(value: string | undefined, most: number): number | undefined {
  const number = Number(value ?? Number.NaN);
  return number > 0 && number <= most ? number : undefined;
}

/** `2019/1/20`; Traktor writes the first of January where it knows the year only. */
function dateIn(value = ''): string | undefined {
  const [, year, month, day] = /^((?:19|20)\d\d)\/(\d{1,2})\/(\d{1,2})$/.exec(value) ?? [];
  if (!year || !month || !day) return undefined;
  if (Number(month) === 1 && Number(day) === 1) return year;
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31
    ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    : year;
}

const GRID = 4;
const KINDS: readonly DeckCue['kind'][] = ['cue', 'fade-in', 'fade-out', 'load'];
const LOOP = 5;

const timeOf = (value: string | undefined): number => Number(value ?? Number.NaN) / 1000;

function gridIn(cues: readonly Cue[], bpm: number | undefined): DeckGrid[] {
  return cues
    .flatMap((cue): DeckGrid[] => {
      const [start, tempo] = [timeOf(cue.START), within(cue.gridBpm, 1000) ?? bpm];
      return Number(cue.TYPE) === GRID && Number.isFinite(start) && tempo ? [{ start, bpm: tempo }] : [];
    })
    .sort((a, b) => a.start - b.start);
}

function cueIn({ TYPE, START, LEN, NAME, HOTCUE }: Cue): DeckCue | null {
  const [type, start, length, hot] = [Number(TYPE), timeOf(START), timeOf(LEN), Number(HOTCUE ?? -1)];
  const kind = type === LOOP ? 'loop' : KINDS[type];
  if (!kind || !Number.isFinite(start)) return null;
  return {
    kind,
    // What Traktor calls a cue without a name.
    ...(NAME && NAME !== 'n.n.' && { name: NAME }),
    start,
    ...(kind === 'loop' && length > 0 && { end: start + length }),
    ...(Number.isInteger(hot) && hot >= 0 && hot < 64 && { hot }),
  };
}
