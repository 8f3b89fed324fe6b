import { createHash } from 'node:crypto';
import type { Match } from '../../domain/match.js';
import type { Context } from '../../domain/ports/context.js';
import type { FileIdentifier, ScanCost, WholeMix } from '../../domain/ports/identify.js';
import { meet, type Span, spanOf } from '../../domain/span.js';
import { isOwnServer } from '../../net/base-url.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { Console } from '../acrcloud/console.js';
import { type MemoryOptions, type Part, ScanMemory, scannedBefore } from '../whole/memory.js';
import { mixIdOf } from '../whole/mix-id.js';
import { secondsOf, wantedOf } from '../whole/stretches.js';
import { containerOf } from './containers.js';
import { type Container, Files, type Material, NotMade, PROCESSING } from './files.js';
import { NAME } from './matches.js';
import type { ScanSettings } from './settings.js';
import { type Job, Waiting } from './waiting.js';

const TITLE = 'ACRCloud File Scanning';
/** What the console says that it takes. */
const MOST_BYTES = 500e6;
/** Scanning is many times faster than playing; nobody says by how much. */
const TIMES_FASTER = 20;

export function createAcrcloudScan(settings: ScanSettings, tools: ProviderTools): Made<FileIdentifier> {
  const console = new Console({ title: TITLE, ...settings }, tools);
  return { provider: new Scanner(settings, console, tools), close: () => console.close() };
}

class Scanner implements FileIdentifier {
  readonly kind = 'file';
  readonly name = NAME;
  readonly #settings: ScanSettings;
  readonly #console: Console;
  readonly #tools: ProviderTools;
  #container: Promise<Container> | undefined;

  constructor(settings: ScanSettings, console: Console, tools: ProviderTools) {
    this.#settings = settings;
    this.#console = console;
    this.#tools = tools;
  }

  async *scan(mix: WholeMix, context: Context): AsyncGenerator<Match[]> {
    const memory = await ScanMemory.open(await this.#memoryOf(mix, context.signal), context);
    const inRange = (matches: readonly Match[]): Match[] => matches.filter((m) => meet(spanOf(m), mix.range));
    try {
      for (const part of [...memory.parts]) {
        if (!part.stretches.some((stretch) => meet(stretch, mix.range))) continue;
        const matches = await this.#recall(part, memory, context);
        if (matches) yield inRange(matches);
      }
      const wanted = this.#wanted(mix, memory.parts);
      if (wanted.length > 0) yield inRange(await this.#scanNew(mix, wanted, memory, context));
    } finally {
      await memory.close();
    }
  }

  async reckon(mix: WholeMix, callsLeft: number): Promise<ScanCost> {
    const options = await this.#memoryOf(mix, new AbortController().signal);
    const parts = await scannedBefore(options);
    const wanted = this.#wanted(mix, options.keeping?.refresh ? parts.filter(({ matches }) => !matches) : parts);
    const seconds = secondsOf(wanted);
    const calls = wanted.length > 0 ? Math.min(1, callsLeft) : 0;
    const amount = calls > 0 ? Math.max(1, Math.round(seconds / 60)) : 0;
    return {
      calls,
      expected: calls,
      seconds: calls * Math.ceil(seconds / TIMES_FASTER),
      bills: { amount, unit: 'min of audio' },
    };
  }

  async #memoryOf(mix: WholeMix, signal: AbortSignal): Promise<MemoryOptions> {
    const address = this.#addressOf(mix);
    const id = address === null ? await mixIdOf(mix.source, signal) : hashOf(address);
    return { name: NAME, id, keeping: this.#tools.keeping };
  }

  /** Where the service can fetch the mix itself, if it is to: then it is scanned as a whole. */
  #addressOf({ source: { info, duration }, range }: WholeMix): string | null {
    const isWhole = range.start === 0 && duration !== null && range.end >= duration - 1;
    const isPublic = /^https?:\/\//i.test(info.location) && !isOwnServer(info.location);
    return this.#settings.byAddress && isWhole && isPublic && info.kind !== 'hls' ? info.location : null;
  }

  #wanted(mix: WholeMix, parts: readonly Part[]): Span[] {
    const scanned = parts.flatMap(({ stretches }) => stretches);
    // What the service fetches itself can't be cut.
    return this.#addressOf(mix) === null ? wantedOf(mix, scanned) : scanned.length > 0 ? [] : [mix.range];
  }

