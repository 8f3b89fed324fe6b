import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cli } from '../../src/cli/command.js';
import { commands } from '../../src/cli/commands/registry.js';
import { buildProgram } from '../../src/cli/program.js';
import { enrichSettings } from '../../src/config/enrich.js';
import type { Settings } from '../../src/config/schema.js';
import { sectionOf } from '../../src/net/provider.js';
import { Redactor } from '../../src/net/redactor.js';
import { Hall } from '../../src/wiring/hall.js';
import { makeNameTools, makeSubmitTools } from '../../src/wiring/naming.js';
import { everyProvider } from '../../src/wiring/registry.js';
import { settingsDoor } from '../../src/wiring/settings.js';
import type { World } from '../../src/wiring/world.js';
import { writeWav } from '../support/audio.js';
import { loopback } from '../support/loopback.js';
import { MADE_UP, madeUp } from '../support/made-up-providers.js';
import { quickClock } from '../support/network.js';
import { piece, RATE } from '../support/synth.js';
import { fakeTerminal } from '../support/terminal.js';

/** Adding a provider touches its own folder and a line of a registry: here it is a line, and everything else follows. */
let folder: string;
let learned: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-made-up-'));
  learned = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function cliWith(env: Record<string, string> = {}): Cli & { terminal: ReturnType<typeof fakeTerminal> } {
  const world: World = {
    env: { PATH: process.env['PATH'], HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, ...env },
    cwd: folder,
    stdin: Readable.from([]),
    tempFolder: folder,
    clock: quickClock(),
    random: () => 0.5,
    registry: madeUp,
    signal: new AbortController().signal,
  };
  const door = settingsDoor(world, { learn: (secret) => learned.push(secret) });
  const hall: Cli['hall'] = async (flags) => new Hall(world, await door.settings(flags), new Redactor());
  return { ...world, ...door, hall, terminal: fakeTerminal({ columns: 200 }), commands };
}

/** Runs a command as the command line does. */
async function run(args: string[], env: Record<string, string> = {}): Promise<{ out: string; err: string }> {
  const cli = cliWith(env);
  const program = buildProgram(
    '1.0.0',
    commands,
    async (module, command) => {
      await module.run!(cli, command.processedArgs, command.opts());
    },
    { registry: madeUp },
  );
  await program.parseAsync(args, { from: 'user' });
  return { out: cli.terminal.out.text, err: cli.terminal.err.text };
}

const tokens = {
  AURAL_TOKEN: 'aural-token',
  TRACKLISTIFY_SHELF_TOKEN: 'shelf-token',
  EAR_TOKEN: 'ear-token',
  TAPES_TOKEN: 'tapes-token',
};

