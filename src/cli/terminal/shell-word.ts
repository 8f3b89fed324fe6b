/**
 * A word of a command that is printed for pasting. A file may be named after a radio station or a page's title, so what a
 * shell would run or expand in it must not come alive. Windows' shell is taken to be PowerShell, which doubles the quote.
 */
export function shellWord(word: string, platform = process.platform): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", platform === 'win32' ? "''" : "'\\''")}'`;
}
