import { isCutName } from '../domain/bounded.js';
import type { SampleIdentifier } from '../domain/ports/identify.js';

/** Names that are too long are cut where a service's answer is read. Which service sent one is said once. */
export function sayingCuts(identifier: SampleIdentifier): SampleIdentifier {
  let said = false;
  return {
    ...identifier,
    async identify(sample, context) {
      const matches = await identifier.identify(sample, context);
      if (!said && matches.some(({ track }) => [track.title, ...track.artists].some(isCutName))) {
        said = true;
        const message = `${identifier.name} sent a title or an artist far longer than any name is; cut to a readable length.`;
        context.emit({ type: 'warning', message });
      }
      return matches;
    },
  };
}