  /** What was answered before, or what an earlier run has left under way; null where that has gone. */
  async #recall(part: Part, memory: ScanMemory, context: Context): Promise<Match[] | null> {
    const job = part.job as Job | undefined;
    if (job?.failed) {
      context.emit({ type: 'warning', message: `${job.failed} It isn't sent again unless you say --refresh.` });
      return null;
    }
    const matches = part.matches ?? (await this.#waiting(part, memory).finish(context, false));
    if (!matches) {
      await memory.forget(part);
      return null;
    }
    const mixTime = part.stretches[0]?.start ?? 0;
    context.emit({ type: 'call', provider: NAME, mixTime, outcome: 'cached' });
    await this.#tidy(part, memory, context);
    return matches;
  }

  async #scanNew(mix: WholeMix, wanted: Span[], memory: ScanMemory, context: Context): Promise<Match[]> {
    // Nothing is packed and sent in vain.
    if (context.left && context.left() < 1) context.spend?.();
    const mixTime = wanted[0]!.start;
    let called = false;
    const creating = (): void => {
      context.spend?.();
      memory.sending();
      called = true;
    };
    try {
      const part = await this.#begin(mix, wanted, memory, context, creating);
      const matches = (await this.#waiting(part, memory).finish(context, true)) ?? [];
      const outcome = !called ? 'cached' : matches.length > 0 ? 'match' : 'no-match';
      context.emit({ type: 'call', provider: NAME, mixTime, outcome });
      await this.#tidy(part, memory, context);
      return matches;
    } catch (error) {
      if (error instanceof NotMade) memory.settled();
      const message = (error as Error).message;
      if (called && !context.signal.aborted) {
        context.emit({ type: 'call', provider: NAME, mixTime, outcome: 'error', message });
      }
      throw error;
    }
  }

  /** Sends the sound, unless a file of these very stretches is there already: an earlier run may have been killed in between. */
  async #begin(
    mix: WholeMix,
    wanted: Span[],
    memory: ScanMemory,
    context: Context,
    creating: () => void,
  ): Promise<Part> {
    const container = await this.#containerOf(context);
    const files = new Files(this.#console, container, TITLE);
    const name = `tracklistify-${hashOf(JSON.stringify([memory.id, wanted])).slice(0, 24)}`;
    let stretches = wanted;
    let file = await files.named(name, context);
    if (file && this.#tools.keeping?.refresh && file.state !== PROCESSING) {
      creating();
      await files.rescan(file.id, context);
      // Only the next look tells how that went.
      file = { ...file, state: PROCESSING };
    }
    if (!file) {
      const material = await this.#materialOf(mix, wanted, context);
      try {
        if ('packed' in material) stretches = [...material.packed.stretches];
        file = await files.add(name, material, context, creating);
      } finally {
        if ('packed' in material) await material.packed.remove();
      }
    }
    const job: Job = { container: container.id, region: container.region, file: file.id, name };
    const part: Part = { stretches, matches: null, job: { ...job } as Record<string, string> };
    await memory.note(part);
    return part;
  }

  async #materialOf(mix: WholeMix, stretches: Span[], context: Context): Promise<Material> {
    const url = this.#addressOf(mix);
    if (url !== null) return { url, isPage: mix.source.info.kind === 'site' };
    const { source } = mix;
    const packed = await this.#tools.pack({ source, stretches, maxBytes: MOST_BYTES, signal: context.signal });
    const label = `${NAME}: sends ${(packed.bytes / 1e6).toFixed(1)} MB`;
    context.emit({ type: 'count', stage: 'ask', done: 0, total: 1, label });
    return { packed };
  }

  #waiting(part: Part, memory: ScanMemory): Waiting {
    const { container, region } = part.job as unknown as Job;
    const files = new Files(this.#console, { id: container, region }, TITLE);
    const { patience, lookEvery } = this.#settings;
    return new Waiting({ files, part, memory, clock: this.#tools.clock, title: TITLE, patience, lookEvery });
  }

  /** Takes out of the container what was put there for this alone. What can't be now is the next time. */
  async #tidy(part: Part, memory: ScanMemory, context: Context): Promise<void> {
    const job = part.job as Job | undefined;
    if (!job) return;
    if (!this.#settings.keep) {
      try {
        await new Files(this.#console, { id: job.container, region: job.region }, TITLE).remove(job.file, context);
      } catch (error) {
        if (context.signal.aborted) return;
        const message = `The scanned file couldn't be taken out of the container (${(error as Error).message}). It is tried again the next time.`;
        context.emit({ type: 'warning', message });
        return;
      }
    }
    delete part.job;
    await memory.note(part);
  }

  #containerOf(context: Context): Promise<Container> {
    this.#container ??= containerOf(this.#console, this.#settings, context).catch((error) => {
      this.#container = undefined;
      throw error;
    });
    return this.#container;
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
