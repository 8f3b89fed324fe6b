import type { Claim, ClaimList } from '../../domain/claim.js';
import { SourceError } from '../../domain/errors.js';
import { given } from '../../domain/given.js';
import { classicKey } from '../../domain/musical-key.js';
import { readName } from '../../domain/names/read-name.js';
import type { Track } from '../../domain/track.js';
import type { Damage } from '../damage.js';
import { MOST_BPM, names, positive, text } from '../said.js';

/** What the headings are in the languages that rekordbox speaks; which columns there are, and where, is the user's choice. */
const HEADINGS = {
  title: [
    ...['track title', 'title', 'name', 'titel', 'tracktitel', 'track-titel', 'titre', 'titre de la piste'],
    ...[
      'titre du morceau',
      'título',
      'título de la pista',
      'título de pista',
      'título da faixa',
      'titolo',
      'titolo traccia',
    ],
    ...['titolo brano', 'titolo della traccia', 'tracknaam', 'название', 'название трека', '曲名', 'トラックタイトル'],
    ...[
      'タイトル',
      '트랙 제목',
      '트랙 타이틀',
      '제목',
      '曲目',
      '曲目名',
      '曲目标题',
      '标题',
      '曲目標題',
      '標題',
      'parça adı',
    ],
  ],
  artist: [
    ...['artist', 'artiste', 'artista', 'artiest', 'interpret', 'künstler', 'kunstner', 'исполнитель', 'артист'],
    ...[
      'アーティスト',
      '아티스트',
      '艺术家',
      '艺人',
      '演唱者',
      '藝術家',
      '演出者',
      'sanatçı',
      'umělec',
      'előadó',
      'καλλιτέχνης',
    ],
  ],
  album: ['album', 'álbum', 'альбом', 'アルバム', '앨범', '专辑', '專輯', 'albüm'],
  remixer: ['remixer', 'remixeur', 'remezclador', 'ремиксер', 'リミキサー', '리믹서'],
  label: ['label', 'étiquette', 'etichetta', 'sello', 'лейбл', 'レーベル', '레이블'],
  mix: ['mix name', 'mix', 'mixname', 'mix-name', 'nom du mix', 'ミックス名'],
  bpm: ['bpm'],
  time: [
    'time',
    'zeit',
    'durée',
    'temps',
    'tiempo',
    'duración',
    'tempo',
    'tijd',
    'время',
    '時間',
    '시간',
    '时间',
    '時長',
  ],
  key: ['key', 'tonart', 'tonalité', 'tonalidad', 'tonalità', 'toonsoort', 'тональность', 'キー', '키', '调', '調'],
} as const;

type Column = keyof typeof HEADINGS;

/** A playlist or a history as rekordbox exports it as text: a row of headings, then a row for each track. It has no times. */
export function claimsOfList(lines: readonly string[], name: string, damage: Damage): ClaimList {
  const columns = columnsIn(lines[0] ?? '');
  if (!columns.has('title')) {
    throw new SourceError(
      `"${name}" has no column that is known here as the tracks' titles. Set rekordbox to English, show "Track Title" and "Artist", and export the list again.`,
    );
  }
  const claims = lines.slice(1).flatMap((line, index): Claim[] => {
    if (line.trim() === '') return [];
    const cells = line.split('\t');
    const track = trackIn((column) => cells[columns.get(column) ?? -1]);
    if (!track) damage.at(index + 2, 'a row without a title');
    return track ? [{ track, at: null }] : [];
  });
  const isHistory = /^history/i.test(name);
  return { kind: 'history', by: isHistory ? 'rekordbox history' : 'rekordbox playlist', clock: null, slack: 0, claims };
}

function columnsIn(headings: string): Map<Column, number> {
  const columns = new Map<Column, number>();
  for (const [index, cell] of headings.split('\t').entries()) {
    const heading = cell.trim().toLowerCase();
    for (const [column, known] of Object.entries(HEADINGS) as Array<[Column, readonly string[]]>) {
      if (known.includes(heading) && !columns.has(column)) columns.set(column, index);
    }
  }
  return columns;
}

function trackIn(cell: (column: Column) => string | undefined): Track | null {
  const [title, artists] = [text(cell('title')), names(cell('artist'))];
  if (title === undefined) return null;
  // Of a file without tags, which was never given any.
  const named = artists ? { title, artists } : readName(title);
  const version = text(cell('mix'));
  return given<Track>({
    title: named.title,
    version: version ?? ('version' in named ? named.version : undefined),
    artists: named.artists,
    album: text(cell('album')),
    label: text(cell('label')),
    remixers: names(cell('remixer')),
    bpm: positive(text(cell('bpm')), MOST_BPM),
    key: classicKey(cell('key') ?? ''),
    duration: lengthIn(text(cell('time'))),
  });
}

/** `05:55`, `1:05:55` */
function lengthIn(said: string | undefined): number | undefined {
  const [, hours = '0', minutes, seconds] = /^(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)$/.exec(said ?? '') ?? [];
  const length = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return length > 0 ? length : undefined;
}
