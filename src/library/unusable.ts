import type { Ailment } from './health.js';
import type { Unusable } from './library-index.js';
import type { Store } from './store/store.js';

/** What can't be used and what to do, a sentence or two for each reason. */
export function unusableMessage({ folder, state }: Store, unusable: readonly Unusable[], engine: string): string {
  const kinds = new Set(unusable.map(({ ailment }) => ailment.kind));
  const sentences = [...kinds].map((kind) => {
    const of = unusable.filter(({ ailment }) => ailment.kind === kind);
    const removed = (name: string): number => state.changes.removed.get(name)?.size ?? 0;
    const tracks = of.reduce((sum, { segment }) => sum + segment.tracks - removed(segment.name), 0);
    const many = `${tracks === 1 ? '1 track' : `${tracks} tracks`} of the library in ${folder}`;
    return `${many} ${reasonFor(of[0]!.ailment, engine)}`;
  });
  return sentences.join(' ');
}

function reasonFor(ailment: Ailment, engine: string): string {
  const repair = "Run 'tracklistify library verify --repair'";
  switch (ailment.kind) {
    case 'newer':
      return (
        "were written by a newer version of Tracklistify. Update with 'npm install -g tracklistify@latest', or use " +
        'another library with --library-path.'
      );
    case 'older':
      return (
        `were written by an earlier version of Tracklistify. ${repair} to bring them up to date: nothing is ` +
        'fingerprinted again.'
      );
    case 'engine':
      return (
        `were fingerprinted by engine version ${ailment.engine}, and this is version ${engine}. ${repair} to fingerprint ` +
        'them again.'
      );
    case 'damaged':
      return `can't be used because a part of the index is damaged. ${repair} to fingerprint them again.`;
  }
}
