import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod';
import { SourceError, type TracklistifyError } from '../domain/errors.js';
import { bytesOf, openStream } from '../files/open-stream.js';
import type { EditConflict, EditRequest, NameSuggestions, Refusal, ReviewState } from '../web/review/contract.js';
import { type Content, readJson, sendContent, sendJson, sendText } from './answers.js';
import type { Windows } from './windows.js';

/** What the review page is answered from. */
export interface ReviewDesk {
  state(): Promise<ReviewState>;
  edit(request: EditRequest): Promise<ReviewState | EditConflict>;
  names(typed: string): Promise<NameSuggestions['names']>;
  /** The mix; throws where it can't be heard. */
  mix(asWav: boolean): Promise<Content>;
  /** The file of a candidate by its number; null where none has that. */
  own(number: string, asWav: boolean): Promise<Content | null>;
}

export interface ReviewPage {
  desk: ReviewDesk;
  windows: Windows;
  /** Where the page's files lie. */
  folder: string;
  signal: AbortSignal;
}

const PAGE: Readonly<Record<string, { file: string; type: string }>> = {
  '': { file: 'review.html', type: 'text/html' },
  'review.js': { file: 'review.js', type: 'text/javascript' },
  'review.css': { file: 'review.css', type: 'text/css' },
};
const LARGEST_PAGE = 4 << 20;
const LARGEST_REQUEST = 65_536;

const editSchema = z.object({
  revision: z.string(),
  verb: z.string(),
  words: z.array(z.string()),
}) satisfies z.ZodType<EditRequest>;

/** Answers one request for what lies at `path` under the page's address. */
export async function answerReview(
  page: ReviewPage,
  path: string,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { desk, windows, folder, signal } = page;
  if (request.method === 'POST') {
    if (path !== 'api/edit') return refuse(response, 404, 'There is nothing here that can be changed.');
    const asked = editSchema.safeParse(await readJson(request, LARGEST_REQUEST));
    if (!asked.success) return refuse(response, 400, 'That is no edit.');
    const answer = await desk.edit(asked.data);
    return sendJson(response, 'state' in answer ? 409 : 200, answer);
  }
  const file = Object.hasOwn(PAGE, path) ? PAGE[path] : undefined;
  if (file) {
    const bytes = await bytesOf(() => openStream(join(folder, file.file)), LARGEST_PAGE, signal);
    return sendText(response, 200, file.type, bytes ?? '');
  }
  if (path === 'api/mix') return sendJson(response, 200, await desk.state());
  if (path === 'api/names') {
    const names = await desk.names(query.get('q') ?? '');
    return sendJson(response, 200, { names } satisfies NameSuggestions);
  }
  if (path === 'api/events' && request.method === 'GET') return windows.join(response, await revisionNow(desk));
  const [, what, number, wav] = /^audio\/(mix|own\/([a-z0-9]+))(\.wav)?$/.exec(path) ?? [];
  const sound = what === 'mix' ? await desk.mix(!!wav) : number ? await desk.own(number, !!wav) : null;
  if (sound) return sendContent(request, response, sound);
  refuse(response, 404, 'There is nothing here.');
}

/** A page that is open while its tracklist can't be read is told when it can. */
const revisionNow = (desk: ReviewDesk): Promise<string> =>
  desk.state().then(
    ({ revision }) => revision,
    () => '',
  );

export const refuse = (response: ServerResponse, status: number, message: string): void =>
  sendJson(response, status, { message } satisfies Refusal);

/** What went wrong, in the words that the terminal would have for it. */
export function refuseBy(response: ServerResponse, error: TracklistifyError): void {
  const gone = error instanceof SourceError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  refuse(response, gone ? 410 : 422, error.message);
}
