/** What to do where a file stands already that isn't this mix's own. */
export const ON_EXIST = ['number', 'skip', 'overwrite', 'fail'] as const;

export type OnExist = (typeof ON_EXIST)[number];
