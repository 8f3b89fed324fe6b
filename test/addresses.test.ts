import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Where anybody may be sent: what we stand on, and the services that tracks are asked from and linked to. */
const KNOWN = [
  'nodejs.org',
  'ffmpeg.org',
  'keepachangelog.com',
  'semver.org',
  'registry.npmjs.org',
  'api-v2.acrcloud.com',
  'api.openai.com',
  'dashscope.aliyuncs.com',
  'dashscope-intl.aliyuncs.com',
  'dashscope-us.aliyuncs.com',
  'open.spotify.com',
  'musicbrainz.org',
  'listenbrainz.org',
  'www.deezer.com',
  'www.discogs.com',
  'www.last.fm',
  'www.youtube.com',
  'www.mixcloud.com',
  'api.mixcloud.com',
  'xspf.org',
  'acoustid.org',
  'bandcamp.com',
  'www.beatport.com',
  'www.discogs.com',
];
/** Names that nobody can own, names without a dot, and this very machine. */
const NOBODYS = /(^|\.)(example(\.(com|net|org))?|test|invalid|localhost)$|^[\d.]+$|^[^.]*$/;
/** Ours, as far as the package says that we have any. */
const OURS = JSON.stringify([manifest.repository, manifest.bugs, manifest.homepage, manifest.author, manifest.funding]);

// A place that was made up belongs to a stranger, or will.
it('sends nobody to a place that is neither known nor named by package.json', () => {
  const papers = ['README.md', 'CHANGELOG.md', 'package.json', ...['.github', 'src', 'bin'].flatMap(filesIn)];
  const strange = papers.flatMap((paper) => {
    const text = readFileSync(join(root, paper), 'utf8');
    const hosts = [...text.matchAll(/\bhttps?:\/\/(?:[^\s/@'"`]*@)?([a-z0-9.-]+)/gi)].map(([, host]) =>
      host!.replace(/\.$/, ''),
    );
    const forges = [...text.matchAll(/\b(?:github|gitlab|codeberg|bitbucket)\.\w+\/[\w.-]+\/[\w.-]+/g)].map(
      ([place]) => place,
    );
    const mails = [...text.matchAll(/\b[\w.+-]+@([\w-]+\.)+[a-z]{2,}\b/gi)].map(([mail]) => mail);
    return [
      ...hosts.filter((host) => !KNOWN.includes(host) && !NOBODYS.test(host) && !OURS.includes(host)),
      ...forges.filter((place) => !OURS.includes(place)),
      ...mails.filter((mail) => !OURS.includes(mail) && !NOBODYS.test(mail.split('@')[1]!)),
    ].map((place) => `${paper}: ${place}`);
  });
  expect(papers.length).toBeGreaterThan(200);
  expect(strange).toEqual([]);
});

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
