import { useEffect, useRef } from 'preact/hooks';
import { KEYS } from './keys.js';

/** Of the nine that take a candidate, one says it. */
const LISTED = KEYS.filter(({ shown }) => !/^[2-9]$/.test(shown));

export function Help({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">Keys</h2>
      <dl>
        {LISTED.map(({ shown, does }) => (
          <div key={shown}>
            <dt>
              <kbd>{shown === '1' ? '1 … 9' : shown}</kbd>
            </dt>
            <dd>{shown === '1' ? 'take the candidate of that number' : does}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">
        None of them acts while you type in a field. Every change is kept at once, in the files and in the archive.
      </p>
      <div class="ends">
        <button type="button" class="main" onClick={onClose}>
          Close
        </button>
      </div>
    </dialog>
  );
}
