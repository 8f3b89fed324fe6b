import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { UsageError } from '../domain/errors.js';
import { nearest } from '../domain/nearest.js';
import { reasonIn } from '../domain/system-words.js';
import { jsonFault } from '../domain/text.js';
import { openStream, textOf } from '../files/open-stream.js';
import { believed } from './believed.js';
import { parseDotenv } from './dotenv.js';
import { type Field, fieldsOf } from './fields.js';
import { issueWords } from './issue-words.js';
import type { Settings, SettingsSchema } from './schema.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingsInput {
  /** Every setting there is. */
  schema: SettingsSchema;
  /** Places and values from the command line: `{ 'library.path': '/music' }`; undefined ones don't count. */
  flags?: Record<string, unknown>;
  /** How a message names one of them; as a flag of the command line when absent. */
  flagName?: ((place: string) => string) | undefined;
  env: Environment;
  /** Folder whose `.env` is read, as far as it is believed. */
  cwd: string;
  /** A file of the same form that the user named: it is read instead, and everything in it counts. */
  envFile?: string | undefined;
  /** The user's config file; missing is fine unless it was named on the command line. */
  configFile: string;
  configFileRequired?: boolean;
  /** What only others know of a setting's value, by its place: each throws UsageError for one that isn't usable. */
  checks?: Readonly<Record<string, (value: unknown) => Promise<void>>>;
  signal?: AbortSignal;
}

/** Where a setting came from, for `config show`. */
export type Origin = 'flag' | 'environment' | 'env file' | '.env' | 'config file' | 'default';

export interface LoadedSettings {
  settings: Settings;
  /** Every setting there is. */
  fields: readonly Field[];
  origins: Record<string, Origin>;
  /** Variables of the working directory's `.env` that don't count, since anybody may have put it there. */
  ignored: string[];
  /** Those of it that would count if their values were usable, each with what is wrong: a stranger's file stops no run. */
  unusable: Array<{ name: string; reason: string }>;
}

/** Flags over environment over `.env` (or the file named instead) over the user's config file over defaults. */
export async function loadSettings(input: SettingsInput): Promise<LoadedSettings> {
  const fields = fieldsOf(input.schema);
  const flags = input.flags ?? {};
  refuseUnknown(Object.keys(flags), fields);
  const fileValues = fromFile(
    await readJson(input.configFile, input.configFileRequired ?? false, input.signal),
    fields,
    input.configFile,
  );
  const environment = fromEnvironment(input.env, fields, 'the environment');
  const between = await readBetween(input, fields, {
    file: fileValues,
    above: { ...environment.values, ...given(flags) },
  });
  const layers: Layer[] = [
    { origin: 'config file', name: (place) => `"${place}" in ${input.configFile}`, values: fileValues },
    { origin: between.origin, name: (place) => `${between.names[place]} in ${between.file}`, values: between.values },
    {
      origin: 'environment',
      name: (place) => `${environment.names[place]} in the environment`,
      values: environment.values,
    },
    { origin: 'flag', name: input.flagName ?? ((place) => `--${place.split('.').pop()}`), values: flags },
  ];

  const tree: Record<string, unknown> = {};
  const origins: Record<string, Origin> = Object.fromEntries(fields.map((f) => [f.place, 'default']));
  const names: Record<string, string> = {};
  for (const layer of layers) {
    for (const [place, value] of Object.entries(layer.values)) {
      if (value === undefined) continue;
      if (holdsNul(value)) throw new UsageError(`Setting ${layer.name(place)} is not usable: ${NUL}.`);
      plant(tree, place.split('.'), value);
      origins[place] = layer.origin;
      names[place] = layer.name(place);
    }
  }
  const parsed = input.schema.safeParse(tree);
  if (!parsed.success) throw new UsageError(describe(parsed.error.issues[0]!, names));
  for (const [place, check] of Object.entries(input.checks ?? {})) {
    // A flag's value is checked where it is used, and the error comes from there.
    const name = origins[place] === 'flag' ? undefined : names[place];
    const reason = name && (await reasonOf(check, valueAt(parsed.data, place)));
    if (reason) throw new UsageError(`Setting ${name} is not usable: ${reason}`);
  }
  const { ignored, unusable } = between;
  return { settings: parsed.data, fields, origins, ignored, unusable };
}

