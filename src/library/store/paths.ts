import { join } from 'node:path';

/** Where the files of a library lie in its folder. */
export const SEGMENTS = 'segments';
export const segmentsFolder = (folder: string): string => join(folder, SEGMENTS);
export const printsPath = (folder: string, name: string): string => join(segmentsFolder(folder), `${name}.prints`);
export const tracksPath = (folder: string, name: string): string => join(segmentsFolder(folder), `${name}.tracks`);
export const changesPath = (folder: string, name: string): string => join(segmentsFolder(folder), `${name}.changes`);
/** Says that a run has met damage in the segment's prints which opening them doesn't show. */
export const damagedPath = (folder: string, name: string): string => join(segmentsFolder(folder), `${name}.damaged`);

/** Small files that everything hangs on are kept twice, the second time under this name. */
export const copyOf = (path: string): string => `${path}.copy`;

/** Every file that a segment or a list of changes may have. */
export const filesOf = (folder: string, name: string): string[] => {
  const changes = changesPath(folder, name);
  const ofSegment = [printsPath(folder, name), tracksPath(folder, name), damagedPath(folder, name)];
  return [...ofSegment, changes, copyOf(changes)];
};
