// What a stranger's npx pays: packs the program, installs it into an empty folder, and counts.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const work = mkdtempSync(join(tmpdir(), 'tracklistify-size-'));
const npm = (args, cwd) =>
  execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, encoding: 'utf8' });

function bytesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .reduce((sum, e) => sum + statSync(join(e.parentPath, e.name)).size, 0);
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;

try {
  const [packed] = JSON.parse(npm(['pack', '--json', '--pack-destination', work], root).replace(/^[^[]*/, ''));
  console.log(
    `package: ${megabytes(packed.size)} packed, ${megabytes(packed.unpackedSize)} unpacked, ${packed.entryCount} files`,
  );
  for (const [name, extra] of [
    ['without the optional ffmpeg', ['--omit=optional']],
    ['with it', []],
  ]) {
    const folder = mkdtempSync(join(work, 'install-'));
    npm(['install', '--prefix', folder, '--ignore-scripts', ...extra, join(work, packed.filename)], folder);
    const listed = npm(['ls', '--all', '--parseable', '--prefix', folder], folder).trim().split('\n').length - 1;
    console.log(`installed ${name}: ${megabytes(bytesIn(join(folder, 'node_modules')))}, ${listed} package(s)`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
