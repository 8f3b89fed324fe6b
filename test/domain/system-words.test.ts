import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SourceError } from '../../src/domain/errors.js';
import { reasonIn } from '../../src/domain/system-words.js';

const thrown = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe("the system's reasons", () => {
  it.each([
    [thrown(() => readFileSync('/no/such/file')), 'there is no such file or folder'],
    [thrown(() => readdirSync(import.meta.filename)), 'a part of the path is a file, not a folder'],
    [spawnSync('no-such-program').error, 'there is no such file or folder'],
    ['getaddrinfo ENOTFOUND amp.example.com', 'there is no such host'],
    [new Error('connect ECONNREFUSED 127.0.0.1:80'), 'the connection was refused'],
    [new Error("EWEIRD: nobody knows this, open '/x'"), 'nobody knows this'],
    [new Error('plain words'), 'plain words'],
    [new SourceError('"EPERM ENOENT.mp3" is a folder.'), '"EPERM ENOENT.mp3" is a folder.'],
    [null, 'null'],
  ])('%s becomes words', (error, words) => expect(reasonIn(error)).toBe(words));
});
