import { join } from 'node:path';

/** Where the files of a library lie in its folder. */
export const segmentsFolder = (folder: string): string => join(folder, 'segments');
export const printsPath = (folder: string, name: string): string => join(segmentsFolder(folder), `${name}.prints`);
export const tracksPath = (folder: string, name: string): string => join(segmentsFolder(folder), `${name}.tracks`);
export const changesPath = (folder: string, name: string): string => join(segmentsFolder(folder), `${name}.changes`);
