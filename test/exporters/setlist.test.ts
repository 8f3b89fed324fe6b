import { describe, expect, it } from 'vitest';
import type { Exporter, SheetOptions } from '../../src/domain/ports/export.js';
import type { TrackEntry, Tracklist } from '../../src/domain/tracklist.js';
import { setlist } from '../../src/exporters/setlist/setlist.js';
import { soundexchange } from '../../src/exporters/setlist/soundexchange.js';
import { suisa } from '../../src/exporters/setlist/suisa.js';
import { readCsv } from '../support/exporting.js';
import { CONTROLS, holds } from '../support/hostile-tracklists.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const SUISA = 'Sender,Titel des Musikwerks,Name des Komponisten,Interpret(en),Sendedatum,Sendedauer,Sendezeit,ISRC,Label,Identifikationsnummer,Eigenaufnahmen,EAN / GTIN,Albumtitel / Titel des Tonträgers,Aufnahmedatum,Aufnahmeland,Erstveröffentlichungsdatum,Katalog-Nummer / CD ID,Werkverzeichnisangaben,Bestellnummer,Veröffentlichungsland,Liveaufnahme'; // biome-ignore format: a header

function written(exporter: Exporter, list: Tracklist, sheet?: SheetOptions) {
  const { files, warnings } = exporter.export(list, { baseName: 'mix', folder: '/lists', sheet });
  const [text, evidence] = files.map(({ content }) => String(content));
  return { text: text!, evidence: readCsv(evidence!), names: files.map(({ name }) => name), warnings };
}

/** Rows by the names of their columns. */
function table(text: string): Array<Record<string, string>> {
  const [header, ...rows] = readCsv(text);
  return rows.map((row) => Object.fromEntries(row.map((cell, i) => [header![i]!, cell])));
}

const heardBy = (...identifiers: string[]): TrackEntry['evidence'] =>
  identifiers.map((identifier, i) => ({ identifier, mixTime: 30 * i, mixDuration: 12, trackTime: 0, score: 0.8 }));

const sea = {
  title: 'Sea',
  version: 'Dub',
  artists: ['Ann Orr', 'Bø'],
  composers: ['Ann Orr', 'C. Lind'],
  label: 'Löwe',
  album: 'Tides',
  isrc: 'ISRC GB AYE 00 00351',
  iswc: 'T-010.140.236-1',
  releaseDate: '2019-03-01',
  catalogueNumber: 'LS 01',
};
const night = tracklistOf(
  [
    trackEntry(0, 270.4, '', { track: sea, evidence: heardBy('library', 'shazam'), toldBy: { label: 'musicbrainz' } }),
    trackEntry(260, 300, '', { track: sea, evidence: heardBy('library') }),
    trackEntry(300, 500, 'Alone', { evidence: heardBy('shazam', 'shazam') }),
    trackEntry(500, 600, 'Mine', { evidence: heardBy('shazam'), corrected: true }),
    unknownEntry(600, 660),
    trackEntry(660, 700, 'ID', { evidence: heardBy('library') }),
    trackEntry(3700, 3760, '', { track: sea, evidence: heardBy('library') }),
  ],
  { source: { name: 'mix', kind: 'file', location: '', date: '2026-05-01' } },
);

