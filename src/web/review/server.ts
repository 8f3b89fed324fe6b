import type { EditConflict, EditRequest, NameSuggestions, Refusal, ReviewState, StateEvent } from './contract.js';

/** What became of an edit. */
export type Answer =
  | { kind: 'done' | 'overtaken'; state: ReviewState; message?: string }
  | { kind: 'refused'; message: string };

/** The program that the page came from. */
export interface Server {
  load(): Promise<ReviewState>;
  /** Rejects where nobody answers. */
  edit(request: EditRequest): Promise<Answer>;
  names(words: string, signal: AbortSignal): Promise<NameSuggestions['names']>;
  /** Tells of each change, and of whether the program is there. */
  listen(changed: (revision: string) => void, isThere: (is: boolean) => void): void;
}

/** Milliseconds until somebody who didn't answer is asked again. */
const PATIENCE = 2000;
const OURS = { 'x-tracklistify': '1' };

export const server: Server = {
  load: async () => asked<ReviewState>('api/mix'),

  async edit(request) {
    const answer = await fetch('api/edit', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...OURS },
      body: JSON.stringify(request),
    });
    if (answer.ok) return { kind: 'done', state: (await answer.json()) as ReviewState };
    if (answer.status === 409) return { kind: 'overtaken', ...((await answer.json()) as EditConflict) };
    return { kind: 'refused', message: await reasonOf(answer) };
  },

  async names(words, signal) {
    return (await asked<NameSuggestions>(`api/names?q=${encodeURIComponent(words)}`, signal)).names;
  },

  listen(changed, isThere) {
    const open = (): void => {
      const events = new EventSource('api/events');
      events.addEventListener('open', () => isThere(true));
      events.addEventListener('state', (event) => {
        isThere(true);
        changed((JSON.parse(String((event as MessageEvent).data)) as StateEvent).revision);
      });
      events.addEventListener('error', () => {
        isThere(false);
        // A browser asks again by itself, but where it was refused.
        if (events.readyState !== EventSource.CLOSED) return;
        events.close();
        setTimeout(open, PATIENCE);
      });
    };
    open();
  },
};

async function asked<T>(address: string, signal?: AbortSignal): Promise<T> {
  const answer = await fetch(address, { headers: OURS, ...(signal && { signal }) });
  if (!answer.ok) throw new Error(await reasonOf(answer));
  return (await answer.json()) as T;
}

async function reasonOf(answer: Response): Promise<string> {
  const said = (await answer.json().catch(() => null)) as Refusal | null;
  return said?.message ?? `The program answered ${answer.status}.`;
}
