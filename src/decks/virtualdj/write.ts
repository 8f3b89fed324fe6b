import type { Exporter } from '../../domain/ports/export.js';
import { oneLine } from '../../domain/text.js';
import { xmlText } from '../../domain/xml.js';
import { type MixFile, mixFilesOf } from '../mix-files.js';

/**
 * A playlist with a line of VirtualDJ's own before each path. It keeps cues in its database alone, which is never written to,
 * so that a playlist has none.
 */
export const virtualdjPlaylist: Exporter = {
  asksFiles: true,
  export(tracklist, options) {
    const { plays, warnings } = mixFilesOf(tracklist, options, { deck: 'virtualdj', format: 'playlist' });
    const listed = plays.filter(({ path }) => isLine(path));
    const unsaid = new Set(plays.map(({ path }) => path).filter((path) => !isLine(path)));
    const lines = ['#EXTM3U', ...listed.flatMap((play) => [aboutOf(play), play.path]), ''];
    const isWindows = listed.some(({ path }) => /^[A-Za-z]:\\|^\\\\/.test(path));
    return {
      files: [{ name: `${options.baseName}.virtualdj.m3u8`, content: lines.join(isWindows ? '\r\n' : '\n') }],
      warnings: [
        ...warnings,
        ...[...unsaid].map(
          (path) => `The playlist leaves out "${oneLine(path)}", whose name no line of text can hold.`,
        ),
      ],
    };
  },
};

const isLine = (path: string): boolean =>
  !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffd]|\p{Surrogate}/u.test(path);

function aboutOf({ title, artist, entry, known, own }: MixFile): string {
  const duration = own?.duration ?? entry.track.duration;
  const said: Array<[string, string | undefined]> = [
    ['filesize', String(known.bytes)],
    ['artist', own?.artists?.join(' & ') ?? artist],
    ['title', own?.title ?? title],
    ['songlength', duration?.toFixed(1)],
  ];
  return `#EXTVDJ:${said.flatMap(([name, value]) => (value ? [`<${name}>${xmlText(oneLine(value))}</${name}>`] : [])).join('')}`;
}
