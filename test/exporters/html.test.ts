import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { builtPage, PAGE_FILE } from '../../.ci/pages.mjs';
import type { SourceInfo } from '../../src/domain/tracklist.js';
import { html } from '../../src/exporters/html/html.js';
import { marked, markOf } from '../../src/exporters/marks.js';
import { exported } from '../support/exporting.js';
import { HOSTILE_TITLES } from '../support/hostile-titles.js';
import { hardToShow, trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const pageOf = (source: Partial<SourceInfo>, folder?: string): string =>
  exported(
    html,
    tracklistOf([trackEntry(0, 60, 'One')], { source: { name: 'mix', kind: 'file', location: '', ...source } }),
    folder,
  ).text;
const playsFrom = (page: string): string | undefined => /<audio[^>]* src="([^"]*)"/.exec(page)?.[1];

it('carries the script and the style as they are now: "npm run pages" after a change', async () => {
  expect(readFileSync(resolve(import.meta.dirname, '../..', PAGE_FILE), 'utf8')).toBe(await builtPage());
});

it('marks what may be another version, and says why', () => {
  const dub = { track: { title: 'One', version: 'Dub', artists: ['Somebody'] }, confidence: 0.9, evidence: [] };
  const recurring = { asked: 6, lone: 6, rejected: 0 };
  const ghost = { ...dub, track: { title: 'Ghost', artists: ['X'] }, confidence: 0.1, recurring };
  const { text } = exported(
    html,
    tracklistOf([trackEntry(0, 60, 'One', { recordingConfidence: 0.48, alternatives: [dub, ghost] })]),
  );
  expect(text).toContain('97 % <abbr title="maybe another version">~</abbr>');
  expect(text).toContain('<li>48 % that it is this very version</li>');
  expect(text).toContain('10 %, also named in 6 of 6 other mixes');
});

