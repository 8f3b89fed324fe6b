/** The next request might pass a limit that the user has set. Not a failure: asking ends in order, with what is known. */
export class LimitReached extends Error {}

/** The user's limit of calls is used up. */
export class CallsUsedUp extends LimitReached {}