function refuseUnknown(named: readonly string[], fields: readonly Field[]): void {
  const places = fields.map(({ place }) => place);
  const unknown = named.find((place) => !places.includes(place));
  if (unknown === undefined) return;
  const hint = nearest(unknown, places);
  throw new UsageError(
    `There is no setting "${unknown}"${hint ? `; did you mean "${hint}"?` : '.'} "tracklistify config list" names all.`,
  );
}

const holdsNul = (value: unknown): boolean =>
  [value].flat().some((part) => typeof part === 'string' && part.includes('\0'));
const NUL = 'it holds a NUL character, as no name and no key can';

/** What a check has against a value, as the end of a sentence; null for nothing. */
async function reasonOf(check: (value: unknown) => Promise<void>, value: unknown): Promise<string | null> {
  try {
    await check(value);
    return null;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.message.charAt(0).toLowerCase() + error.message.slice(1);
  }
}

interface Layer {
  origin: Origin;
  /** How a message names a setting that came from here. */
  name: (place: string) => string;
  values: Record<string, unknown>;
}

const given = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** What stands between the environment and the config file: the named file, or what counts of the `.env` that lies here. */
async function readBetween(
  { schema, cwd, envFile, checks = {}, signal }: SettingsInput,
  fields: Field[],
  around: { file: Record<string, unknown>; above: Record<string, unknown> },
): Promise<Named & Pick<LoadedSettings, 'ignored' | 'unusable'> & { origin: Origin; file: string }> {
  if (envFile !== undefined) {
    const text = await readIfThere(envFile, signal);
    if (text === null) throw new UsageError(`There is no file of settings at ${envFile} (--env-file).`);
    const named = fromEnvironment(parseDotenv(text), fields, envFile);
    return { ...named, origin: 'env file', file: envFile, ignored: [], unusable: [] };
  }
  const found = parseDotenv(await readDotenv(cwd));
  // A stranger's file stops nobody by a name that nobody knows.
  const unknown = unknownNames(found, fields);
  const known = Object.fromEntries(Object.entries(found).filter(([name]) => !unknown.includes(name)));
  const { values, names } = fromEnvironment(known, fields, 'the .env');
  const whole = schema.parse({});
  const defaults = Object.fromEntries(fields.map(({ place }) => [place, valueAt(whole, place)]));
  const counting = believed(values, { ...around, defaults }, fields);
  const usable: Record<string, unknown> = {};
  const unusable: LoadedSettings['unusable'] = [];
  for (const [place, value] of Object.entries(counting.values)) {
    const reason = await problemOf(schema, place, value, checks[place]);
    if (reason === null) usable[place] = value;
    else unusable.push({ name: names[place]!, reason });
  }
  const ignored = [
    ...counting.ignored.map((place) => names[place]!),
    ...unusable.map(({ name }) => name),
    ...unknown.slice(0, MOST_NAMED),
  ];
  return { values: usable, names, origin: '.env', file: '.env', ignored, unusable };
}

/** What is wrong with a value, as the end of a sentence; null for nothing. */
async function problemOf(
  schema: SettingsSchema,
  place: string,
  value: unknown,
  check: (value: unknown) => Promise<void> = async () => {},
): Promise<string | null> {
  if (holdsNul(value)) return `${NUL}.`;
  const tree: Record<string, unknown> = {};
  plant(tree, place.split('.'), value);
  const parsed = schema.safeParse(tree);
  return parsed.success ? reasonOf(check, value) : `${issueWords(parsed.error.issues[0]!)}.`;
}

const valueAt = (settings: Settings, place: string): unknown =>
  place.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], settings);

function describe(issue: z.core.$ZodIssue, names: Record<string, string>): string {
  const path = issue.path.map(String);
  const place = Object.keys(names).find((n) => path.join('.') === n || path.join('.').startsWith(`${n}.`));
  return `Setting ${place ? names[place] : `"${path.join('.')}"`} is not usable: ${issueWords(issue)}.`;
}

