import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labelOf } from '../../../src/domain/corrections.js';
import { parseTracklist } from '../../../src/domain/schema.js';
import type { Tracklist } from '../../../src/domain/tracklist.js';
import { wavOf } from '../../../src/domain/wav.js';
import { mixOf, tracks } from '../../support/providers/music.js';
import { trackEntry, tracklistOf } from '../../support/tracklists.js';
import type { Random } from '../random.js';
import { badEnd, type Ended, type Room, type Scene } from './killing.js';

const RATE = 16_000;

/** What a person has in the folder: files of others, and names said by hand. */
class Belongings {
  private readonly cwd: string;
  private foreign = new Map<string, string>();
  private said = new Map<string, number>();
  private edits = 0;

  constructor(cwd: string) {
    this.cwd = cwd;
  }

  begin(): void {
    this.foreign.clear();
    this.said.clear();
  }

  plant(name: string): void {
    const content = `mine ${name}\n`;
    writeFileSync(join(this.cwd, name), content);
    this.foreign.set(name, content);
  }

  /** Gives an entry of the document another name. */
  edit(name: string, index: number): void {
    const tracklist = this.read(name);
    const entry = tracklist?.entries[index];
    if (!tracklist || entry?.kind !== 'track') return;
    const title = `Corrected ${++this.edits}`;
    for (const [label, at] of this.said) if (at === index) this.said.delete(label);
    this.said.set(title, index);
    entry.track = { title, artists: [] };
    writeFileSync(join(this.cwd, name), JSON.stringify(tracklist, null, 2));
  }

  read(name: string): Tracklist | null {
    try {
      return parseTracklist(readFileSync(join(this.cwd, name), 'utf8'), name);
    } catch {
      return null;
    }
  }

  /** What isn't as it was: `names` are those that the document has for its tracks, in order. */
  lost(document: string, names: readonly string[]): string[] {
    const wrong: string[] = [];
    for (const [name, content] of this.foreign) {
      const path = join(this.cwd, name);
      if (!existsSync(path) || readFileSync(path, 'utf8') !== content) wrong.push(`${name} isn't as it was`);
    }
    const tracklist = this.read(document);
    if (!tracklist) return [...wrong, `${document} is gone or can't be read`];
    const labels = tracklist.entries.map(labelOf);
    const corrected = new Map([...this.said].map(([label, index]) => [index, label]));
    names.forEach((name, index) => {
      const wanted = corrected.get(index) ?? name;
      if (!labels.includes(wanted)) wrong.push(`${wanted} is gone from ${labels.join(', ')}`);
    });
    return wrong;
  }
}

/** `tracklistify set.wav --library music`: against a library, with a person's files and corrections in the folder. */
export async function identifyScene(room: Room, random: Random): Promise<Scene> {
  const songs = tracks(2, 50);
  const music = join(room.root, 'music');
  mkdirSync(music);
  for (const { title, artist, pcm } of songs) writeFileSync(join(music, `${artist} - ${title}.wav`), wavOf(pcm, RATE));
  const parts = [...songs.map((track) => ({ track, from: 5, seconds: 35 })), { track: null, from: 0, seconds: 30 }];
  writeFileSync(join(room.root, 'set.wav'), wavOf(mixOf(parts), RATE));
  const names = songs.map(({ title, artist }) => `${artist} - ${title}`);
  const args = ['../set.wav', '--library', '../music', '--providers', 'library', '-f', 'json,csv,cue,txt'];
  const belongings = new Belongings(room.cwd);
  let whole = false;
  return {
    name: 'identify',
    async begin() {
      room.empty();
      belongings.begin();
      whole = false;
      if (random.next() < 0.5) belongings.plant('set.csv');
    },
    next() {
      if (whole && random.next() < 0.3) belongings.edit('set.json', Math.floor(random.next() * names.length));
      return { args };
    },
    look({ code }: Ended) {
      whole ||= code === 0;
      return whole ? belongings.lost('set.json', names) : [];
    },
    async settle() {
      const ended = await room.run(args);
      whole ||= ended.code === 0;
      const files = ['set.json', 'set.cue', 'set.txt'].filter((name) => !existsSync(join(room.cwd, name)));
      return [...badEnd(ended), ...belongings.lost('set.json', names), ...files.map((name) => `${name} isn't there`)];
    },
    async close() {},
  };
}

const ENTRIES = 30;
const FORMATS = ['csv', 'cue', 'txt', 'md', 'm3u8', 'm3u8-mix', 'youtube'];
const FILES = ['csv', 'cue', 'txt', 'md', 'm3u8', 'mix.m3u8', 'youtube.txt'].map((end) => `set.${end}`);

/** `tracklistify export set.json`: every file is the old one or the new one, never half of it. */
export async function exportScene(room: Room, random: Random): Promise<Scene> {
  const belongings = new Belongings(room.cwd);
  let version = 0;
  const names = (): string[] => Array.from({ length: ENTRIES }, (_, i) => `Somebody - Mark ${version} of ${i}`);
  const save = (): void => {
    version++;
    const source = { name: 'set.wav', kind: 'file' as const, location: '/music/set.wav' };
    const entries = Array.from({ length: ENTRIES }, (_, i) =>
      trackEntry(i * 20, i * 20 + 20, `Mark ${version} of ${i}`),
    );
    writeFileSync(join(room.cwd, 'set.json'), JSON.stringify(tracklistOf(entries, { source })));
  };
  const args = ['export', 'set.json', '-f', FORMATS.join(',')];
  /** Each that is there holds all entries of one version. */
  const halves = (wanted?: number): string[] =>
    FILES.flatMap((name) => {
      const path = join(room.cwd, name);
      if (!existsSync(path)) return wanted === undefined ? [] : [`${name} isn't there`];
      const text = readFileSync(path, 'utf8');
      if (text.startsWith('mine')) return [];
      const marks = [...text.matchAll(/Mark (\d+) of (\d+)/g)];
      const versions = new Set(marks.map(([, one]) => Number(one)));
      const entries = new Set(marks.map(([, , one]) => one));
      const isWhole =
        versions.size === 1 && entries.size === ENTRIES && (wanted ?? [...versions][0]) === [...versions][0];
      return isWhole ? [] : [`${name} holds ${entries.size} entries of versions ${[...versions].join(', ')}`];
    });
  return {
    name: 'export',
    async begin() {
      room.empty();
      belongings.begin();
      save();
      if (random.next() < 0.5) belongings.plant('set.txt');
    },
    next() {
      if (random.next() < 0.5) save();
      return { args };
    },
    look: () => [...belongings.lost('set.json', names()), ...halves()],
    async settle() {
      const ended = await room.run(args);
      return [...badEnd(ended), ...belongings.lost('set.json', names()), ...halves(version)];
    },
    async close() {},
  };
}
