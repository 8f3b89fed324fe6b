import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AnswerCache } from '../../../src/cache/cache.js';
import type { Random } from '../random.js';
import { badEnd, type Room, type Scene } from './killing.js';

/** `tracklistify config init --force` over a file of the person's own: it is the old one or the new one. */
export async function configScene(room: Room, random: Random): Promise<Scene> {
  const file = join(room.home, 'tracklistify/config.json');
  const args = ['config', 'init', '--force'];
  const own = '{"output":{"folder":"mine"}}\n';
  let made = '';
  const isWhole = (): string[] => {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return text === made || text === own ? [] : [`the config file holds ${JSON.stringify(text.slice(0, 80))}`];
  };
  return {
    name: 'config',
    async begin() {
      room.empty();
      await room.run(args);
      made = readFileSync(file, 'utf8');
    },
    next() {
      if (random.next() < 0.7) writeFileSync(file, own);
      return { args };
    },
    look: isWhole,
    async settle() {
      const ended = await room.run(args);
      return [...badEnd(ended), ...(readFileSync(file, 'utf8') === made ? [] : ["the config file isn't the new one"])];
    },
    async close() {},
  };
}

const ANSWERS = 300;

/** `tracklistify cache clear` and `prune`: what is left of the answers can be read, each of them. */
export async function cacheScene(room: Room, random: Random): Promise<Scene> {
  const folder = join(room.home, 'kept');
  const env = { TRACKLISTIFY_CACHE_PATH: folder };
  const cache = (): AnswerCache => new AnswerCache({ folder, maxBytes: 1e9, now: Date.now, warn: () => {} });
  const fill = async (): Promise<void> => {
    for (let i = 0; i < ANSWERS; i++) await cache().set(`quiz/${i}`, { answer: i, padding: 'x'.repeat(200) }, 1e6);
  };
  return {
    name: 'cache',
    async begin() {
      room.empty();
      await fill();
    },
    next: () => ({
      args: random.next() < 0.5 ? ['cache', 'clear'] : ['cache', 'prune', '--max-megabytes', '0.02'],
      env,
    }),
    look: () => [],
    async settle() {
      const ended = await room.run(['cache', 'stats', '--json'], env);
      const stats = ended.code === 0 ? (JSON.parse(ended.stdout) as { damaged: number; answers: number }) : null;
      const wrong = badEnd(ended);
      if (stats && stats.damaged > 0) wrong.push(`${stats.damaged} answers are damaged`);
      await fill();
      for (let i = 0; i < ANSWERS; i += 7) {
        const kept = (await cache().get(`quiz/${i}`)) as { answer?: number } | undefined;
        if (kept?.answer !== i) wrong.push(`answer ${i} can't be kept any more`);
      }
      return wrong;
    },
    async close() {},
  };
}

/** `tracklistify demo`: the next one makes all of it anew. */
export async function demoScene(room: Room): Promise<Scene> {
  const args = ['demo', '-o', 'demo'];
  return {
    name: 'demo',
    async begin() {
      room.empty();
    },
    next: () => ({ args }),
    look: () => [],
    async settle() {
      const ended = await room.run(args);
      const names = readdirSync(join(room.cwd, 'demo'));
      const missing = ['mix.wav', 'mix.json', 'mix.csv', 'mix.m3u8'].filter((name) => !names.includes(name));
      return [...badEnd(ended), ...missing.map((name) => `${name} isn't there`)];
    },
    async close() {},
  };
}
