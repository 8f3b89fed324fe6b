import { UnsupportedError } from '../../domain/errors.js';
import { CallsUsedUp } from '../../domain/limit-reached.js';
import type { Match } from '../../domain/match.js';
import type { Context } from '../../domain/ports/context.js';
import type { FileIdentifier, WholeMix } from '../../domain/ports/identify.js';
import { meet, type Span, spanOf } from '../../domain/span.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { TITLE } from '../audd/verdict.js';
import { type Part, ScanMemory, scannedBefore } from '../whole/memory.js';
import { mixIdOf } from '../whole/mix-id.js';
import { runsOf, spanOfChunk, stretchesOf, worthScanning } from './chunks.js';
import { Endpoint, isFree } from './endpoint.js';
import { NAME } from './matches.js';
import { addressOf, byAddress, inFile, type Request } from './requests.js';
import { CHUNK, type EnterpriseSettings } from './settings.js';

/** Chunks in a request: what a connection that breaks may cost, and leaves to be done. */
const MOST_AT_ONCE = 50;
/** A guess: AudD tells no figure. */
const SECONDS_A_CHUNK = 0.5;

export function createAuddEnterprise(settings: EnterpriseSettings, tools: ProviderTools): Made<FileIdentifier> {
  const { keeping, pack } = tools;
  const { apiToken } = settings;
  const endpoint = new Endpoint(NAME, settings, tools);
  const step = Math.max(1, Math.round(settings.secondsBetween / CHUNK));

  const wantedOf = (mix: WholeMix, parts: readonly Part[]): number[] =>
    worthScanning(mix, step).filter((chunk) => !isScanned(chunk, parts));

  /** One request, whose answer is kept before anything else happens with it. */
  async function ask(chunks: readonly number[], mix: WholeMix, memory: ScanMemory, context: Context): Promise<Match[]> {
    const { source, range } = mix;
    const url = settings.byAddress ? addressOf(source) : null;
    const { signal } = context;
    const request = url
      ? byAddress(chunks, url, apiToken)
      : await inFile(chunks, { source, end: range.end, apiToken, pack, signal });
    try {
      const matches = request.read(await paidFor(chunks, request, memory, context));
      await memory.note({ stretches: stretchesOf(chunks, range.end), matches });
      const silent = withoutName(chunks, matches, range.end).map(({ start }) => start);
      for (const chunk of chunks) tell(context, chunk, silent.includes(chunk * CHUNK) ? 'no-match' : 'match');
      return matches;
    } catch (error) {
      throw url && error instanceof UnsupportedError ? onlyForPaying(error) : error;
    } finally {
      await request.remove();
    }
  }

  /** Each scanned chunk is a paid request, and as many are scanned as the form says. */
  async function paidFor(
    chunks: readonly number[],
    { form }: Request,
    memory: ScanMemory,
    context: Context,
  ): Promise<unknown> {
    context.spend?.(chunks.length);
    try {
      return await endpoint.ask(form, () => memory.sending(), context);
    } catch (error) {
      const free = isFree(error);
      if (free) {
        context.giveBack?.(chunks.length);
        memory.settled();
      }
      if (!context.signal.aborted) {
        for (const chunk of free ? chunks.slice(0, 1) : chunks) tell(context, chunk, 'error', (error as Error).message);
      }
      throw error;
    }
  }

  const provider: FileIdentifier = {
    kind: 'file',
    name: NAME,
    async *scan(mix, context) {
      const { range } = mix;
      const id = await mixIdOf(mix.source, context.signal);
      const memory = await ScanMemory.open({ name: NAME, id, keeping }, context);
      try {
        for (const { stretches, matches } of memory.parts) {
          const chunks = chunksOf(stretches, range);
          for (const chunk of chunks) tell(context, chunk, 'cached');
          const found = (matches ?? []).filter((match) => meet(spanOf(match), range));
          mix.unnamed?.(withoutName(chunks, found, range.end));
          yield found;
        }
        const wanted = wantedOf(mix, memory.parts);
        const chosen = wanted.slice(0, context.left?.() ?? wanted.length).sort((a, b) => a - b);
        let done = 0;
        const count = (): void =>
          context.emit({ type: 'count', stage: 'ask', done, total: chosen.length, label: NAME });
        for (const chunks of batchesOf(chosen, settings.byAddress && addressOf(mix.source) !== null)) {
          context.signal.throwIfAborted();
          count();
          const found = await ask(chunks, mix, memory, context);
          mix.unnamed?.(withoutName(chunks, found, range.end));
          yield found;
          done += chunks.length;
          count();
        }
        if (chosen.length < wanted.length) throw new CallsUsedUp(`${wanted.length - chosen.length} chunks are left`);
      } finally {
        await memory.close();
      }
    },
    async reckon(mix, callsLeft) {
      const { id } = mix.source.info;
      const parts = id === undefined || keeping?.refresh ? [] : await scannedBefore({ name: NAME, id, keeping });
      const calls = Math.min(wantedOf(mix, parts).length, callsLeft);
      const bills = { amount: calls, unit: `chunks of ${CHUNK} s, each a paid request` };
      return { calls, expected: calls, seconds: Math.ceil(calls * SECONDS_A_CHUNK), bills };
    },
  };
  return { provider, close: () => endpoint.close() };
}

function tell(
  context: Context,
  chunk: number,
  outcome: 'match' | 'no-match' | 'error' | 'cached',
  message?: string,
): void {
  const event = { type: 'call', provider: NAME, mixTime: chunk * CHUNK, outcome } as const;
  context.emit(message === undefined ? event : { ...event, message });
}

/** What goes into one request each: of an address, chunks at one distance alone. */
function batchesOf(chunks: readonly number[], isAddress: boolean): number[][] {
  const rows = isAddress
    ? runsOf(chunks).map(({ first, step, count }) => Array.from({ length: count }, (_, i) => first + i * step))
    : [[...chunks]];
  return rows.flatMap((row) =>
    Array.from({ length: Math.ceil(row.length / MOST_AT_ONCE) }, (_, i) =>
      row.slice(i * MOST_AT_ONCE, (i + 1) * MOST_AT_ONCE),
    ),
  );
}

/** A second into it, where there is sound of it even if the mix ends there. */
const isScanned = (chunk: number, parts: readonly Part[]): boolean =>
  parts.some(
    ({ stretches, matches }) =>
      matches !== null && stretches.some(({ start, end }) => start < chunk * CHUNK + 1 && chunk * CHUNK + 1 < end),
  );

/** Those of the grid that begin in stretches, as far as they lie in a range. */
function chunksOf(stretches: readonly Span[], range: Span): number[] {
  return stretches.flatMap(({ start, end }) => {
    const first = Math.round(start / CHUNK);
    const count = Math.ceil((end - start) / CHUNK);
    return Array.from({ length: count }, (_, i) => first + i).filter((chunk) => meet(spanOfChunk(chunk, end), range));
  });
}

const withoutName = (chunks: readonly number[], matches: readonly Match[], end: number): Span[] =>
  chunks.map((chunk) => spanOfChunk(chunk, end)).filter((span) => !matches.some((match) => meet(spanOf(match), span)));

function onlyForPaying({ message }: UnsupportedError): UnsupportedError {
  return new UnsupportedError(
    TITLE,
    `${message} Addresses are fetched for paying accounts alone: without TRACKLISTIFY_AUDD_ENTERPRISE_BY_ADDRESS the sound is sent.`,
  );
}
