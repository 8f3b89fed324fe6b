import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { decks } from '../../../src/decks/registry.js';
import { claimsIn } from '../../../src/domain/claim-lines.js';
import { TracklistifyError } from '../../../src/domain/errors.js';
import type { Context } from '../../../src/domain/ports/context.js';
import { makeDatabase } from '../../support/databases.js';
import { crate, database, play, row, session } from '../../support/serato.js';
import { Random } from '../random.js';
import { damage } from './damage.js';
import type { FaultOptions } from './library.js';
import { watchdog } from './watchdog.js';

const SEA =
  '<LOCATION DIR="/:Users/:ann/:Music/:" FILE="sea.mp3" VOLUME="Macintosh HD" VOLUMEID="Macintosh HD"></LOCATION>';
const KEY = '<PRIMARYKEY TYPE="TRACK" KEY="Macintosh HD/:Users/:ann/:Music/:sea.mp3"></PRIMARYKEY>';
const NML = `<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<NML VERSION="19"><COLLECTION ENTRIES="1"><ENTRY TITLE="Sea &amp; Sky" ARTIST="Ann">${SEA}<INFO PLAYTIME="372" RELEASE_DATE="2016/5/3"></INFO>
<TEMPO BPM="124.9"></TEMPO><MUSICAL_KEY VALUE="21"></MUSICAL_KEY><CUE_V2 NAME="in" TYPE="0" START="31093.0" LEN="0" HOTCUE="0"></CUE_V2>
<CUE_V2 TYPE="4" START="52.3"></CUE_V2></ENTRY></COLLECTION><PLAYLISTS><NODE TYPE="FOLDER" NAME="$ROOT"><SUBNODES><NODE NAME="Techno"><PLAYLIST TYPE="LIST">
<ENTRY>${KEY}</ENTRY></PLAYLIST></NODE><NODE NAME="HISTORY"><PLAYLIST TYPE="PROTOCOL"><ENTRY>${KEY}
<EXTENDEDDATA DECK="1" DURATION="300.5" PLAYEDPUBLIC="1" STARTDATE="131925528" STARTTIME="3600"></EXTENDEDDATA></ENTRY></PLAYLIST></NODE></SUBNODES></NODE></PLAYLISTS></NML>`;
const REKORDBOX = `<?xml version="1.0" encoding="UTF-8"?><DJ_PLAYLISTS Version="1.0.0"><COLLECTION Entries="1">
<TRACK TrackID="1" Name="Sea &amp; Sky" Artist="Ann" TotalTime="372" AverageBpm="124.00" Tonality="Am" Location="file://localhost/C:/My%20Music/%c3%a9%20%2301.mp3">
<TEMPO Inizio="0.125" Bpm="124.00" Battito="1"/><POSITION_MARK Name="in" Type="4" Start="31.093" End="40" Num="1" Red="255" Green="140" Blue="0"/></TRACK></COLLECTION>
<PLAYLISTS><NODE Type="0" Name="ROOT"><NODE Name="Mix" Type="1" KeyType="0"><TRACK Key="1"/></NODE></NODE></PLAYLISTS></DJ_PLAYLISTS>`;
const RECORDING = `REM DATE 2024-06-10 08:14 PM\nREM RECORDED_BY "rekordbox-dj"\nTITLE "REC"\nFILE "01.wav" WAVE
\tTRACK 01 AUDIO\n\t\tTITLE "Sea"\n\t\tPERFORMER "Ann"\n\t\tFILE "C:/a.mp3" WAVE\n\t\tINDEX 01 00:00:00\n\tTRACK 02 AUDIO\n\t\tTITLE "Sky"\n\t\tINDEX 01 00:05:12\n`;
const LIST =
  '#\tTrack Title\tArtist\tBPM\tTime\tKey\r\n1\tSea\tAnn\t124.00\t06:12\tAm\r\n2\tBo - Sky\t\t125\t1:05:12\t8A\r\n';
