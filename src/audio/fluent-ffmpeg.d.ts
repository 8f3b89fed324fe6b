/** The little of fluent-ffmpeg 2.1.3 that `ffmpeg.ts` uses; the package brings no types. */
declare module 'fluent-ffmpeg' {
  import type { ChildProcess, SpawnOptions } from 'node:child_process';
  import type { EventEmitter } from 'node:events';
  import type { Readable, Writable } from 'node:stream';

  type Done<T> = (error: Error | null, value?: T) => void;

  interface FfmpegCommand extends EventEmitter {
    input(source: string | Readable): this;
    inputOptions(...options: string[]): this;
    outputOptions(...options: string[]): this;
    output(target: Writable | string): this;
    run(): void;
    /** Set from the `start` event until the process has ended. */
    ffmpegProc?: ChildProcess;
    _getFfmpegPath(done: Done<string>): void;
    _checkCapabilities(done: Done<void>): void;
    _spawnFfmpeg(args: string[], options: SpawnOptions, ...rest: unknown[]): void;
    availableEncoders(done: Done<Record<string, never>>): void;
  }

  function fluent(options?: { stdoutLines?: number; presets?: string }): FfmpegCommand;
  export = fluent;
}
