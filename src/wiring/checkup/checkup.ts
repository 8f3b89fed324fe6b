import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Settings } from '../../config/schema.js';
import { TracklistifyError } from '../../domain/errors.js';
import { sectionOf } from '../../net/provider.js';
import { everyProvider, registryOf } from '../registry.js';
import type { SettingsDoor } from '../settings.js';
import type { World } from '../world.js';
import type { Check } from './check.js';
import type { FolderToCheck } from './machine.js';
import { checkModels } from './models.js';
import { checkReach } from './reach.js';

/** A checkup also says where the settings came from. */
type Checked = World & SettingsDoor;

/**
 * Looks at everything that a run depends on, and changes nothing. Nobody is asked but, where `online` allows it, services about what
 * is free to ask. In the order in which it is needed.
 */
export async function checkUp(world: Checked, online = false): Promise<Check[]> {
  const machine = await import('./machine.js');
  const { settings, check: configuration } = await settingsOf(world);
  const folders = await foldersOf(world, settings);
  const installed = await stat(fileURLToPath(import.meta.url)).then((file) => file.ctimeMs);
  return [
    machine.checkNode(),
    ...(await checkFfmpeg(world, settings)),
    await checkFingerprints(world, settings),
    await checkYtDlp(world, settings),
    configuration,
    ...(await Promise.all(folders.map((folder) => machine.checkFolder(folder)))),
    ...(await machine.checkDisk(folders)),
    await checkLibrary(world, settings),
    ...(await checkServices(world, settings)),
    ...(await checkModels(world, settings, online)),
    ...(online ? await checkReach(world, settings) : []),
    machine.checkClock(world.clock.now(), installed),
  ];
}

/** With unusable settings, the rest is looked at as if there were none. */
async function settingsOf(world: Checked): Promise<{ settings: Settings; check: Check }> {
  const name = 'settings';
  try {
    const { settings, origins, ignored, configFile } = await world.load();
    const set = Object.values(origins).filter((origin) => origin !== 'default').length;
    const there = await stat(configFile).then(
      () => configFile,
      () => `no config file at ${configFile}`,
    );
    const found = `${set} set by you, ${there}`;
    if (ignored.length === 0) return { settings, check: { name, state: 'ok', found } };
    const check: Check = { name, state: 'warning', found: `${found}; of .env not ${ignored.join(', ')}` };
    return { settings, check: { ...check, mend: 'If you wrote that .env yourself: --env-file .env' } };
  } catch (error) {
    if (!(error instanceof TracklistifyError)) throw error;
    const check: Check = { name, state: 'problem', found: error.message, mend: 'Correct it: nothing runs before' };
    return { settings: await world.defaults(), check };
  }
}

async function checkFfmpeg(world: Checked, settings: Settings): Promise<Check[]> {
  const [{ findFfmpeg, howToInstall }, { capabilitiesOf }] = await Promise.all([
    import('../../audio/find-ffmpeg.js'),
    import('../../audio/capabilities.js'),
  ]);
  const ORIGINS = { configured: 'as configured', path: 'from the PATH', package: 'from npm' };
  try {
    const { path, version, origin } = await findFfmpeg({ configured: settings.ffmpeg, env: world.env }, world.signal);
    const { readable, unreadable } = await capabilitiesOf(path, world.signal);
    const formats: Check = { name: 'formats', state: 'ok', found: readable.join(', ') };
    if (unreadable.length > 0) {
      formats.state = readable.length > 0 ? 'warning' : 'problem';
      formats.found = `${formats.found || 'none'}; not ${unreadable.join(', ')}`;
      formats.mend = `Use a complete ffmpeg: ${howToInstall(process.platform)}`;
    }
    return [{ name: 'ffmpeg', state: 'ok', found: `${version} at ${path} (${ORIGINS[origin]})` }, formats];
  } catch (error) {
    world.signal.throwIfAborted();
    const found = error instanceof Error ? error.message : String(error);
    const how = howToInstall(process.platform);
    const check: Check = { name: 'ffmpeg', state: 'problem', found };
    return [found.includes(how) ? check : { ...check, mend: `Get one: ${how}` }];
  }
}

