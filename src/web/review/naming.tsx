import { useEffect, useRef, useState } from 'preact/hooks';
import { idLabel } from '../../domain/track.js';
import type { NameSuggestions } from './contract.js';
import type { Server } from './server.js';

export interface Naming {
  title: string;
  /** What it is called so far. */
  name: string;
  /** Offered before anything is typed. */
  known: readonly string[];
  /** The number of an unknown that can be named in every mix. */
  number: number | null;
  done(name: string, everywhere: boolean): void;
}

interface Props {
  naming: Naming;
  names: Server['names'];
  onClose(): void;
}

type Suggested = { name: string; from: string };

const FROM: Record<NameSuggestions['names'][number]['from'], string> = {
  library: 'your library',
  archive: 'your archive',
};

/** Asks for a name, with those that come near. A combobox as the ARIA Authoring Practices have it: the focus stays in the field. */
export function NameBox({ naming, names, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(naming.name);
  const [isTyped, setTyped] = useState(false);
  const [found, setFound] = useState<readonly Suggested[]>([]);
  const [active, setActive] = useState(-1);
  const [everywhere, setEverywhere] = useState(naming.number !== null);
  const offered: readonly Suggested[] =
    isTyped && text.trim() !== '' ? found : naming.known.map((name) => ({ name, from: 'candidate' }));

  useEffect(() => {
    dialog.current?.showModal();
    field.current?.select();
  }, []);
  useEffect(() => {
    if (!isTyped || text.trim() === '') return setFound([]);
    const asking = new AbortController();
    names(text, asking.signal).then(
      (all) => setFound(all.map(({ name, from }) => ({ name, from: FROM[from] }))),
      // Nobody waits for names that come late or not at all.
      () => {},
    );
    return () => asking.abort();
  }, [text, isTyped, names]);

  const finish = (name: string): void => {
    if (name.trim() === '') {
      field.current?.focus();
      return;
    }
    onClose();
    naming.done(name.trim(), everywhere);
  };
  const keys = (event: KeyboardEvent): void => {
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      const step = key === 'ArrowDown' ? 1 : -1;
      const count = offered.length;
      // From the last on to the field itself, and round.
      setActive(count === 0 ? -1 : ((active + 1 + step + count + 1) % (count + 1)) - 1);
      event.preventDefault();
    } else if (key === 'Enter') {
      event.preventDefault();
      finish(offered[active]?.name ?? text);
    }
  };
  const count = `${offered.length} ${offered.length === 1 ? 'suggestion' : 'suggestions'}`;
  return (
    <dialog ref={dialog} class="naming" aria-labelledby="naming-title" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          finish(text);
        }}
      >
        <h2 id="naming-title">{naming.title}</h2>
        <label for="naming-field">Artist - Title (Version)</label>
        <input
          id="naming-field"
          ref={field}
          type="text"
          role="combobox"
          autocomplete="off"
          spellcheck={false}
          dir="auto"
          aria-expanded={offered.length > 0}
          aria-controls="naming-list"
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? `naming-${active}` : undefined}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setTyped(true);
            setActive(-1);
          }}
          onKeyDown={keys}
        />
        <div id="naming-list" class="suggestions" role="listbox" aria-label="Suggestions">
          {offered.map(({ name, from }, i) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active one
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
            <div
              key={`${from} ${name}`}
              id={`naming-${i}`}
              role="option"
              aria-selected={i === active}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => finish(name)}
            >
              <bdi>{name}</bdi> <span class="from">{from}</span>
            </div>
          ))}
        </div>
        <p class="unseen" role="status">
          {isTyped ? count : ''}
        </p>
        {naming.number !== null && (
          <label class="everywhere">
            <input
              type="checkbox"
              checked={everywhere}
              onChange={(event) => setEverywhere(event.currentTarget.checked)}
            />
            In every mix in which {idLabel(naming.number)} is heard
          </label>
        )}
        <p class="hint">“ID” is what nobody knows.</p>
        <div class="ends">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="main">
            OK
          </button>
        </div>
      </form>
    </dialog>
  );
}
