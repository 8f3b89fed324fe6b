import { safeBaseName } from '../../domain/file-name.js';
import type { ExportedFile, Exporter } from '../../domain/ports/export.js';
import { placeOf } from '../disks.js';
import { mixFilesOf } from '../mix-files.js';

/**
 * A crate for `_Serato_/Subcrates`. Its paths begin at the root of the disk that this folder is on, so that each disk
 * with tracks of the mix has a crate of its own. djbabel and serato-tags read the same paths from it, the latter where they are Latin.
 */
export const crate: Exporter = {
  asksFiles: true,
  export(tracklist, options) {
    const { plays, warnings } = mixFilesOf(tracklist, options, { deck: 'serato', format: 'crate' });
    // It can't hold a path twice.
    const paths = [...new Set(plays.map(({ path }) => path))].filter(
      (path) => !/[\u0000\ufffd]|\p{Surrogate}/u.test(path),
    );
    const disks = new Map<string, { disk: string | null; paths: string[] }>();
    for (const { root, disk, segments } of paths.map(placeOf)) {
      const paths: string[] = disks.get(root)?.paths ?? [];
      paths.push(segments.join('/'));
      disks.set(root, { disk, paths });
    }
    if (disks.size === 0) disks.set('/', { disk: null, paths: [] });
    // Two of them stand for a slash: a crate inside of another.
    const name = options.baseName.replace(/%{2,}/g, '%');
    const files = [...disks.values()].map(({ disk, paths }, index): ExportedFile => {
      const which = index === 0 ? '' : ` (${safeBaseName((disk ?? 'system').replace(':', ''))})`;
      return { name: `${name}${which}.crate`, content: bytesOf(paths) };
    });
    const where = [...disks.keys()].map((root, index) => `"${files[index]!.name}" for ${root}`);
    return {
      files,
      warnings: [
        ...warnings,
        ...(files.length > 1
          ? [`The tracks are on ${files.length} disks, and each has a crate of its own: ${where.join(', ')}.`]
          : []),
      ],
    };
  },
};

const bytesOf = (paths: readonly string[]): Uint8Array =>
  Buffer.concat([
    chunk('vrsn', wide('1.0/Serato ScratchLive Crate')),
    ...paths.map((path) => chunk('otrk', chunk('ptrk', wide(path)))),
  ]);

function chunk(tag: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(tag, 'latin1');
  head.writeUInt32BE(data.length, 4);
  return Buffer.concat([head, data]);
}

const wide = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