describe('a provider that is added to its registry', () => {
  it('is listed by "providers", ready or with what it lacks', async () => {
    const { out } = await run(['providers'], tokens);
    expect(out).toMatch(/^Aural \(aural\) identifies tracks: ready$/m);
    expect(out).toMatch(/^Shelf \(shelf\) completes tracks: ready$/m);
    expect(out).toMatch(/^Ear \(ear\) names files: ready$/m);
    expect(out).toMatch(/^Tapes \(tapes\) keeps playlists: ready$/m);
    expect(out).toMatch(/^Parrot \(parrot\) enriches tracks: not ready\n {2}Set PARROT_TOKEN: ask its makers\.$/m);
    const listed = JSON.parse((await run(['providers', '--json'])).out).map(({ name }: { name: string }) => name);
    // In the order of the registries, whoever else is in them.
    expect(listed).toEqual(['library', ...everyProvider(madeUp).map(({ name }) => name)]);
    expect(listed).toEqual(expect.arrayContaining([...MADE_UP]));
  });

  it('has its keys looked at by "doctor", which shows none', async () => {
    const { out } = await run(['doctor'], tokens);
    for (const title of ['Aural', 'Shelf', 'Ear', 'Tapes'])
      expect(out).toMatch(new RegExp(`ok +${title} keys +set \\(\\*+\\)`));
    expect(out).toMatch(/ok +Parrot keys +not set; they are optional/);
    expect(out).not.toContain('-token');
  });

  it('has its settings shown by "config show" with their variables, and written by "config init"', async () => {
    const { out } = await run(['config', 'show', '--json'], { ...tokens, TRACKLISTIFY_AURAL_CALLS_PER_SECOND: '7' });
    const { settings } = JSON.parse(out);
    for (const name of MADE_UP) expect(settings).toHaveProperty([`${name}.server`, 'value'], `${name}.example`);
    expect(settings['aural.token']).toMatchObject({ value: '***', from: 'environment', description: 'Token of AURAL' });
    expect(settings['aural.callsPerSecond'].value).toBe(7);
    await run(['config', 'init']);
    const written = JSON.parse(await readFile(join(folder, 'tracklistify', 'config.json'), 'utf8'));
    for (const name of MADE_UP) expect(written[name]).toMatchObject({ server: `${name}.example` });
  });

  it('is offered by completion, and logs in by "auth"', async () => {
    const { out } = await run(['completion', 'bash']);
    expect(out).toMatch(
      /_tracklistify_list "auto free paid offline library acrcloud [a-z -]*aural [a-z ]*spotify [a-z ]*shelf"/,
    );
    expect(out).toMatch(/_tracklistify_words "spotify [a-z ]*tapes"/);
    expect(out).toMatch(
      /_tracklistify_words "acrcloud [a-z -]*aural [a-z ]*spotify [a-z ]*shelf acoustid ear openai [a-z ]*parrot"/,
    );
    expect(out).toMatch(/"auth tapes:--port"/);
    expect(out.match(/_tracklistify_words "acoustid ear"/g)).toHaveLength(2);
    const help = buildProgram('1.0.0', commands, async () => {}, { registry: madeUp }).commands;
    const helpOf = (name: string) => help.find((command) => command.name() === name)!.helpInformation();
    expect(helpOf('export')).toMatch(/make a private playlist there instead: spotify,[a-z\s,]*\stapes/);
    expect(helpOf('auth')).toContain('Log in to Tapes, for ever.');
    const { err } = await run(['auth', 'tapes'], tokens);
    expect(err).toContain('https://tapes.example/login');
    expect(err).toMatch(/Logged in to Tapes as somebody\. .*accounts.tapes\.json.*\nIt ends on 2030-01-02\.\n$/);
    await expect(run(['auth', 'tapes'])).rejects.toThrow('Set TAPES_TOKEN');
    expect((await run(['auth', 'tapes', '--forget'])).err).toBe(
      'The Tapes login is removed from this machine. Nothing is left there.\n',
    );
  });

  it('has its secrets hidden wherever something is shown', async () => {
    const cli = cliWith(tokens);
    await cli.settings();
    expect(learned.sort()).toEqual(['aural-token', 'ear-token', 'shelf-token', 'tapes-token']);
    const hall = await cli.hall();
    const { redactor } = await hall.providerTools({ cache: false });
    expect(redactor.redact('aural-token, shelf-token and tapes-token')).toBe('***, *** and ***');
    await hall.close();
  });

  it('is asked what a mix holds, as those of the house are', async () => {
    await writeWav(join(folder, 'mix.wav'), piece(1, 90), RATE);
    const service = await loopback((_request, response) => void response.end());
    try {
      const here = { AURAL_TOKEN: 'aural-token', TRACKLISTIFY_AURAL_SERVER: service.url };
      const env = { ...here, TRACKLISTIFY_SHAZAM_ENABLED: 'false' };
      const { out } = await run(['identify', 'mix.wav', '--no-files', '--json', '--no-cache'], env);
      const { entries } = JSON.parse(out);
      expect(entries).toMatchObject([{ kind: 'track', track: { title: 'Named by Aural' } }]);
      expect(entries[0].evidence[0].identifier).toBe('aural');
    } finally {
      await service.close();
    }
  });

  it('names files of the library by their sound, and takes recordings, as those of the house do', async () => {
    // What a file is fingerprinted by is tried elsewhere.
    const fpcalc = join(folder, 'fpcalc');
    const says = '[ "$1" = -version ] && echo "fpcalc version 1.0" && exit\ncat > /dev/null\necho AQAAfingerprint';
    await writeFile(fpcalc, `#!/bin/sh\n${says}\n`);
    await chmod(fpcalc, 0o755);
    await writeWav(join(folder, 'tune.wav'), piece(1, 5), RATE);
    const hallWith = (env: Record<string, string>) => cliWith({ FPCALC: fpcalc, ...env }).hall();
    const here = await hallWith({ EAR_TOKEN: 'ear-token' });
    const { namer, fingerprint } = await makeNameTools(here, 'ear');
    const signal = new AbortController().signal;
    const print = (await fingerprint(join(folder, 'tune.wav'), signal))!;
    const context = { signal, emit: () => {} };
    expect(await namer.lookUp([{ fingerprint: print, duration: 30 }], context)).toMatchObject([{ artists: ['Ear'] }]);
    expect((await makeSubmitTools(here, 'ear')).namer.submit).toBeTypeOf('function');
    await expect(makeNameTools(here, 'eer')).rejects.toThrow('did you mean "ear"?');
    const [without, deaf] = await Promise.all([
      hallWith({}),
      hallWith({ EAR_TOKEN: 'ear-token', TRACKLISTIFY_EAR_MODEL: 'deaf' }),
    ]);
    await expect(makeNameTools(without, 'ear')).rejects.toThrow("Ear isn't ready. Set EAR_TOKEN");
    await expect(makeSubmitTools(without, 'ear')).rejects.toThrow('Nothing can be handed on to Ear. Set EAR_TOKEN');
    await expect(makeSubmitTools(deaf, 'ear')).rejects.toThrow('Choose another model.');
  });

  it('keeps to the rules of a .env in the working directory', async () => {
    await writeFile(join(folder, '.env'), 'AURAL_TOKEN=from-here\nTRACKLISTIFY_AURAL_CALLS_PER_SECOND=1\n');
    const kept = await cliWith().load();
    expect([kept.settings, kept.ignored]).toMatchObject([{ aural: { token: 'from-here', callsPerSecond: 1 } }, []]);
    const more = 'SHELF_TOKEN=theirs\nTRACKLISTIFY_SHELF_SERVER=evil.example\nTRACKLISTIFY_TAPES_CALLS_PER_SECOND=9\n';
    await writeFile(join(folder, '.env'), more);
    const { settings, ignored } = await cliWith().load();
    expect(settings).toMatchObject({ shelf: { server: 'shelf.example' }, tapes: { callsPerSecond: 2 } });
    expect(ignored.sort()).toEqual([
      ...['SHELF_TOKEN', 'TRACKLISTIFY_SHELF_SERVER', 'TRACKLISTIFY_TAPES_CALLS_PER_SECOND'],
    ]);
  });

  it('is known where identifiers and models are named', async () => {
    const cli = cliWith({ ...tokens, TRACKLISTIFY_PROVIDERS: 'aural,auto' });
    const settings: Settings = await cli.settings();
    expect(settings.enrich.text.at(-1)).toBe('parrot');
    const { sound } = settings.enrich;
    expect(sound.indexOf('parrot')).toBeGreaterThan(sound.indexOf('qwen'));
    expect(sound.indexOf('parrot')).toBeLessThan(sound.indexOf('openai'));
    expect(enrichSettings(madeUp.models).shape.experimentProvider.meta()?.description).toContain('or parrot');
    expect(sectionOf(settings, madeUp.identifiers.at(-1)!)).toMatchObject({ token: 'aural-token' });
    await expect(cliWith({ TRACKLISTIFY_PROVIDERS: 'parrot' }).settings()).rejects.toThrow(
      'parrot can recognise no sound',
    );
    expect((await cliWith({ TRACKLISTIFY_PROVIDERS: 'auto,shelf' }).settings()).providers).toEqual(['auto', 'shelf']);
    await expect(cliWith({ TRACKLISTIFY_PROVIDERS: 'aurall' }).settings()).rejects.toThrow('did you mean "aural"?');
    await expect(cliWith({ TRACKLISTIFY_AURAL_TOKN: 'x' }).settings()).rejects.toThrow('TRACKLISTIFY_AURAL_TOKEN');
  });
});
