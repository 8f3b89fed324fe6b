import { isAbsolute } from 'node:path';

/** On this machine: a share of Windows is another one, to which a look alone would send the user's login. */
export const isHere = (path: string): boolean => isAbsolute(path) && !/^[\\/]{2}/.test(path);
