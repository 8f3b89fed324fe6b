import { Option } from 'commander';
import { formatNames } from '../exporters/registry.js';

/** A flag whose values may be given one by one, separated by commas, or both. */
export function listOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: string[] | undefined) => [
    ...(before ?? []),
    ...value.split(',').filter(Boolean),
  ]);
}

export function formatOption(): Option {
  const option = listOption('-f, --format <names>', 'what to write, separated by commas');
  // For help and completion; a wrong name is told by the registry, with the nearest right one.
  option.argChoices = [...formatNames];
  return option;
}

export const outputOption = (): Option =>
  new Option('-o, --output <dir>', 'folder to write to; made when it is missing');
