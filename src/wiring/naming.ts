import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { ChromaprintTools } from '../audio/chromaprint.js';
import type { Settings } from '../config/schema.js';
import { AuthenticationError, ProcessingError, UsageError } from '../domain/errors.js';
import { nearest } from '../domain/nearest.js';
import type { Namer } from '../domain/ports/name.js';
import type { SubmitTools } from '../library/handing-on.js';
import type { NameTools } from '../library/naming.js';
import type { NamerDescriptor } from '../namers/descriptor.js';
import { sectionOf } from '../net/provider.js';
import type { Hall } from './hall.js';
import { registryOf } from './registry.js';
import type { World } from './world.js';

/** What names files by their sound. Says what it lacks before anything is done. */
export async function makeNameTools(hall: Hall, name: string): Promise<NameTools> {
  const { settings } = hall;
  const descriptor = await namerNamed(hall.world, name);
  const readiness = descriptor.ready(sectionOf(settings, descriptor));
  if (!readiness.ready)
    throw new AuthenticationError(descriptor.title, `${descriptor.title} isn't ready. ${readiness.lacks}`);
  const fingerprint = await makeFingerprint(hall, descriptor.title);
  return {
    namer: await hall.make(descriptor),
    fingerprint,
    lanes: settings.library.jobs ?? availableParallelism(),
    againAfter: settings.cache.noMatchDays * 24 * 3600,
  };
}

/** The same for handing recordings on, for which some services want more. */
export async function makeSubmitTools(hall: Hall, name: string): Promise<SubmitTools> {
  const descriptor = await submitterNamed(hall.world, name);
  const { title } = descriptor;
  const own = sectionOf(hall.settings, descriptor);
  for (const readiness of [descriptor.ready(own), descriptor.submits(own)])
    if (!readiness.ready)
      throw new AuthenticationError(title, `Nothing can be handed on to ${title}. ${readiness.lacks}`);
  const fingerprint = await makeFingerprint(hall, title);
  const namer = await hall.make<Namer>(descriptor);
  return { namer: { ...namer, submit: namer.submit! }, fingerprint };
}

type Submitter = NamerDescriptor & Required<Pick<NamerDescriptor, 'submits'>>;

/** One that takes recordings. */
export async function submitterNamed(world: World, name: string): Promise<Submitter> {
  const descriptor = await namerNamed(world, name);
  const { submits } = descriptor;
  if (!submits) throw new UsageError(`${descriptor.title} takes no recordings.`);
  return { ...descriptor, submits };
}

async function namerNamed(world: World, name: string): Promise<NamerDescriptor> {
  const { namers } = await registryOf(world);
  const found = namers.find((one) => one.name === name);
  if (found) return found;
  const names = namers.map((one) => one.name);
  const hint = nearest(name, names);
  throw new UsageError(
    `Nothing called "${name}" names files${hint ? `; did you mean "${hint}"?` : `. There is: ${names.join(', ')}.`}`,
  );
}

/** How files are fingerprinted on this machine; throws where nothing can. */
async function makeFingerprint({ world, settings }: Hall, title: string): Promise<NameTools['fingerprint']> {
  const [{ chromaprintOf, howToFingerprint }, tools] = await Promise.all([
    import('../audio/chromaprint.js'),
    chromaprintTools(world, settings),
  ]);
  const { fingerprinter } = tools;
  if (!fingerprinter) {
    throw new ProcessingError(
      `${title} knows files by Chromaprint's fingerprints, and nothing here makes them: neither is there fpcalc on the PATH, nor ` +
        `can this ffmpeg do it. Get one: ${howToFingerprint(process.platform)}.`,
    );
  }
  return (path, signal) => chromaprintOf(path, { ...tools, fingerprinter }, signal);
}

/** `fingerprinter` is null where nothing can make fingerprints. */
export async function chromaprintTools(
  world: World,
  settings: Settings,
): Promise<Omit<ChromaprintTools, 'fingerprinter'> & { fingerprinter: ChromaprintTools['fingerprinter'] | null }> {
  const [{ locateFfmpeg }, { findFingerprinter }, { removeTempFolders }] = await Promise.all([
    import('../audio/find-ffmpeg.js'),
    import('../audio/chromaprint.js'),
    import('../files/temp-folder.js'),
  ]);
  world.atExit?.(removeTempFolders);
  const { path: ffmpeg } = locateFfmpeg({ configured: settings.ffmpeg, env: world.env });
  const { fpcalc } = settings;
  const configured = fpcalc !== undefined && /[\\/]/.test(fpcalc) ? resolve(world.cwd, fpcalc) : fpcalc;
  const fingerprinter = await findFingerprinter({ ffmpeg, configured, env: world.env }, world.signal);
  return { ffmpeg, fingerprinter, tempFolder: world.tempFolder };
}