it('lists the entries with their times, their names and how sure each is', () => {
  const { text, name } = exported(html, hardToShow());
  expect(name).toBe('mix.html');
  const rows = text.match(/<li class="(?:corrected|sure|likely|doubtful|unknown)".*<\/li>/g)!;
  expect(rows).toHaveLength(7);
  const words = rows.map((row) =>
    row
      .replace(/<\/summary>.*<\/details>/, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  expect(words[0]).toBe('1 0:00 Ann Other – Opening (Extended Mix) [Small Label Recordings] +3.2 % 97 %');
  expect(words[2]).toContain('w/');
  expect(words[3]).toBe('4 11:40 ID – ID unknown');
  expect(text).toContain('6 tracks identified, 1 unknown');
  expect(rows[1]).toContain('or <bdi>ヨアソビ - 夜に駆ける (インストゥルメンタル)</bdi>, 31 %');
  expect(rows[1]).toContain('shazam: heard for 0:08, from 1:41 of the track, 1.6 % slower');
});

it('calls an unknown by its number, where it has one', () => {
  const { text } = exported(html, tracklistOf([unknownEntry(0, 60, { number: 417 })]));
  expect(text).toContain('<bdi class="title">ID 0417</bdi>');
});

it('says what a person has checked', () => {
  const { text } = exported(html, tracklistOf([trackEntry(0, 60, 'One', { corrected: true, confidence: 1 })]));
  expect(text).toMatch(/<li class="corrected".*checked/);
});

it.each(HOSTILE_TITLES.map((title) => [title.slice(0, 60), title]))('is safe with %j', (_, title) => {
  const track = { title, artists: [title], version: title, label: title };
  const alternatives = [{ track, confidence: 0.3, evidence: [] }];
  const { text } = exported(
    html,
    tracklistOf([trackEntry(0, 60, title, { track, alternatives })], {
      source: { name: title, kind: 'file', location: `/music/${title}`, title, artist: title },
    }),
  );
  // One script and one style, those that the policy names by their hashes; nothing else that a browser would act upon.
  expect(text.match(/<(script|style|iframe|img|object|embed|link|base|form)\b/g)).toEqual(['<style', '<script']);
  expect(text).not.toMatch(/<[^>]*\son\w+=/);
  expect(text.match(/ (?:src|href)="(?!https:\/\/|\.\/|#half)[^"]*"/g)).toBeNull();
  expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
});

it('plays the mix from beside the page, and names no folder that the page isn’t in', () => {
  expect(playsFrom(pageOf({ location: '/lists/sets/My mix #1?.mp3' }, '/lists'))).toBe('./sets/My%20mix%20%231%3F.mp3');
  expect(playsFrom(pageOf({ location: '/home/ann/music/mix.mp3' }, '/lists'))).toBe('./mix.mp3');
  expect(pageOf({ location: '/home/ann/music/mix.mp3' }, '/lists')).not.toContain('ann');
  expect(playsFrom(pageOf({ location: '/lists/javascript:alert(1)' }, '/lists'))).toBe('./javascript%3Aalert(1)');
  expect(playsFrom(pageOf({ kind: 'stdin' }))).toBeUndefined();
});

it('plays it from its address where that is of sound, and links to it where it is a page', () => {
  const address = 'https://example.org/live.mp3?a=1&b="2"';
  expect(playsFrom(pageOf({ kind: 'http', location: address }))).toBe('https://example.org/live.mp3?a=1&amp;b=%222%22');
  const page = pageOf({ kind: 'site', location: 'https://example.org/set' });
  expect(playsFrom(page)).toBeUndefined();
  expect(page).toContain('href="https://example.org/set"');
  expect(pageOf({ kind: 'http', location: 'file:///etc/passwd' })).not.toContain('passwd');
});

it('draws the sound where it is known, from where it was heard on', () => {
  const level = (value: number) => new Uint8Array(100).fill(value);
  const waveform = { perSecond: 2, low: level(255), mid: level(100), high: level(10) };
  const tracklist = tracklistOf([trackEntry(0, 100, 'One')]);
  const { files } = html.export(tracklist, { baseName: 'mix', folder: '/', sound: { start: 50, waveform } });
  const [, low] = /class="low" d="M0 0l0 0 ([^"]*)"/.exec(String(files[0]!.content))!;
  expect(low!.split('-100 ')[0]!.split('1 0 ')).toHaveLength(1200);
  expect(exported(html, tracklist).text).not.toContain('class="shape"');
});

it('stays below 300 KB for two hours and sixty entries', () => {
  const noise = () => Uint8Array.from({ length: 72_000 }, (_, i) => (i * 2_654_435_761) >>> 24);
  const words = {
    artists: ['Somebody with a long name', 'And a friend'],
    label: 'Some Label Recordings',
    version: 'Extended Mix',
  };
  const evidence = [320, 400].map((mixTime) => ({
    identifier: 'library',
    mixTime,
    mixDuration: 90,
    trackTime: 5,
    speed: 1.02,
    score: 0.9,
  }));
  const entries = Array.from({ length: 60 }, (_, i) => {
    const title = `Track with an ordinary name ${i}`;
    const track = { ...words, title };
    return trackEntry(i * 120, i * 120 + 125, title, {
      track,
      evidence,
      alternatives: [{ track, confidence: 0.2, evidence }],
    });
  });
  const sound = { start: 0, waveform: { perSecond: 10, low: noise(), mid: noise(), high: noise() } };
  const { files } = html.export(tracklistOf(entries), { baseName: 'mix', folder: '/', sound });
  const bytes = Buffer.byteLength(String(files[0]!.content));
  expect(bytes).toBeLessThan(200_000);
});

it.each([[[]], [[unknownEntry(0, 0)]]])('writes a page of %j', (entries) => {
  const { text } = exported(html, tracklistOf(entries));
  expect(text).not.toMatch(/NaN|Infinity|undefined/);
  expect(text).toContain('</html>');
});

it('can be marked as ours, so that it is replaced, and a page of somebody else isn’t', () => {
  const { text } = exported(html, hardToShow());
  expect(markOf('mix.html', marked('mix.html', text, ['abc']))).toEqual({ sources: ['abc'], changed: false });
  expect(markOf('mix.html', '<!doctype html>\n<p>mine</p>\n')).toBeNull();
});

it('is made of a mix whose name is no whole text', () => {
  expect(playsFrom(pageOf({ location: '/mixes/half \ud800.mp3' }, '/mixes'))).toBe('./half%20%EF%BF%BD.mp3');
});
