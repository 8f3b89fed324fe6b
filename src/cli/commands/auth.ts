import { InvalidArgumentError, Option } from 'commander';
import { jsonText, plain } from '../../domain/text.js';
import type { LoginService } from '../../wiring/account.js';
import { type Cli, type CommandModule, defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { length, port } from '../options.js';

const loginCommand = (service: LoginService): CommandModule =>
  defineCommand({
    name: service.name,
    summary: service.login.summary,
    examples: [
      [`tracklistify auth ${service.name}`, `shows ${service.title}'s page to log in at, and waits for it`],
      [
        `tracklistify auth ${service.name} --paste`,
        'on a machine without a browser: paste the address that yours ends at',
      ],
      [`tracklistify auth ${service.name} --forget`, 'removes the login from this machine'],
    ],
    define(command) {
      command
        .option('--paste', 'take the address that the browser ends at from standard input instead of waiting for it')
        .addOption(
          new Option('--port <n>', 'where to wait for the browser, where the app is registered with a port')
            .argParser(port)
            .default(0, 'any free one'),
        )
        .addOption(
          new Option('--wait <length>', 'how long to wait for the login').argParser(patience).default(300, '5m'),
        )
        .option('--forget', 'remove the login from this machine');
    },
    shape: (of) => ({
      args: of.tuple([]),
      options: of.object({ paste: of.flag, port: of.count, wait: of.count, forget: of.flag }),
    }),
    async run(cli, _args, { paste, port, wait, forget }) {
      const { title, login } = service;
      const { logIn, forgetLogin } = await import('../../wiring/account.js');
      if (forget) {
        const there = await forgetLogin(cli, service);
        say(
          cli,
          there
            ? `The ${title} login is removed from this machine. ${login.removed}`
            : `There is no ${title} login on this machine.`,
        );
        return EXIT.done;
      }
      const hall = await cli.hall();
      const { user, endsOn, path } = await logIn(hall, service, {
        port,
        patience: wait * 1000,
        show: (url) => show(cli, service, url, paste ?? false),
        ...(paste ? { paste: (signal) => pasted(cli, signal) } : {}),
      }).finally(hall.close);
      const end = endsOn.toISOString().slice(0, 10);
      say(
        cli,
        `Logged in to ${title}${user ? ` as ${user}` : ''}. The login is kept in ${path}, readable by you alone.\n` +
          login.given(end),
      );
      return EXIT.done;
    },
  });

export const auth: CommandModule = {
  name: 'auth',
  summary: 'Log in to services that can keep a playlist for you.',
  examples: [
    ['tracklistify auth spotify', 'logs in to Spotify'],
    ['tracklistify export mix.json --to spotify', 'what it is for'],
  ],
  namesProviders: true,
  subcommands: ({ playlists }) =>
    playlists.flatMap((service) => (service.login ? [loginCommand({ ...service, login: service.login })] : [])),
};

function say(cli: Cli, text: string): void {
  if (cli.terminal.verbosity < 0 || cli.terminal.events) return;
  cli.terminal.err.write(
    text
      .split('\n')
      .map((line) => `${plain(line)}\n`)
      .join(''),
  );
}

/** The page to log in at is what the user needs: it is shown even with --quiet. */
function show(cli: Cli, { name, login }: LoginService, url: string, pasting: boolean): void {
  const { err, events } = cli.terminal;
  if (events) {
    err.write(jsonText({ type: 'login', provider: name, url }));
    return;
  }
  err.write(`Open this page in your browser and agree:\n\n${plain(url)}\n\n`);
  err.write(
    pasting
      ? `The browser then ends at an address that it can't show, ${login.returnsTo} Paste it here, whole:\n`
      : 'Waiting for the browser… (Ctrl-C gives up; where it runs on another machine, use --paste.)\n',
  );
  // A help, not a must: the address is on the screen.
  if (!pasting && err.interactive) void import('../open-browser.js').then(({ openBrowser }) => openBrowser(cli, url));
}

/** The first line of standard input that isn't empty. */
async function pasted(cli: Cli, signal: AbortSignal): Promise<string> {
  const [{ createInterface }, { UsageError }] = await Promise.all([
    import('node:readline'),
    import('../../domain/errors.js'),
  ]);
  // It may have been given up while that was loaded.
  signal.throwIfAborted();
  const lines = createInterface({ input: cli.stdin });
  const stop = (): void => lines.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const line of lines) if (line.trim()) return line;
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
    (cli.stdin as Partial<{ unref(): void }>).unref?.();
  }
  throw new UsageError('Nothing was pasted, so nobody is logged in. Run the command again.');
}

function patience(text: string): number {
  const seconds = length(text);
  if (seconds > 86_400) throw new InvalidArgumentError('A day, 24h, is the longest.');
  return seconds;
}
