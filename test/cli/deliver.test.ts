import { expect, it } from 'vitest';
import { type Delivery, deliver, printTracklist } from '../../src/cli/deliver.js';
import { EXIT } from '../../src/cli/exit-codes.js';
import { NetworkError, WriteError } from '../../src/domain/errors.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { type FakeOptions, fakeTerminal } from '../support/terminal.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';

const named = tracklistOf([trackEntry(0, 60, 'Named')]);
const empty = tracklistOf([]);
const abort = Object.assign(new Error('Interrupted by SIGINT.'), { name: 'AbortError' });

/** What one delivery does, in order, and its exit code. */
async function delivered(
  made: { tracklist: Tracklist; failure?: unknown },
  { refused = null as unknown, json = false, nothing = EXIT.nothing as number, how = {} as FakeOptions } = {},
) {
  const terminal = fakeTerminal(how);
  const steps: string[] = [];
  for (const stream of ['out', 'err'] as const) {
    terminal[stream].write = (text) => void steps.push(`${stream}: ${text.trimEnd()}`);
  }
  const to: Delivery = {
    async write(tracklist) {
      steps.push('files');
      return { files: ['/music/mix.json'], failure: refused, tracklist: { ...tracklist, warnings: ['as written'] } };
    },
    reporter: { emit: () => {}, warned: new Set(), told: async () => void steps.push('turn') },
    json,
    print: async ({ warnings }) => terminal.out.write(`table ${warnings}`),
    summary: async (_, { written }) => `summary of ${written}`,
    nothing,
  };
  const code = await deliver({ terminal, cwd: '/music' }, { failure: null, ...made }, to);
  return { code, steps };
}

it('writes files before anything is printed, and prints what was written', async () => {
  const { code, steps } = await delivered({ tracklist: named });
  expect(steps).toEqual(['files', 'turn', 'out: table as written', 'err: summary of mix.json']);
  expect(code).toBe(EXIT.done);
});

it('prints the document alone with --json, and leaves the summary out for --quiet and --events', async () => {
  for (const how of [{ verbosity: -1 }, { events: true }]) {
    const { steps } = await delivered({ tracklist: named }, { json: true, how });
    expect(steps.slice(2)).toEqual([expect.stringMatching(/^out: \{.*"as written"/)]);
  }
});

it('tells first what could not be written, then shows the result all the same', async () => {
  const refused = new WriteError('The disk is full. Make room.');
  const { code, steps } = await delivered({ tracklist: empty }, { refused });
  expect(steps.slice(2)).toEqual([
    'err: error: The disk is full. Make room.',
    'out: table as written',
    'err: summary of mix.json',
  ]);
  expect(code).toBe(EXIT.output);
});

it('ends with the code of what ended the run; Ctrl-C needs no word', async () => {
  const failed = await delivered({ tracklist: empty, failure: new NetworkError('shazam', 'No network.') });
  expect(failed.steps.at(-1)).toBe('err: error: No network.');
  expect(failed.code).toBe(EXIT.provider);
  const interrupted = await delivered({ tracklist: empty, failure: abort });
  expect(interrupted.steps.at(-1)).toBe('err: summary of mix.json');
  expect(interrupted.code).toBe(EXIT.interrupted);
});

it('takes a tracklist without tracks for what the command says that it is', async () => {
  expect((await delivered({ tracklist: empty })).code).toBe(EXIT.nothing);
  expect((await delivered({ tracklist: empty }, { nothing: EXIT.done })).code).toBe(EXIT.done);
});

it('prints the name, the story and the explanation where they are asked for', async () => {
  const printed = async (how: Partial<Parameters<typeof printTracklist>[2]>): Promise<string> => {
    const terminal = fakeTerminal();
    const told = {
      ...named,
      story: { title: 'A long night', genres: [], arc: 'Slow, then fast.', provider: 'openai', model: 'x' },
    };
    await printTracklist({ terminal }, told, { named: false, story: false, explain: false, ...how });
    return terminal.out.text;
  };
  const plain = await printed({});
  expect(plain).toContain('Named');
  expect(plain).not.toMatch(/A long night|^mix$/m);
  expect(await printed({ named: true })).toBe(`mix\n${plain}`);
  expect(await printed({ story: true })).toContain('A long night');
  expect((await printed({ explain: true })).length).toBeGreaterThan(plain.length);
});
