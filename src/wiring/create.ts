import { Readable } from 'node:stream';
import { Closing } from '../domain/closing.js';
import type { Emit } from '../domain/events.js';
import type * as door from '../tracklistify.js';
import type { Hall } from './hall.js';
import { libraryDoor } from './library-door.js';
import { checkOptions } from './program-checks.js';
import { enrichOne, exportOne, identifyOne, listenTo, openMix, renderOne } from './programs.js';
import { begin } from './run.js';
import type { BeginWork } from './work.js';
import { type World, worldOf } from './world.js';

const NEVER = new AbortController().signal;

/** Opens the house to a program. Nothing is read or made before it is needed. */
export function createTracklistify(around: door.Surroundings = {}): door.Tracklistify {
  const world = worldAround(around, worldOf(process, around.signal ?? NEVER));
  let opening: Promise<Hall> | undefined;
  const hall = (): Promise<Hall> =>
    (opening ??= openHall(world, around, (message) => {
      untold = message;
    }).catch((error: unknown) => {
      // Wrong settings can be mended in the file that they stand in.
      opening = undefined;
      throw error;
    }));

  /** What is wrong with the settings, until somebody is told of it. */
  let untold: string | null = null;
  const tell = (emit: Emit): void => {
    if (untold !== null) emit({ type: 'warning', message: untold });
    untold = null;
  };

  const work: BeginWork = (options, run) =>
    begin(options, async (emit, leaving) => {
      checkOptions(options);
      const closing = new Closing();
      const signal = AbortSignal.any([world.signal, leaving, ...(options.signal ? [options.signal] : [])]);
      try {
        const shared = await hall();
        closing.add(shared.tell(emit));
        tell(emit);
        return await run({ hall: shared.within(signal), signal, emit, closing });
      } finally {
        await closing.close();
      }
    });

  return {
    async open(location, options = {}) {
      const { signal } = options;
      const own = signal ? AbortSignal.any([world.signal, signal]) : world.signal;
      const shared = await hall();
      if (options.onEvent) tell(options.onEvent);
      return openMix(shared.within(own), location, options, options.onEvent ?? (() => {}));
    },
    identify: (mix, options = {}) => work(options, (at) => identifyOne(at, mix, options)),
    listen: (broadcast, options = {}) => work(options, (at) => listenTo(at, broadcast, options)),
    enrich: (tracklist, options = {}) => work(options, (at) => enrichOne(at, tracklist, options)),
    analyse: (paths, options = {}) =>
      work(options, async (at) => (await import('./analyse.js')).analyseFor(at, paths, options)),
    export: (tracklist, options = {}) => work(options, (at) => exportOne(at, tracklist, options)),
    render: async (tracklist, format) => renderOne(await hall(), tracklist, format),
    suggest: (after, options = {}) =>
      work(options, async ({ hall: { world, settings }, emit, closing }) => {
        const { openSuggesting, suggestWith } = await import('./suggest.js');
        const suggesting = await openSuggesting(world, settings, emit);
        closing.add(suggesting.close);
        return suggestWith(suggesting, { ...options, ...(after !== null && { track: after }) });
      }),
    library: libraryDoor(hall, work),
    async close() {
      const opened = await opening?.catch(() => undefined);
      await opened?.close();
    },
  };
}

function worldAround({ env, cwd, stdin, tempFolder, clock }: door.Surroundings, world: World): World {
  return {
    ...world,
    ...(env && { env }),
    ...(cwd !== undefined && { cwd }),
    ...(stdin && { stdin: Readable.from(stdin) }),
    ...(tempFolder !== undefined && { tempFolder }),
    ...(clock && { clock }),
  };
}

async function openHall(
  world: World,
  { config, settings: flags = {} }: door.Surroundings,
  warn: (message: string) => void,
): Promise<Hall> {
  const [{ settingsDoor }, { knowingSecretsOf }, { Hall }, { ignoredWords }] = await Promise.all([
    import('./settings.js'),
    import('./redactor.js'),
    import('./hall.js'),
    import('./ignored.js'),
  ]);
  const redactor = knowingSecretsOf(world.env);
  const flagName = (place: string): string => `"${place}" (handed in)`;
  const loaded = await settingsDoor(world, { config, flags, flagName }).load();
  const ignored = ignoredWords(loaded, 'hand its values in by "env" or "settings".');
  if (ignored !== null) warn(ignored);
  return new Hall(world, loaded.settings, redactor);
}