const VIRTUALDJ = `<?xml version="1.0" encoding="UTF-8"?><VirtualDJ_Database Version="2024"><Song FilePath="C:\\a.mp3"><Tags Author="Ann" Title="Sea" Year="2019" Bpm="0.5"/>
<Infos SongLength="372.1"/><Comment>loud</Comment><Scan Bpm="0.48" Key="Am"/><Poi Pos="0.1" Type="beatgrid"/><Poi Pos="62" Type="cue" Num="2" Name="x"/></Song></VirtualDJ_Database>`;
const PLAYED =
  '#EXTVDJ:<time>23:39</time><lastplaytime>1718048340</lastplaytime><artist>Ann</artist><title>Sea &amp; Sky</title>\nC:\\a.mp3\n';
const SAID =
  '[00:00] Ann Orr - Sea (Dub) [Small]\n4:23 | Bo - Sky\nw/ Cy - Late\n1:02:45 ID - ID\n12. Di & Ed - Over 1:10:00\n';

const packed = (bytes: Buffer): Buffer => Buffer.concat([Buffer.alloc(4), deflateSync(bytes)]);
const rate = Buffer.alloc(200);
rate.writeDoubleBE(44_100);

/** A file of each kind, by the name that it has in its folder; what is read is the folder of Serato's and the others themselves. */
const SAMPLES: Readonly<Record<string, (path: string) => void>> = {
  'collection.nml': (path) => writeFileSync(path, NML),
  'history_2013y06m24d_07h32m50s.nml': (path) => writeFileSync(path, NML),
  'rekordbox.xml': (path) => writeFileSync(path, REKORDBOX),
  'rekordbox.cue': (path) => writeFileSync(path, RECORDING),
  'rekordbox.txt': (path) => writeFileSync(path, `\ufeff${LIST}`, 'utf16le'),
  'database.xml': (path) => writeFileSync(path, VIRTUALDJ),
  '2024-06-10.m3u': (path) => writeFileSync(path, PLAYED.repeat(3)),
  'tracklist.txt': (path) => writeFileSync(path, 'VirtualDJ History 2024/06/10\n21:39 : Ann - Sea\n00:10 : Bo - Sky\n'),
  'list.m3u8': (path) => writeFileSync(path, '#EXTM3U\n#EXTINF:372,Ann - Sea\n/m/sea.mp3\n../sky.mp3\n'),
  '_Serato_/database V2': (path) =>
    writeFileSync(
      path,
      database(row({ pfil: 'Music/sea.mp3', tsng: 'Sea', tlen: '06:22.93', tbpm: '126', tkey: 'C#m' })),
    ),
  '_Serato_/Subcrates/a%%b.crate': (path) => writeFileSync(path, crate('Music/sea.mp3', 'Music/sky.mp3')),
  '_Serato_/History/Sessions/12.session': (path) =>
    writeFileSync(
      path,
      session(
        ...[1, 2].map((id) => play({ 1: id, 2: 'a.mp3', 6: 'Sea', 28: 1_718_000_000 + 300 * id, 45: 300, 50: 1 })),
      ),
    ),
  'mixxxdb.sqlite': (path) =>
    makeDatabase(path, {
      track_locations: { columns: 'id INTEGER PRIMARY KEY, location TEXT', rows: [[1, '/m/sea.mp3']] },
      library: {
        columns: 'id INTEGER PRIMARY KEY, artist, title, location, duration, samplerate, bpm, beats_version, beats',
        rows: [
          [
            1,
            'Ann',
            'Sea',
            1,
            372,
            44_100,
            124,
            'BeatGrid-2.0',
            Buffer.from('0a09090000000000005f401204089601', 'hex'),
          ],
        ],
      },
      cues: { columns: 'id INTEGER PRIMARY KEY, track_id, type, position, hotcue', rows: [[1, 1, 1, 88_200, 0]] },
      Playlists: { columns: 'id INTEGER PRIMARY KEY, name, hidden', rows: [[1, 'Night', 2]] },
      PlaylistTracks: {
        columns: 'id INTEGER PRIMARY KEY, playlist_id, track_id, position, pl_datetime_added',
        rows: [[1, 1, 1, 1, '2024-06-10 20:14:05']],
      },
    }),
  'Engine Library/Database2/m.db': (path) =>
    makeDatabase(path, {
      Information: { columns: 'uuid, schemaVersionMajor, schemaVersionMinor', rows: [['u', 2, 18]] },
      Track: {
        columns: 'id INTEGER PRIMARY KEY, path, title, artist, length, trackData, beatData, quickCues, loops',
        rows: [[1, '../sea.mp3', 'Sea', 'Ann', 372, packed(rate), packed(rate), packed(rate), rate]],
      },
      Playlist: {
        columns: 'id INTEGER PRIMARY KEY, title, parentListId',
        rows: [
          [1, 'a', 2],
          [2, 'b', 1],
        ],
      },
      PlaylistEntity: { columns: 'id INTEGER PRIMARY KEY, listId, trackId', rows: [[1, 1, 1]] },
    }),
  'pasted list': (path) => writeFileSync(path, SAID.repeat(5)),
};

