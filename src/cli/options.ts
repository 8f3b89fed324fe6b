import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../domain/errors.js';
import type { Said } from '../domain/heading.js';
import { ON_EXIST } from '../domain/on-exist.js';
import { parseTime, TIME_FORMS } from '../domain/time.js';
import { namesFor } from '../wiring/choose.js';
import type { Registry } from '../wiring/registry.js';
import { formatNames } from '../wiring/results.js';
import type { OutputOptions } from './shapes.js';

/** A flag for some of whose values there are names, which completion offers. A wrong one is refused where it is used. */
export class OfferingOption extends Option {
  readonly offered: readonly string[];

  constructor(flags: string, description: string, offered: readonly string[]) {
    super(flags, description);
    this.offered = offered;
  }
}

/** A flag whose values may be given one by one, separated by commas, or both. */
export class ListOption extends OfferingOption {
  constructor(flags: string, description: string, choices?: readonly string[], offered: readonly string[] = []) {
    super(flags, description, offered);
    this.argParser((value: string, before: string[] | undefined) => [
      ...(before ?? []),
      ...value.split(',').filter(Boolean),
    ]);
    // For help and completion only: a wrong value is refused where it is used, with the nearest right one.
    if (choices) this.argChoices = [...choices];
  }
}

const listOption = (flags: string, description: string, choices?: readonly string[]): Option =>
  new ListOption(flags, description, choices);

export const providersOption = (registry: Registry | undefined): Option =>
  new ListOption(
    '-p, --providers <names>',
    'whom to ask: auto, free, paid, offline, or names separated by commas',
    undefined,
    registry ? namesFor(registry) : [],
  );

/** Of `enrich`, which recognises nothing. */
export const completersOption = (registry: Registry | undefined): Option =>
  new ListOption(
    '-p, --providers <names>',
    'whom to ask: auto, free, paid, or names of services and models; else those that are set up',
    undefined,
    registry
      ? ['auto', 'free', 'paid', ...new Set([...registry.resolvers, ...registry.models].map(({ name }) => name))]
      : [],
  );

export const formatOption = (): Option =>
  listOption('-f, --format <names>', 'what to write, separated by commas', formatNames);

/** Of the choices only the sets are shown: there are dozens of columns, and the error for a wrong name lists them all. */
export const columnsOption = (): Option =>
  listOption('--columns <names>', 'columns of the CSV: filled ones (the default), all, or names separated by commas', [
    'filled',
    'all',
  ]);

export const bomOption = (): Option =>
  new Option('--csv-bom', 'begin the CSV with a byte order mark, for spreadsheets that show é as Ã©');

const senderOption = (): Option =>
  new Option('--sender <name>', 'the station or service that played it, for sheets of royalty societies');

const shazamLinesOption = (): Option =>
  new Option('--shazam-lines', 'take what rests on Shazam alone into those sheets, too');

/** What the command line says of files, by its places in the settings. */
export function outputFlags({
  output,
  format,
  columns,
  csvBom,
  sender,
  shazamLines,
  onExist,
  force,
}: OutputOptions): Record<string, unknown> {
  const writesSheet = format === undefined || format.some((name) => /^\s*setlist/i.test(name));
  if (format && !format.includes('csv') && (columns || (csvBom && !writesSheet))) {
    throw new UsageError('--columns and --csv-bom are about the CSV: add csv to --format.');
  }
  if ((sender !== undefined || shazamLines) && !writesSheet) {
    throw new UsageError('--sender and --shazam-lines are about set lists: add setlist to --format.');
  }
  return {
    'output.folder': output,
    'output.formats': format,
    'output.csvColumns': columns,
    'output.csvBom': csvBom,
    'output.sender': sender,
    'output.shazamLines': shazamLines,
    'output.onExist': force ? 'overwrite' : onExist,
  };
}

/** Where results go, in which formats, and what they call the mix: of every command that writes files of single mixes. */
export const addResultOptions = (command: Command): Command =>
  [
    outputOption,
    formatOption,
    columnsOption,
    bomOption,
    senderOption,
    shazamLinesOption,
    onExistOption,
    forceOption,
    titleOption,
    artistOption,
  ].reduce((all, option) => all.addOption(option()), command);

/** What the mix is called, where its tags, its name and its folder don't say it as it should be. */
export const titleOption = (): Option =>
  new Option('--title <text>', 'what the mix is called, in every format that has a place for it');
export const artistOption = (): Option => new Option('--artist <name>', 'whose mix it is');

export function refuseSharedTitle({ title }: Said, mixes: number): void {
  if (title === undefined || mixes < 2) return;
  throw new UsageError('--title is what one mix is called: leave it out for several, or name one.');
}

export const outputOption = (): Option =>
  new Option('-o, --output <dir>', 'folder to write to; made when it is missing');

const onExistOption = (): Option =>
  new Option(
    '--on-exist <what>',
    'where a file exists: give the new one a number (the default), skip a mix that is done, overwrite, or fail',
  ).choices(ON_EXIST);

const forceOption = (): Option =>
  new Option('--force', "write over files that aren't this mix's own; the same as --on-exist overwrite");

export const libraryOption = (): Option =>
  // Repeatable but never split: a folder's name may hold a comma.
  new Option(
    '--library <dir>',
    'identify against this music alone: a folder, a file or a playlist, indexed on first use (repeatable)',
  ).argParser((value: string, previous: string[] | undefined) => [...(previous ?? []), value]);

/** Repeatable, and never split either. */
export const filesOption = (flags: string, description: string): Option =>
  new Option(flags, `${description} (repeatable)`).argParser((value: string, previous: string[] | undefined) => [
    ...(previous ?? []),
    value,
  ]);

export const maxCallsOption = (): Option =>
  new Option(
    '--max-calls <n>',
    'make at most this many calls to services, for all sources together, repeats included',
  ).argParser(wholeNumber);

/** Seconds from the mix's start, in any form that people write. */
export function time(text: string): number {
  const seconds = parseTime(text);
  if (seconds === null) throw new InvalidArgumentError(`Write it as ${TIME_FORMS}.`);
  return seconds;
}

/** The same for a stretch of time, which nobody wants to be nothing. */
export function length(text: string): number {
  const seconds = time(text);
  if (seconds === 0) throw new InvalidArgumentError(`It must be longer than nothing: write it as ${TIME_FORMS}.`);
  return seconds;
}

export function oneOrMore(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return value;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number, 0 or more.');
  return value;
}

export function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535)
    throw new InvalidArgumentError('It must be a port number.');
  return value;
}
