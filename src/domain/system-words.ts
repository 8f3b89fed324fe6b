import { TracklistifyError } from './errors.js';

/** What the codes of operating systems and of Node mean, as the reason in a sentence: "Can't read x: …". */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  ENOTEMPTY: 'the folder is not empty',
  EEXIST: 'it is there already',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk can only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EFBIG: 'it is larger than the disk allows',
  EIO: 'the disk failed',
  ELOOP: 'its links lead round in a circle',
  ENAMETOOLONG: 'its name is too long',
  EINVAL: 'that is no possible name',
  EBUSY: 'another program keeps it to itself',
  ETXTBSY: 'another program keeps it to itself',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOMEM: 'the memory is full',
  EAGAIN: 'the system has no room for another program',
  ENXIO: "it can't be opened by its name",
  ENODEV: 'there is no such device',
  EXDEV: 'it lies on another disk',
  ESTALE: 'the disk of another machine has changed',
  ENOEXEC: 'it is no program that runs here',
  E2BIG: 'the command line is too long',
  ENOTSUP: "the disk can't do that",
  EOPNOTSUPP: "the disk can't do that",
  ERR_INVALID_ARG_VALUE: 'that is no possible name',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'no name server answers',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed',
  ECONNABORTED: 'the connection was closed',
  EPIPE: 'the connection was closed',
  ETIMEDOUT: 'no answer came in time',
  EHOSTUNREACH: 'there is no way there',
  ENETUNREACH: 'there is no way there',
  EHOSTDOWN: 'the host is down',
  EADDRINUSE: 'another program has it',
  EADDRNOTAVAIL: 'this machine has no such address',
};

/** As in `ENOENT: no such file …`, `connect ECONNREFUSED 127.0.0.1:80`, `spawn ffmpeg EACCES`. */
const CODE = /\bE(?:[A-Z][A-Z0-9_]{2,}|2BIG)\b/;

/** Why something failed, in words where the system gives a code: nobody should have to know what ENOENT means. */
export function reasonIn(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  // Ours are sentences already, whose codes are for scripts.
  if (error instanceof TracklistifyError) return text;
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  const found = [code, CODE.exec(text)?.[0]].find((name) => typeof name === 'string' && name in WORDS);
  return found === undefined ? withoutCode(text) : WORDS[found]!;
}

/** `EWEIRD: what it is, open '/x'` → `what it is`. */
function withoutCode(text: string): string {
  const [, said] = /^E[A-Z0-9_]+: ([^\n]*)/.exec(text) ?? [];
  return said === undefined ? text : said.split(/, \w+(?: '|$)/, 1)[0]!;
}