export interface DeckFaults {
  mutations: number;
  /** Of these, the ones of which something was read, and those that were refused with a sentence. */
  read: number;
  refused: number;
  /** Readings that ended in an error that isn't ours. */
  bugs: number;
  examples: string[];
  megabytes: number;
}

/** Damages files of DJ programs, `count` of each kind, and reads them by whatever program owns what is left. */
export async function deckFaults({ count, seed }: { count: number; seed: number }): Promise<DeckFaults> {
  const random = new Random(seed);
  const found: DeckFaults = { mutations: 0, read: 0, refused: 0, bugs: 0, examples: [], megabytes: 0 };
  const folder = mkdtempSync(join(tmpdir(), 'tracklistify-decks-'));
  const guard = watchdog();
  try {
    for (const [name, make] of Object.entries(SAMPLES)) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      make(path);
      const whole = readFileSync(path);
      for (let i = 0; i < count; i++) {
        guard.alive(found.mutations++);
        writeFileSync(path, whole);
        const how = [damage([path], random)];
        while (existsSync(path) && random.next() < 0.3) how.push(damage([path], random));
        try {
          if (await readAll(path, folder)) found.read++;
        } catch (error) {
          if (error instanceof TracklistifyError) found.refused++;
          else if (found.bugs++ < 5)
            found.examples.push(`${how.join(', ')}: ${error instanceof Error ? error.stack : error}`);
        }
      }
      rmSync(path, { force: true });
    }
  } finally {
    await guard.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  found.megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  return found;
}

async function readAll(path: string, tempFolder: string): Promise<boolean> {
  const context: Context = { signal: new AbortController().signal, emit: () => {} };
  const bytes = readFileSync(path, { flag: 'a+' });
  if (path.endsWith('pasted list')) return claimsIn(bytes.toString('utf8')).claims.length > 0;
  const inSerato = path.indexOf('_Serato_');
  const named = inSerato < 0 ? path : path.slice(0, inSerato + '_Serato_'.length);
  const looked = {
    path: named,
    isFolder: inSerato >= 0,
    head: inSerato < 0 ? bytes.subarray(0, 4096) : new Uint8Array(),
  };
  let seen = 0;
  for (const deck of decks) {
    const holds = deck.owns(looked);
    if (!holds) continue;
    const reader = await deck.load({ tempFolder });
    if (holds.collection) for await (const _ of reader.collection!(named, context)) seen++;
    if (holds.history) seen += (await reader.history!(named, context)).length;
  }
  return seen > 0;
}

export async function main(args: readonly string[]): Promise<void> {
  const option = (name: keyof FaultOptions, otherwise: number): number =>
    args.includes(`--${name}`) ? Number(args[args.indexOf(`--${name}`) + 1]) : otherwise;
  const found = await deckFaults({ count: option('count', 2000), seed: option('seed', 1) });
  console.log(JSON.stringify(found, null, 2));
}