describe('setlist', () => {
  it('has what forms ask for, in the order of play', () => {
    const { text, names } = written(setlist, night);
    expect(names).toEqual(['mix.setlist.csv', 'mix.setlist.evidence.csv']);
    expect(text).toBe(
      [
        'order,title,artists,composers,label,isrc,iswc,start,duration,album',
        '1,Sea (Dub),"Ann Orr, Bø","Ann Orr, C. Lind",Löwe,GBAYE0000351,T-010.140.236-1,0:00:00,0:04:30,Tides',
        '2,Sea (Dub),"Ann Orr, Bø","Ann Orr, C. Lind",Löwe,GBAYE0000351,T-010.140.236-1,0:04:20,0:00:40,Tides',
        '3,Mine,Somebody,,,,,0:08:20,0:01:40,',
        '4,Sea (Dub),"Ann Orr, Bø","Ann Orr, C. Lind",Löwe,GBAYE0000351,T-010.140.236-1,1:01:40,0:01:00,Tides',
        '',
      ].join('\r\n'),
    );
  });

  it('leaves out what rests on Shazam alone and what has no name, and says which', () => {
    const { warnings } = written(setlist, night);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^One track rests on Shazam alone and is left out: Somebody - Alone \(5:00\)\. .*--shazam-lines/,
      ),
      expect.stringMatching(/^2 stretches that nobody could name \(0:01:40 in all\) .*mix\.setlist\.evidence\.csv/),
      expect.stringMatching(/^1 of 4 lines have no composer\. .*enrich/),
    ]);
  });

  it('takes it in when told to', () => {
    const { text, warnings } = written(setlist, night, { shazamLines: true });
    expect(table(text).map(({ title }) => title)).toEqual(['Sea (Dub)', 'Sea (Dub)', 'Alone', 'Mine', 'Sea (Dub)']);
    expect(warnings.join()).not.toMatch(/Shazam/);
  });

  it('names what is more likely wrong than right', () => {
    const doubtful = trackEntry(0, 60, 'Perhaps', { confidence: 0.3, evidence: heardBy('library') });
    expect(written(setlist, tracklistOf([doubtful])).warnings[0]).toMatch(
      /^More likely wrong than right.*Perhaps \(0:00\)/,
    );
  });

  it('names ten of many, and counts the rest', () => {
    const many = Array.from({ length: 12 }, (_, i) =>
      trackEntry(i * 60, i * 60 + 60, `T${i}`, { evidence: heardBy('shazam') }),
    );
    const { warnings, text } = written(setlist, tracklistOf(many));
    expect(warnings[0]).toMatch(
      /^12 tracks rest on Shazam alone and are left out: Somebody - T0 .*T9 \(9:00\), and 2 more\./,
    );
    expect(table(text)).toEqual([]);
  });

  it('has the evidence of every entry beside it, with why it is no line', () => {
    const { evidence } = written(setlist, night);
    const [header, ...rows] = evidence;
    expect(header!.slice(0, 3)).toEqual(['line', 'left_out', 'start']);
    expect(rows.map(([line, why]) => [line, why])).toEqual([
      ['1', ''],
      ['2', ''],
      ['', 'rests on Shazam alone'],
      ['3', ''],
      ['', 'nobody could name it'],
      ['', 'nobody could name it'],
      ['4', ''],
    ]);
    const of = (row: number) => Object.fromEntries(rows[row]!.map((cell, i) => [header![i]!, cell]));
    expect(of(0)).toMatchObject({
      heard_by: 'library, shazam',
      heard: 'library at 0:00 (0.8); shazam at 0:30 (0.8)',
      names_told_by: 'label: musicbrainz',
      said_by_a_person: '',
    });
    expect(of(3)['said_by_a_person']).toBe('yes');
  });

  it('is no formula anywhere, whatever tracks are called', () => {
    holds((list) => {
      for (const exporter of [setlist, suisa]) {
        const { text, evidence } = written(exporter, list, { sender: '=1+1' });
        expect(text.replaceAll('\r\n', '')).not.toMatch(CONTROLS);
        const [header, ...rows] = readCsv(text);
        for (const row of [...rows, ...evidence]) {
          for (const cell of row) expect(cell).not.toMatch(/^[\s\ufeff]*[=+\-@＝＋－＠]/);
        }
        for (const row of rows) expect(row).toHaveLength(header!.length);
        expect(evidence).toHaveLength(list.entries.length + 1);
      }
    }, 100);
  });
});

describe('for SUISA', () => {
  it('has its 21 columns, plays in a row as one line', () => {
    const { text, names, warnings } = written(suisa, night, { sender: 'Radio X' });
    expect(names).toEqual(['mix.setlist-suisa.csv', 'mix.setlist-suisa.evidence.csv']);
    expect(text.split('\r\n')[0]).toBe(SUISA);
    expect(SUISA.split(',')).toHaveLength(21);
    expect(text.split('\r\n').slice(1, -1)).toEqual([
      'Radio X,Sea (Dub),"Ann Orr, C. Lind","Ann Orr, Bø",2026-05-01,00:05:10,,GBAYE0000351,Löwe,,nein,,Tides,,,20190301,LS 01,,,,',
      'Radio X,Mine,,Somebody,2026-05-01,00:01:40,,,,,nein,,,,,,,,,,',
      'Radio X,Sea (Dub),"Ann Orr, C. Lind","Ann Orr, Bø",2026-05-01,00:01:00,,GBAYE0000351,Löwe,,nein,,Tides,,,20190301,LS 01,,,,',
    ]);
    expect(warnings.join()).toMatch(/Sendezeit is empty/);
    expect(warnings.join()).not.toMatch(/Sender is|Sendedatum/);
  });

  it('has date and time as they were in Switzerland, where the broadcast was heard', () => {
    const list = tracklistOf([
      trackEntry(0, 60, 'Summer', { wallClock: '2026-06-30T22:30:05Z' }),
      trackEntry(60, 4000, 'Winter', { wallClock: '2026-12-31T22:30:05.9Z' }),
    ]);
    const { text, warnings } = written(suisa, list);
    expect(table(text).map((row) => [row['Sendedatum'], row['Sendezeit'], row['Sendedauer']])).toEqual([
      ['2026-07-01', '00:30:05', '00:01:00'],
      ['2026-12-31', '23:30:05', '01:05:40'],
    ]);
    expect(warnings.join()).not.toMatch(/Sendedatum|Sendezeit/);
    expect(warnings.join()).toMatch(/Sender is empty/);
  });

  it('takes no year for a date, and nothing for an ISRC that is none', () => {
    const track = { title: 'T', artists: ['A'], isrc: 'GB-1', releaseDate: '2019' };
    const { text, warnings } = written(
      suisa,
      tracklistOf([trackEntry(0, 60, '', { track })], {
        source: { name: 'mix', kind: 'file', location: '', date: '2026' },
      }),
    );
    expect(table(text)[0]).toMatchObject({ ISRC: '', Sendedatum: '', Erstveröffentlichungsdatum: '' });
    expect(warnings.join()).toMatch(/Sendedatum is empty/);
  });
});

