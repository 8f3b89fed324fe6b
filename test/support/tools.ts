import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where on the PATH a program lies; null where it isn't there. */
export function toolAt(name: string): string | null {
  const paths = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
  return paths.find(isProgram) ?? null;
}

export const hasTool = (name: string): boolean => toolAt(name) !== null;

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
