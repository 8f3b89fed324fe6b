import { describe, expect, it } from 'vitest';
import { words } from '../../../src/domain/word-search.js';
import { search, searchKindly } from '../../../src/library/catalogue/search.js';
import type { TrackRecord } from '../../../src/library/store/records.js';

const track = (title: string, artist: string, rest: Partial<TrackRecord> = {}) => ({
  record: {
    id: '0'.repeat(20),
    file: { path: `/m/${title}.mp3`, size: 1, mtime: 1 },
    addedAt: '',
    duration: 1,
    title,
    artists: [artist],
    ...rest,
  },
});
const tracks = [
  track('Around the World', 'Daft Punk', { releaseDate: '1997-04-01', label: 'Virgin' }),
  track('Punk', 'Ferry Corsten', { version: 'Extended Mix' }),
  track('Für Élise', 'Ludwig van Beethoven', { genres: ['Classical'] }),
  track('東京', 'きゃりーぱみゅぱみゅ'),
  track('Daftpunk Tribute', 'Somebody'),
  track('Harbour Glass', 'Nobody'),
];
const titles = (query: string): string[] => searchKindly(tracks, query).map(({ record }) => record.title);

describe('search', () => {
  it.each([
    ['daft punk', ['Around the World', 'Daftpunk Tribute']],
    ['punk', ['Around the World', 'Punk', 'Daftpunk Tribute']],
    ['corsten extended', ['Punk']],
    ['DFAT', ['Around the World']],
    ['bethoven elise', ['Für Élise']],
    ['worl', ['Around the World']],
    ['1997', ['Around the World']],
    ['virgin world', ['Around the World']],
    ['classical', ['Für Élise']],
    ['東京', ['東京']],
    ['ぱみゅ', ['東京']],
    ['harbour gls', ['Harbour Glass']],
    ['harbor gls', ['Harbour Glass']],
    ['hrb gla', ['Harbour Glass']],
    ['pnk', ['Around the World', 'Punk']],
    ['gls nowhere', []],
    ['ar', ['Around the World', 'Harbour Glass']],
    ['gx', []],
    ['lss', []],
    ['punk nowhere', []],
    ['', []],
    ['!?', []],
  ])('for "%s"', (query, found) => {
    expect(titles(query)).toEqual(found);
  });

  it('does not take one short word for another', () => {
    expect(titles('dog')).toEqual([]);
  });

  it('is stricter for who removes what it finds', () => {
    expect(search(tracks, 'gls')).toEqual([]);
    expect(search(tracks, 'harbor glass').map(({ record }) => record.title)).toEqual(['Harbour Glass']);
  });

  it('sees words as people do: without case, accents and punctuation', () => {
    expect(words("Élan-Vital (Don't) ＡＢＣ №1")).toEqual(['elan', 'vital', 'don', 't', 'abc', 'no1']);
  });
});
