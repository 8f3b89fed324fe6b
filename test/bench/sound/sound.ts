import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureForm } from './form.js';
import { measureKey } from './key.js';
import { learn } from './learn.js';
import { learnKey } from './learn-key.js';
import { measureLoudness } from './loudness.js';
import { measureSpeed } from './speed.js';
import { measureTempo } from './tempo.js';
import { measurePeers } from './tempo-peers.js';

export interface Plan {
  /** Files of real music. */
  music: string[];
  /** Numbers that music is made of. Nothing was learnt from those beyond 1000. */
  seeds: number[];
}

/** Each prints what it measured, as lines of Markdown. */
const MEASURES: Record<string, (plan: Plan) => Promise<void> | void> = {
  tempo: measureTempo,
  peers: measurePeers,
  key: measureKey,
  loudness: measureLoudness,
  form: measureForm,
  speed: measureSpeed,
};

/** Numbers up to that are what is learnt from. */
const LEARNT_FROM = 320;

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      music: { type: 'string' },
      pieces: { type: 'string', default: '100' },
      from: { type: 'string', default: '1001' },
      learn: { type: 'boolean', default: false },
      'learn-key': { type: 'boolean', default: false },
      only: { type: 'string', default: Object.keys(MEASURES).join(',') },
    },
  });
  const folder = values.music;
  const plan: Plan = {
    music: folder
      ? readdirSync(folder)
          .filter((name) => /\.(ogg|mp3|flac|wav|m4a)$/i.test(name))
          .sort()
          .map((name) => join(folder, name))
      : [],
    seeds: Array.from({ length: Number(values.pieces) }, (_, i) => Number(values.from) + i),
  };
  if (values['learn-key']) return learnKey();
  if (values.learn)
    return console.log(
      learn(
        Array.from({ length: LEARNT_FROM }, (_, i) => i + 1),
        plan.music,
      ),
    );
  for (const name of values.only.split(',')) await MEASURES[name]?.(plan);
}
