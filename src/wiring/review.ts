import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Reviewed, StaleError } from '../app/review.js';
import type { Settings } from '../config/schema.js';
import { TracklistifyError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { Waveform } from '../domain/mix-sound.js';
import type { SourceInfo } from '../domain/tracklist.js';
import type { ReviewState, ReviewWaveform } from '../web/review/contract.js';
import type { ReviewDesk } from '../web-server/review.js';
import type { World } from './world.js';

export interface ReviewRequest {
  /** As the user names it. */
  path: string;
  /** 0 for any free one. */
  port: number;
  /** Where the page's files lie: beside the program, unless a test says otherwise. */
  pages?: string;
}

export interface ServedReview {
  address: string;
  /** Resolves when the page has been closed. */
  closed: Promise<void>;
  close(): Promise<void>;
}

/** A page by which a saved tracklist is checked and mended. Throws for a tracklist that can't be read, and a port that is taken. */
export async function serveReview(
  world: World,
  settings: Settings,
  { path, port, pages = fileURLToPath(new URL('./web/', import.meta.url)) }: ReviewRequest,
  emit: Emit,
): Promise<ServedReview> {
  const [
    { Review },
    { Drawing },
    { OwnMusic },
    { ReviewSound },
    { openToChange },
    { makeKeeping },
    { namingEverywhere },
    server,
  ] = await Promise.all([
    import('../app/review.js'),
    import('../app/drawing.js'),
    import('./review-own.js'),
    import('./review-sound.js'),
    import('./change.js'),
    import('./archive.js'),
    import('./review-ids.js'),
    serverParts(),
  ]);
  const file = resolve(world.cwd, path);
  const music = new OwnMusic(world, settings);
  const sound = new ReviewSound(world, settings, emit, () => void review.changed());
  const drawing = new Drawing({ ...(await drawingTools(world, settings, emit)), ready: () => void review.changed() });
  const review = new Review(
    {
      async open() {
        const { saved, run } = await openToChange(world, settings, path, emit);
        return { run, sum: saved.from?.sum ?? '' };
      },
      stamp: () =>
        stat(file).then(
          ({ ino, size, mtimeMs }) => [ino, size, mtimeMs].join(),
          () => 'gone',
        ),
      book: await makeKeeping(world, settings),
      nameEverywhere: namingEverywhere(world, settings, emit),
      ownFiles: (paths) => music.files(paths),
      whyUnheard: (source) => sound.whyUnheard(source),
      waveform: (source) => drawing.of(source),
      suggest: (words, most) => music.suggest(words, most),
    },
    { emit },
  );
  // What is wrong with it is said before a page is opened.
  await review.state();

  const asState = stateOf(basename(file));
  const desk: ReviewDesk = {
    state: async () => asState(await review.state()),
    edit: ({ revision, verb, words }) =>
      review.edit(revision, verb, words).then(asState, (error: unknown) => {
        if (!isStale(error)) throw error;
        return { message: error.message, state: asState(error.now) };
      }),
    names: (typed) => review.names(typed),
    async mix(asWav) {
      const { source, duration } = await review.mix();
      return sound.mix(source.location, duration, asWav);
    },
    async own(number, asWav) {
      const own = await review.ownFile(number);
      return own === null ? null : sound.own(own, asWav);
    },
  };
  const windows = new server.Windows(world.clock);
  review.onChange((revision) => windows.tell(revision));
  const page = { desk, windows, folder: pages, signal: world.signal };
  const door = { port, token: randomBytes(16).toString('hex') };
  const served = await server.serve(door, server.answerReview.bind(null, page), (error) =>
    emit({ type: 'warning', message: `The page got no answer: ${(error as Error).message}` }),
  );
  return {
    address: served.address,
    closed: windows.closed(() => review.check(), world.signal),
    async close() {
      await served.close();
      await sound.close();
    },
  };
}

async function serverParts() {
  const [{ serve }, { answerReview }, { Windows }] = await Promise.all([
    import('../web-server/serve.js'),
    import('../web-server/review.js'),
    import('../web-server/windows.js'),
  ]);
  return { serve, answerReview, Windows };
}

const isStale = (error: unknown): error is StaleError => error instanceof Error && 'now' in error;

/** In the words that the page knows. */
function stateOf(file: string): (reviewed: Reviewed) => ReviewState {
  const packed = new WeakMap<Waveform, ReviewWaveform>();
  const waveformOf = (waveform: Waveform): ReviewWaveform => {
    const known = packed.get(waveform) ?? packedWaveform(waveform);
    packed.set(waveform, known);
    return known;
  };
  return ({ revision, tracklist, waveform, unheard, candidates, canUndo, ids }) => ({
    revision,
    file,
    tracklist,
    waveform: waveform && waveformOf(waveform),
    audio: unheard === null ? { url: 'audio/mix' } : { missing: unheard },
    candidates: candidates.map((all) =>
      all.map(({ name, confidence, evidence, line, links, own, sameSound, claimed }) => ({
        name,
        confidence,
        evidence,
        own: own !== null && line ? { url: `audio/own/${own}`, ...line } : null,
        links: links.map(({ title, url }) => ({ name: title, url })),
        ...(sameSound && { sameSound }),
        ...(claimed && { claimed }),
      })),
    ),
    canUndo,
    ids,
  });
}

function packedWaveform({ perSecond, low, mid, high }: Waveform): ReviewWaveform {
  const packed = (levels: Uint8Array): string => Buffer.from(levels).toString('base64');
  return { perSecond, low: packed(low), mid: packed(mid), high: packed(high) };
}

/** What was kept when the mix was identified; else the mix is heard once more, and that is kept where the mix is. */
async function drawingTools(world: World, settings: Settings, emit: Emit) {
  const { soundIn } = await import('./archive.js');
  const kept = soundIn(world, settings);
  return {
    async kept(source: SourceInfo): Promise<Waveform | null> {
      const sound = await kept(source);
      return sound && fromTheStart(sound.waveform, sound.start);
    },
    async make({ location }: SourceInfo): Promise<Waveform | null> {
      // What has to be fetched first isn't fetched for a picture.
      if (!/^([/]|[A-Za-z]:[\\/])/.test(location)) return null;
      try {
        const [{ makeOpenSource }, { drawn }] = await Promise.all([import('./audio.js'), import('../app/drawing.js')]);
        const open = await makeOpenSource(world, settings, { unnamed: new Set([location]) });
        const source = await open(location, world.signal, emit);
        return await drawn(source, world.signal).finally(() => source.close());
      } catch (error) {
        // A page does without it; whoever presses play hears why.
        if (error instanceof TracklistifyError || world.signal.aborted) return null;
        throw error;
      }
    },
  };
}

/** Column 0 is mix time 0. */
function fromTheStart({ perSecond, ...bands }: Waveform, start: number): Waveform {
  const silence = Math.round(start * perSecond);
  const later = (levels: Uint8Array): Uint8Array => Uint8Array.from([...new Uint8Array(silence), ...levels]);
  return { perSecond, low: later(bands.low), mid: later(bands.mid), high: later(bands.high) };
}
