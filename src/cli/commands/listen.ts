import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { listenShape, parseSize, parseUntil, SPOOL_SIZE } from '../listen-options.js';
import {
  artistOption,
  bomOption,
  columnsOption,
  formatOption,
  length,
  libraryOption,
  maxCallsOption,
  outputOption,
  providersOption,
  titleOption,
} from '../options.js';

export const listen = defineCommand({
  name: 'listen',
  summary: 'Follow a live stream, and name its tracks as they come.',
  examples: [
    ['tracklistify listen https://radio.example/live', 'prints each track when it is settled, until Ctrl-C'],
    [
      'tracklistify listen https://radio.example/live --duration 2h --save-audio',
      'two hours of it, and the sound itself',
    ],
    ['tracklistify listen --resume "Radio 2026-01-02 20.00.json"', 'goes on with that tracklist, the gap marked'],
  ],
  define(command, registry) {
    command
      .argument('[stream]', "address of a station, its playlist, a live HLS stream, or a site's live page")
      .addOption(outputOption())
      .addOption(formatOption())
      .addOption(columnsOption())
      .addOption(bomOption())
      .addOption(titleOption())
      .addOption(artistOption())
      .option('--no-files', 'write no files, only show the result')
      .option('--no-archive', "don't keep the mix in the archive, and don't look there for what you said of it")
      .option('--json', 'print the tracklist as one line of JSON on standard output at the end, instead of the rows')
      .addOption(new Option('--duration <length>', 'stop after that long, as 2h, 1h30m or 1:30:00').argParser(length))
      .addOption(new Option('--until <time>', 'stop at that time, as 23:30 or 2026-01-02T23:30').argParser(parseUntil))
      .option('--resume <file>', 'go on with this tracklist (.json), in its folder and under its name')
      .option('--save-audio', 'keep the sound as it was sent, beside the tracklist')
      .addOption(
        new Option('--spool-size <megabytes>', 'disk that the last stretch of sound may take')
          .default(SPOOL_SIZE)
          .argParser(parseSize),
      )
      .addOption(libraryOption())
      .addOption(providersOption(registry))
      .addOption(maxCallsOption())
      .option('--allow-private', 'let public addresses and files lead to this machine or the local network')
      .option('--no-cache', "neither use nor keep the services' answers")
      .option('--refresh', 'ask the services again, and keep the new answers');
  },
  shape: listenShape,
  async run(cli, [stream], options) {
    const { listenToStream } = await import('../listen-to-stream.js');
    return listenToStream(cli, stream, options);
  },
});
