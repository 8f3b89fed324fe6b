import fc from 'fast-check';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { trackEntry, tracklistOf } from './tracklists.js';

const names = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc
      .array(
        fc.constantFrom('"', "'", '&', '<', '>', '&amp;', ']]>', '%', '%%', ':', '::', '\\', '#', '\n', '\t', '\u0001', '\u202e', '\ud800', '\ufffd', '👩‍👩‍👧', 'e\u0301', 'é', '日', ' ', '.', '--', 'a'), // biome-ignore format: a list
        { minLength: 1, maxLength: 8 },
      )
      .map((parts) => parts.join('')),
  )
  .map((name) => name.replace(/[\0/]/g, '') || 'a')
  // No system has files of these names.
  .filter((name) => name !== '.' && name !== '..');

const files = fc.array(names, { minLength: 1, maxLength: 4 }).map((parts) => `/Users/${parts.join('/')}`);

/** A property of tracklists whose tracks are files with names as disks of all systems have them; all of them are there. */
export async function hold(
  property: (tracklist: Tracklist, files: ReadonlySet<string>) => Promise<void>,
): Promise<void> {
  const tracks = fc.array(fc.record({ title: names, file: files }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(tracks, async (tracks) => {
      const entries = tracks.map(({ title, file }, i) =>
        trackEntry(i * 60, i * 60 + 60, title, { track: { title, artists: [title], file } }),
      );
      await property(tracklistOf(entries), new Set(tracks.map(({ file }) => file)));
    }),
    { numRuns: 150 },
  );
}
