import { given } from '../domain/given.js';
import { recordingIdOf, recordingUri } from '../domain/mbid.js';
import type { Exporter } from '../domain/ports/export.js';
import { jsonText, oneLine } from '../domain/text.js';
import { clock, windowText } from '../domain/time.js';
import { mixTitle, type Row, rowsOf, titleOf } from './rows.js';

/** What MusicBrainz and ListenBrainz say besides. */
const EXTENSION = 'https://musicbrainz.org/doc/jspf#playlist';

/**
 * XSPF as JSON (xspf.org), as ListenBrainz takes and gives it. What nobody has named is no track, and left out; what has a name
 * and no id stays, for a reader who looks it up.
 */
export const jspf: Exporter = {
  export(tracklist, { baseName }) {
    const { window, source, createdAt } = tracklist;
    const rows = rowsOf(tracklist).filter(({ entry }) => entry.kind === 'track');
    const playlist = {
      title: mixTitle(tracklist),
      ...given({
        creator: oneLine(source.artist ?? '') || undefined,
        annotation: window && `The part from ${windowText(window)}.`,
      }),
      date: createdAt,
      // Whoever takes it in as it is publishes nothing by that.
      extension: { [EXTENSION]: { public: false } },
      track: rows.map(trackOf),
    };
    return { files: [{ name: `${baseName}.jspf`, content: jsonText({ playlist }, 2) }], warnings: [] };
  },
};

function trackOf(row: Row): object {
  const { track } = row.entry;
  const id = track && recordingIdOf(track);
  return given({
    identifier: id && [recordingUri(id)],
    title: titleOf(row),
    creator: row.artist || undefined,
    album: oneLine(track?.album ?? '') || undefined,
    // Milliseconds.
    duration: track?.duration && Math.round(track.duration * 1000),
    annotation: `${clock(row.start)} of the mix`,
  });
}
