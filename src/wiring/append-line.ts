import { constants, open } from 'node:fs/promises';

/** Adds to a file that lies there, or makes it. A link of that name may lead anywhere, so it isn't followed. */
export async function appendLine(path: string, line: string): Promise<void> {
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0 } = constants;
  const file = await open(path, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o644).catch((cause) => {
    throw cause.code === 'ELOOP' ? new Error('it is a link, which may lead anywhere', { cause }) : cause;
  });
  try {
    await file.writeFile(`${line}\n`);
  } finally {
    await file.close();
  }
}