function plant(tree: Record<string, unknown>, path: string[], value: unknown): void {
  let node = tree;
  for (const part of path.slice(0, -1)) {
    node[part] ??= {};
    node = node[part] as Record<string, unknown>;
  }
  node[path[path.length - 1]!] = value;
}

function fromFile(value: unknown, fields: Field[], file: string): Record<string, unknown> {
  const places = new Map(fields.map((f) => [f.place, f]));
  const out: Record<string, unknown> = {};
  const walk = (node: unknown, path: string[]): void => {
    const place = path.join('.');
    if (places.has(place)) {
      out[place] = node;
      return;
    }
    const inside = fields.some((f) => place === '' || f.place.startsWith(`${place}.`));
    if (!inside) {
      const sections = [...places.keys()].map((known) => known.split('.').slice(0, path.length).join('.'));
      const hint = nearest(place, sections);
      throw new UsageError(`Unknown setting "${place}" in ${file}${hint ? `; did you mean "${hint}"?` : '.'}`);
    }
    if (typeof node !== 'object' || node === null || Array.isArray(node)) {
      throw new UsageError(`Setting "${place || '(the whole file)'}" in ${file} must be an object.`);
    }
    for (const [key, inner] of Object.entries(node))
      if (path.length > 0 || key !== '$schema') walk(inner, [...path, key]);
  };
  walk(value, []);
  return out;
}

interface Named {
  values: Record<string, unknown>;
  /** The variable that each place came from. */
  names: Record<string, string>;
}

/** Of what is ignored and unknown, so many are named. */
const MOST_NAMED = 5;

function unknownNames(env: Environment, fields: Field[]): string[] {
  const known = new Set(fields.flatMap((f) => f.env));
  return Object.keys(env).filter((name) => name.startsWith('TRACKLISTIFY_') && !known.has(name));
}

function fromEnvironment(env: Environment, fields: Field[], origin: string): Named {
  const [name] = unknownNames(env, fields);
  if (name !== undefined) {
    const hint = nearest(
      name,
      fields.flatMap((f) => f.env),
    );
    throw new UsageError(`Unknown setting ${name} in ${origin}${hint ? `; did you mean ${hint}?` : '.'}`);
  }
  const values: Record<string, unknown> = {};
  const names: Record<string, string> = {};
  for (const field of fields) {
    const name = field.env.find((n) => env[n] !== undefined && env[n] !== '');
    if (name === undefined) continue;
    names[field.place] = name;
    values[field.place] = fromText(env[name]!, field);
  }
  return { values, names };
}

/** Environment values are text; what can't be read as the field's type is left as it is, so that the schema names it. */
function fromText(text: string, field: Pick<Field, 'type'>): unknown {
  switch (field.type) {
    case 'list':
      return text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean);
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
    case 'boolean':
      if (/^(1|true|yes|on)$/i.test(text)) return true;
      return /^(0|false|no|off)$/i.test(text) ? false : text;
    case 'string':
      return text;
  }
}

async function readJson(file: string, required: boolean, signal?: AbortSignal): Promise<unknown> {
  const text = await readIfThere(file, signal);
  if (text === null) {
    if (required) throw new UsageError(`There is no config file at ${file}; "tracklistify config init" makes one.`);
    return {};
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new UsageError(`The config file ${file} is not valid JSON: ${jsonFault(cause)}.`, { cause });
  }
}

/** Far more than settings take. */
const LARGEST_DOTENV = 64 * 1024;

/** What lies there may be anything, like a pipe that never says a word: only a file of sensible size is read. */
async function readDotenv(folder: string): Promise<string> {
  const path = join(folder, '.env');
  const about = await stat(path).catch(() => null);
  if (!about?.isFile() || about.size > LARGEST_DOTENV) return '';
  return (await readIfThere(path)) ?? '';
}

/** Far more than settings take. */
const LARGEST = 2 ** 20;

async function readIfThere(file: string, signal?: AbortSignal): Promise<string | null> {
  let text: string | null;
  try {
    text = await textOf(() => openStream(file), LARGEST, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null;
    throw new UsageError(`Can't read ${file}: ${reasonIn(cause)}.`, { cause });
  }
  if (text === null) throw new UsageError(`${file} is too large for a file of settings: more than a megabyte.`);
  return text;
}
