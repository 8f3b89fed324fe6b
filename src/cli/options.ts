import { Option } from 'commander';
import { formatNames } from '../exporters/registry.js';

/** A flag whose values may be given one by one, separated by commas, or both. */
export class ListOption extends Option {
  constructor(flags: string, description: string, choices?: readonly string[]) {
    super(flags, description);
    this.argParser((value: string, before: string[] | undefined) => [
      ...(before ?? []),
      ...value.split(',').filter(Boolean),
    ]);
    // For help and completion only: who uses the values tells a wrong one, with the nearest right one.
    if (choices) this.argChoices = [...choices];
  }
}

export const listOption = (flags: string, description: string, choices?: readonly string[]): Option =>
  new ListOption(flags, description, choices);

export const formatOption = (): Option =>
  listOption('-f, --format <names>', 'what to write, separated by commas', formatNames);

export const outputOption = (): Option =>
  new Option('-o, --output <dir>', 'folder to write to; made when it is missing');
