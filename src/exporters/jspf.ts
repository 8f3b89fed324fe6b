import { given } from '../domain/given.js';
import { recordingIdOf, recordingUri } from '../domain/mbid.js';
import type { Exporter } from '../domain/ports/export.js';
import { jsonText, oneLine } from '../domain/text.js';
import { clock, windowText } from '../domain/time.js';
import { mixTitle, type Row, rowsOf, titleOf } from './rows.js';

/** What MusicBrainz and ListenBrainz say besides. */
const EXTENSION = 'https://musicbrainz.org/doc/jspf#playlist';

/**
 * XSPF as JSON (xspf.org), as ListenBrainz takes and gives it: with a title, and with the id of a recording at MusicBrainz for every
 * track, without which it refuses the whole. What has none is left out, which is said.
 */
export const jspf: Exporter = {
  export(tracklist, { baseName }) {
    const { window, source, createdAt } = tracklist;
    const named = rowsOf(tracklist).filter(({ entry }) => entry.kind === 'track');
    const tracks = named.flatMap(trackOf);
    const playlist = {
      title: mixTitle(tracklist),
      ...given({
        creator: oneLine(source.artist ?? '') || undefined,
        annotation: window && `The part from ${windowText(window)}.`,
      }),
      date: createdAt,
      // Whoever takes it in as it is publishes nothing by that.
      extension: { [EXTENSION]: { public: false } },
      track: tracks,
    };
    return {
      files: [{ name: `${baseName}.jspf`, content: jsonText({ playlist }, 2) }],
      warnings: leftOut(named.length - tracks.length, named.length),
    };
  },
};

function trackOf(row: Row): object[] {
  const { track } = row.entry;
  const id = track && recordingIdOf(track);
  if (!id) return [];
  const said = given({
    identifier: [recordingUri(id)],
    title: titleOf(row),
    creator: row.artist || undefined,
    album: oneLine(track.album ?? '') || undefined,
    // Milliseconds.
    duration: track.duration && Math.round(track.duration * 1000),
    annotation: `${clock(row.start)} of the mix`,
  });
  return [said];
}

function leftOut(without: number, of: number): string[] {
  if (without === 0) return [];
  return [
    `The jspf leaves out ${without} of ${of} tracks, which have no MusicBrainz id: ListenBrainz refuses lists with such. To look ids up: tracklistify enrich mix.json --providers musicbrainz. The format xspf has every track.`,
  ];
}
