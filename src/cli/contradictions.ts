import { UsageError } from '../domain/errors.js';

type Options = Readonly<Record<string, unknown>>;

const OF_FILES = ['output', 'format', 'columns', 'csvBom', 'sender', 'shazamLines', 'onExist', 'force'];

/** Flags that say the opposite of each other, as the one and the other option, and what is said of them. */
const CONTRADICTIONS: ReadonlyArray<readonly [one: Says, other: Says, sentence: string]> = [
  [
    ({ force }) => force === true,
    ({ onExist }) => onExist !== undefined && onExist !== 'overwrite',
    '--force is the same as --on-exist overwrite, so it contradicts any other --on-exist: leave one of them out.',
  ],
  [
    ({ files }) => files === false,
    (options) => OF_FILES.some((name) => options[name]),
    '--no-files writes nothing, so there is nothing for --output, --format, --columns, --csv-bom, --sender, --shazam-lines, --on-exist and --force to say: leave one side out.',
  ],
  [
    ({ cache }) => cache === false,
    ({ refresh }) => refresh === true,
    '--refresh asks again and keeps the new answers, --no-cache keeps none: leave one of them out.',
  ],
  [
    ({ quiet }) => quiet === true,
    ({ verbose }) => verbose === true,
    '--quiet says less and --verbose more: leave one of them out.',
  ],
];

type Says = (options: Options) => boolean;

/** Nobody can do both, and silently doing one of them may be the wrong one. The names mean the same in every command. */
export function refuseContradictions(options: Options): void {
  for (const [one, other, sentence] of CONTRADICTIONS) {
    if (one(options) && other(options)) throw new UsageError(sentence);
  }
}
