import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { labelOf } from '../../../src/domain/corrections.js';
import { parseTracklist } from '../../../src/domain/schema.js';
import type { Tracklist } from '../../../src/domain/tracklist.js';
import { batchServer } from '../../support/providers/batch-server.js';
import { entriesOf, modelServer } from '../../support/providers/model-server.js';
import { type Provider, serve } from '../../support/providers/protocol.js';
import { trackEntry, tracklistOf } from '../../support/tracklists.js';
import type { Random } from '../random.js';
import { badEnd, type Ended, type Room, type Scene } from './killing.js';

const KEY = 'sk-known-key-0001';
const ENTRIES = 10;
const SECONDS = 20;

const envOf = (url: string): Record<string, string> => ({
  OPENAI_BASE_URL: `${url}/v1`,
  OPENAI_API_KEY: KEY,
  TRACKLISTIFY_OPENAI_CALLS_PER_SECOND: '100',
  TRACKLISTIFY_OPENAI_ENTRIES_PER_REQUEST: '1',
});

/** A saved tracklist that nobody has judged, with a person's file beside it. */
class Document {
  private readonly cwd: string;
  private edits = 0;
  private titles: string[] = [];

  constructor(cwd: string) {
    this.cwd = cwd;
  }

  save(): void {
    this.titles = Array.from({ length: ENTRIES }, (_, i) => `Song ${i}`);
    const entries = this.titles.map((title, i) => trackEntry(i * SECONDS, (i + 1) * SECONDS, title));
    const source = { name: 'mix.wav', kind: 'file' as const, location: 'mix.wav' };
    writeFileSync(join(this.cwd, 'mix.json'), JSON.stringify(tracklistOf(entries, { source })));
    writeFileSync(join(this.cwd, 'mix.csv'), 'mine');
  }

  read(): Tracklist {
    return parseTracklist(readFileSync(join(this.cwd, 'mix.json'), 'utf8'), 'mix.json');
  }

  /** Another name for an entry: its number. */
  edit(random: Random): number {
    const tracklist = this.read();
    const index = Math.floor(random.next() * ENTRIES);
    const entry = tracklist.entries[index]!;
    this.titles[index] = `Corrected ${++this.edits}`;
    if (entry.kind === 'track') entry.track = { ...entry.track, title: this.titles[index]! };
    writeFileSync(join(this.cwd, 'mix.json'), JSON.stringify(tracklist, null, 2));
    return index;
  }

  lost(): string[] {
    const csv = join(this.cwd, 'mix.csv');
    const wrong = existsSync(csv) && readFileSync(csv, 'utf8') === 'mine' ? [] : ["mix.csv isn't as it was"];
    try {
      const labels = this.read().entries.map(labelOf);
      for (const title of this.titles)
        if (!labels.some((label) => label.endsWith(title))) wrong.push(`${title} is gone from ${labels.join(', ')}`);
    } catch (error) {
      wrong.push((error as Error).message);
    }
    return wrong;
  }

  /** Entries without a judgement. */
  open(): string[] {
    return this.read().entries.flatMap((entry) => (entry.enrichment?.['validation'] ? [] : [labelOf(entry)]));
  }
}

/** `tracklistify enrich`, a call an entry: none is made again whose answer had been told. */
export async function enrichScene(room: Room, random: Random): Promise<Scene> {
  const document = new Document(room.cwd);
  const server = modelServer({ key: KEY });
  /** By entry, when its answers left the server since it was last changed. */
  let answered = new Map<string, number[]>();
  let told = new Set<string>();
  let repeated: string[] = [];
  const provider: Provider = async (request) => {
    const before = server.calls.length;
    const reply = await server.provider(request);
    const asked = server.calls[before]?.asked;
    const title = asked ? entriesOf(asked)[0]!.title : '';
    if (told.has(title)) repeated.push(`${title} was asked again after its answer had been told`);
    await sleep(random.between(2, 40));
    answered.set(title, [...(answered.get(title) ?? []), performance.now()]);
    return reply;
  };
  const listening = await serve(provider);
  const args = ['enrich', 'mix.json', '--listen', 'none', '--events'];
  const hear = ({ stderr }: Ended): void => {
    const entries = document.read().entries;
    for (const line of stderr.split('\n')) {
      const event = parsed(line) as { type?: string; outcome?: string; mixTime?: number } | undefined;
      if (event?.type !== 'call' || event.outcome !== 'match') continue;
      const entry = entries.find(({ start }) => start === event.mixTime);
      if (entry?.kind === 'track') told.add(entry.track.title);
    }
  };
  const look = (ended: Ended): string[] => {
    const wrong = [...repeated.splice(0), ...document.lost()];
    hear(ended);
    return wrong;
  };
  return {
    name: 'enrich',
    async begin() {
      room.empty();
      document.save();
      [answered, told, repeated] = [new Map(), new Set(), []];
    },
    next() {
      // A new name is a new question, to its neighbours as well.
      if (document.open().length === 0) {
        document.edit(random);
        told = new Set();
      }
      return { args, env: envOf(listening.url) };
    },
    look,
    async settle() {
      const ended = await room.run(args, envOf(listening.url));
      const open = document.open();
      return [...badEnd(ended), ...look(ended), ...(open.length > 0 ? [`not judged: ${open.join(', ')}`] : [])];
    },
    close: async () => void (await listening.close()),
  };
}

/** `tracklistify enrich --batch`: handed over once, and collected. */
export async function batchScene(room: Room, random: Random): Promise<Scene> {
  const document = new Document(room.cwd);
  let server = batchServer({ key: KEY });
  let isReady = false;
  const anew = () => batchServer({ key: KEY, status: () => (isReady ? 'completed' : 'in_progress') });
  const listening = await serve(async (request) => {
    const reply = await server.provider(request);
    await sleep(random.between(2, 40));
    return reply;
  });
  const args = ['enrich', 'mix.json', '--listen', 'none', '--batch'];
  const look = (): string[] => {
    const { batches } = server;
    return [...document.lost(), ...(batches.length > 1 ? [`handed over ${batches.length} times`] : [])];
  };
  return {
    name: 'enrich --batch',
    async begin() {
      room.empty();
      document.save();
      isReady = false;
      server = anew();
    },
    next() {
      if (server.batches.length > 0 && random.next() < 0.4) isReady = true;
      if (document.open().length === 0) {
        room.empty();
        document.save();
        isReady = false;
        server = anew();
      }
      return { args, env: envOf(listening.url) };
    },
    look,
    async settle() {
      const first = await room.run(args, envOf(listening.url));
      isReady = true;
      const ended = await room.run(args, envOf(listening.url));
      const open = document.open();
      return [
        ...badEnd(first),
        ...badEnd(ended),
        ...look(),
        ...(open.length > 0 ? [`not judged: ${open.join(', ')}`] : []),
      ];
    },
    close: async () => void (await listening.close()),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