/** Needed only for naming files by their sound, so its absence is nothing to mend. */
async function checkFingerprints(world: World, settings: Settings): Promise<Check> {
  const [{ chromaprintTools }, { howToFingerprint }] = await Promise.all([
    import('../naming.js'),
    import('../../audio/chromaprint.js'),
  ]);
  const name = 'chromaprint';
  try {
    const { fingerprinter } = await chromaprintTools(world, settings);
    if (fingerprinter?.by === 'fpcalc')
      return { name, state: 'ok', found: `fpcalc ${fingerprinter.version} at ${fingerprinter.path}` };
    if (fingerprinter) return { name, state: 'ok', found: 'by ffmpeg' };
    const how = howToFingerprint(process.platform);
    return { name, state: 'ok', found: `neither fpcalc nor ffmpeg makes it: needed only for --name-by (${how})` };
  } catch (error) {
    if (!(error instanceof TracklistifyError)) throw error;
    // That ffmpeg is missing was said by its own check.
    return { name, state: settings.fpcalc ? 'warning' : 'ok', found: error.message };
  }
}

/** Not needed for anything but pages, so its absence is nothing to mend. */
async function checkYtDlp(world: Checked, settings: Settings): Promise<Check> {
  const [{ ytDlpProgram }, { INSTALL, OLDEST, tooOld, ytDlpVersion }] = await Promise.all([
    import('../audio.js'),
    import('../../audio/sources/site/version.js'),
  ]);
  const program = await ytDlpProgram(world, settings);
  const version = await ytDlpVersion(program, world.signal);
  const name = 'yt-dlp';
  if (version && tooOld(version)) {
    return { name, state: 'warning', found: `${version}, older than ${OLDEST}`, mend: `yt-dlp -U, or ${INSTALL}` };
  }
  if (version) return { name, state: 'ok', found: version };
  if (!settings.ytDlp) return { name, state: 'ok', found: "not installed: only the pages of sites can't be read" };
  return { name, state: 'warning', found: `${program} doesn't run`, mend: 'Correct "ytDlp" in the settings' };
}

async function foldersOf(world: Checked, settings: Settings): Promise<FolderToCheck[]> {
  const { placesFor } = await import('../../config/places.js');
  const places = placesFor(world.env);
  const { library, cache, output } = settings;
  return [
    {
      name: 'library folder',
      path: library.path ? resolve(world.cwd, library.path) : join(places.data, 'library'),
      movedBy: '--library-path',
    },
    {
      name: 'cache folder',
      path: cache.path ? resolve(world.cwd, cache.path) : places.cache,
      movedBy: 'TRACKLISTIFY_CACHE_PATH',
    },
    { name: 'config folder', path: dirname(await world.configFile()), movedBy: '--config', readOnlyIsFine: true },
    { name: 'output folder', path: resolve(world.cwd, output.folder), movedBy: '--output' },
    { name: 'temporary folder', path: world.tempFolder, movedBy: 'TMPDIR' },
  ];
}

async function checkLibrary(world: Checked, settings: Settings): Promise<Check> {
  const { openLibrary } = await import('../library.js');
  const name = 'library';
  const warnings: string[] = [];
  try {
    const library = await openLibrary(world, settings, (event) => {
      if (event.type === 'warning') warnings.push(event.message);
    });
    const { tracks, hours, outdated } = await library.stats();
    const found = [`${tracks} tracks, ${hours.toFixed(1)} hours`, ...warnings].join('; ');
    if (outdated > 0 || warnings.length > 0) {
      const old = outdated > 0 ? `; ${outdated} made by another version` : '';
      return { name, state: 'warning', found: found + old, mend: 'tracklistify library verify --repair' };
    }
    if (tracks > 0) return { name, state: 'ok', found };
    return { name, state: 'warning', found: 'no music indexed', mend: 'tracklistify library add ~/Music' };
  } catch (error) {
    if (!(error instanceof TracklistifyError)) throw error;
    return { name, state: 'problem', found: error.message };
  }
}

/** Services are optional: one without keys is fine, one with half of its keys is a problem. */
async function checkServices(world: Checked, settings: Settings): Promise<Check[]> {
  const [{ fieldsOf }, registry] = await Promise.all([import('../../config/fields.js'), registryOf(world)]);
  const checks: Check[] = [];
  for (const descriptor of everyProvider(registry)) {
    const keys = fieldsOf(descriptor.settings).filter(({ secret }) => secret);
    if (keys.length === 0) continue;
    const own = sectionOf(settings, descriptor);
    const name = `${descriptor.title} keys`;
    const readiness = descriptor.ready(own);
    const set = keys.some(({ place }) => own[place] !== undefined);
    if (readiness.ready) checks.push({ name, state: 'ok', found: set ? 'set (***)' : 'not set, and not needed' });
    else if (set || readiness.begun) {
      checks.push({ name, state: 'warning', found: 'set in part (***)', mend: readiness.lacks });
    } else checks.push({ name, state: 'ok', found: 'not set; they are optional' });
  }
  return checks;
}