describe('for SoundExchange', () => {
  it('has a line a recording, in capitals and ASCII', () => {
    const list = tracklistOf([
      ...night.entries,
      trackEntry(4000, 4100, '', { track: { title: '99', artists: ['Straße ^|^ Łódź'] } }),
      trackEntry(4100, 4200, '', { track: { title: '夜', artists: ['Æther’s'], album: 'A', label: 'L' } }),
    ]);
    const { text, names, warnings } = written(soundexchange, list, { sender: 'Wabc' });
    expect(names).toEqual(['mix.setlist-soundexchange.txt', 'mix.setlist-soundexchange.evidence.csv']);
    expect(text).toBe(
      [
        '^NAME_OF_SERVICE^|^TRANSMISSION_CATEGORY^|^FEATURED_ARTIST^|^SOUND_RECORDING_TITLE^|^ISRC^|^ALBUM_TITLE^|^MARKETING_LABEL^|^ACTUAL_TOTAL_PERFORMANCES^',
        '^WABC^|^A^|^ANN ORR & BO^|^SEA (DUB)^|^GBAYE0000351^|^TIDES^|^LOWE^|',
        '^WABC^|^A^|^SOMEBODY^|^MINE^|^^|^^|^^|',
        '^WABC^|^A^|^STRASSE  LODZ^|^99^|^^|^^|^^|',
        "^WABC^|^A^|^AETHER'S^|^?^|^^|^A^|^L^|",
        '',
      ].join('\n'),
    );
    expect(warnings.slice(2)).toEqual([
      expect.stringMatching(/^ACTUAL_TOTAL_PERFORMANCES is empty/),
      expect.stringMatching(/^2 of 4 lines have neither an ISRC nor album and label/),
      expect.stringMatching(/^1 of 4 lines have letters/),
    ]);
    expect(written(soundexchange, list).warnings.join()).toMatch(/NAME_OF_SERVICE is empty: --sender/);
  });

  it('takes plays for one recording by their codes, and by their names where one has none', () => {
    const play = (at: number, title: string, isrc?: string) =>
      trackEntry(at, at + 60, '', { track: { title, artists: ['A'], ...(isrc !== undefined && { isrc }) } });
    const { evidence } = written(
      soundexchange,
      tracklistOf([
        play(0, 'Sea', 'GBAYE0000351'),
        play(60, 'Sea', 'GBAYE0000352'),
        play(120, 'SEA!'),
        play(180, 'Renamed', 'GB-AYE-00-00352'),
        play(240, 'Sea (Dub)'),
        trackEntry(300, 360, '', { track: { title: 'Sea', artists: [] } }),
      ]),
    );
    expect(evidence.slice(1).map(([line]) => line)).toEqual(['1', '2', '1', '2', '3', '4']);
  });

  it('keeps to its seven fields and one number, whatever tracks are called', () => {
    holds((list) => {
      const { text } = written(soundexchange, list);
      const [, ...lines] = text.split('\n').slice(0, -1);
      for (const line of lines) expect(line).toMatch(/^(\^[\u0020-\u005d\u005f\u0060\u007b\u007d\u007e]*\^\|){7}$/);
    }, 100);
  });
});
