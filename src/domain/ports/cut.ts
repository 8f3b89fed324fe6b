import type { Span } from '../span.js';

/** What players show of a piece; by the names of ffmpeg. */
export type PieceTags = Readonly<Record<string, string>>;

export interface CutRequest {
  /** Absolute path of the mix. */
  from: string;
  /** Absolute path of the piece. */
  to: string;
  span: Span;
  tags: PieceTags;
  replace: boolean;
  signal: AbortSignal;
}

/** Cuts pieces out of one audio file, all of one kind. */
export interface Cutter {
  /** Of the pieces, with its dot. */
  extension: string;
  /** Whether pieces are exact to the sample, and not to the frame of some hundredths of a second. */
  exact: boolean;
  /** False where something stands in its place. The piece is whole when this resolves. */
  cut(request: CutRequest): Promise<boolean>;
}
