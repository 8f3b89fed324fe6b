import { describe, expect, it } from 'vitest';
import { ytDlpArgs } from '../../../../src/audio/sources/site/args.js';

describe('what yt-dlp is told by the user', () => {
  it.each([
    [[], []],
    [['--cookies-from-browser firefox'], ['--cookies-from-browser', 'firefox']],
    [['--cookies-from-browser=chrome:Profile 1'], ['--cookies-from-browser', 'chrome:Profile 1']],
    [
      ['--cookies-from-browser', 'firefox', '--force-ipv4'],
      ['--cookies-from-browser', 'firefox', '--force-ipv4'],
    ],
    [['--extractor-args youtube:player_client=web'], ['--extractor-args', 'youtube:player_client=web']],
  ])('%j is understood', (told, args) => expect(ytDlpArgs(told)).toEqual(args));

  it.each([
    [['--exec', 'rm'], /"--exec" isn't among/],
    [['--exec=rm'], /"--exec" isn't among/],
    [['--netrc-cmd x'], /"--netrc-cmd" isn't among.*--cookies-from-browser/],
    [['--cookies', 'file'], /"--cookies" isn't among/],
    [['--cookies-from'], /isn't among/],
    [['--proxy', 'http://x'], /comes through this program, which takes HTTPS_PROXY/],
    [['https://elsewhere.example'], /isn't among/],
    [['--'], /isn't among/],
    [['constructor'], /isn't among/],
    [['--cookies-from-browser'], /needs a value/],
    [['--cookies-from-browser', '--exec'], /needs a value/],
    [['--cookies-from-browser=-x'], /needs a value/],
    [['--cookies-from-browser firefox --sleep-requests 1'], /by commas, and there is none before --sleep-requests/],
    [['--force-ipv4=1'], /takes no value/],
  ])('%j is refused', (told, message) => expect(() => ytDlpArgs(told)).toThrow(message));
});
