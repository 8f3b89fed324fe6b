/** The file isn't what was written, in part or in whole. Never reaches a user: the store turns it into a warning. */
export class Damage extends Error {
  /** The segment's name, where it isn't plain from what was being read. */
  readonly segment: string | undefined;
  constructor(message: string, segment?: string) {
    super(message);
    this.segment = segment;
  }
}

/** Written by a later version of the program; nothing is wrong with it. */
export class NewerFormat extends Error {}

/** Written by an earlier version of the program, in a format that isn't looked up in any more. */
export class OlderFormat extends Error {}
